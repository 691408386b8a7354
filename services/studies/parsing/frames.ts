// Frames between the process and its parser child: four bytes of length, then the payload; an empty frame ends a body.
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** Larger payloads are cut, so that neither side has to hold much. */
export const LARGEST_FRAME = 1024 * 1024;

/** Writes one frame and waits while the other side is not keeping up. */
export const writeFrame = async (stream: Writable, payload: Uint8Array): Promise<void> => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  stream.write(length);
  if (payload.length === 0 ? stream.writableNeedDrain : !stream.write(payload)) await once(stream, 'drain');
};

/** Writes bytes as frames of a body, without its end. */
export const writeBody = async (stream: Writable, bytes: Uint8Array): Promise<void> => {
  for (let at = 0; at < bytes.length; at += LARGEST_FRAME)
    await writeFrame(stream, bytes.subarray(at, at + LARGEST_FRAME));
};

/** Reads frames off a stream, one after another. */
export class FrameReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer[] = [];
  #size = 0;

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next frame, or `undefined` where the stream has ended. */
  async next(): Promise<Buffer | undefined> {
    const length = await this.#take(4);
    return length && this.#take(length.readUInt32BE());
  }

  /** The frames of a body, to its end. */
  async *body(): AsyncGenerator<Buffer> {
    for (let frame = await this.next(); frame !== undefined && frame.length > 0; frame = await this.next()) yield frame;
  }

  async #take(count: number): Promise<Buffer | undefined> {
    while (this.#size < count) {
      const { value, done } = await this.#chunks.next();
      if (done === true) return undefined;
      this.#held.push(value);
      this.#size += value.length;
    }
    if (count === 0) return Buffer.alloc(0);
    const whole = this.#held.length === 1 ? (this.#held[0] as Buffer) : Buffer.concat(this.#held, this.#size);
    const rest = whole.subarray(count);
    this.#held = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    return whole.subarray(0, count);
  }
}
