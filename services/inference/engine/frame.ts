// Frames on the pipe from the engine to its child: a JSON header and raw attachments, copied once on arrival.

/** A message with its attachments, each alone in its buffer, at its beginning (so it can change threads). */
export type Frame<Message> = { readonly message: Message; readonly attachments: readonly Uint8Array<ArrayBuffer>[] };

type Header<Message> = { readonly message: Message; readonly lengths: readonly number[] };

const PREFIX_BYTES = 4;
const MAX_HEADER_BYTES = 64 * 2 ** 20;

/** The pieces to write for one frame; attachments are passed on, not copied. */
export const encodeFrame = <Message>(message: Message, attachments: readonly Uint8Array[]): Uint8Array[] => {
  const header: Header<Message> = { message, lengths: attachments.map(({ length }) => length) };
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(json.length);
  return [prefix, json, ...attachments];
};

/** Puts frames together from what a pipe gives, in pieces of any size. */
export class FrameDecoder<Message> {
  readonly #onFrame: (frame: Frame<Message>) => void;
  readonly #allocate: (bytes: number) => ArrayBuffer;
  /** The piece being filled and how much of it is there. */
  #piece: Uint8Array<ArrayBuffer> = new Uint8Array(PREFIX_BYTES);
  #filled = 0;
  #stage: 'prefix' | 'header' | 'attachment' = 'prefix';
  #header: Header<Message> | undefined;
  #attachments: Uint8Array<ArrayBuffer>[] = [];

  /** `allocate` gives attachments their buffers: at least so many bytes, content arbitrary. */
  constructor(
    onFrame: (frame: Frame<Message>) => void,
    allocate = (bytes: number): ArrayBuffer => new ArrayBuffer(bytes),
  ) {
    this.#onFrame = onFrame;
    this.#allocate = allocate;
  }

  /** Where the next bytes of the pipe belong: a reader that writes there saves copying them. */
  room(): Uint8Array<ArrayBuffer> {
    return this.#piece.subarray(this.#filled);
  }

  /** Says that so many bytes were written into the room. */
  took(count: number): void {
    this.#filled += count;
    while (this.#filled === this.#piece.length && this.#advance());
  }

  /** Takes the filled piece; false when the decoder stands before an empty prefix, i.e. after a whole frame. */
  #advance(): boolean {
    if (this.#stage === 'prefix') {
      const length = new DataView(this.#piece.buffer).getUint32(0, true);
      if (length > MAX_HEADER_BYTES) throw new RangeError(`a frame header of ${length} bytes`);
      this.#expect('header', length);
      return true;
    }
    if (this.#stage === 'header') {
      this.#header = JSON.parse(Buffer.from(this.#piece.buffer).toString('utf8')) as Header<Message>;
    } else {
      this.#attachments.push(this.#piece);
    }
    const { message, lengths } = this.#header as Header<Message>;
    const next = lengths[this.#attachments.length];
    if (next !== undefined) {
      this.#expect('attachment', next);
      return true;
    }
    const attachments = this.#attachments;
    this.#attachments = [];
    this.#expect('prefix', PREFIX_BYTES);
    this.#onFrame({ message, attachments });
    return false;
  }

  #expect(stage: 'prefix' | 'header' | 'attachment', length: number): void {
    this.#stage = stage;
    this.#piece = stage === 'attachment' ? new Uint8Array(this.#allocate(length), 0, length) : new Uint8Array(length);
    this.#filled = 0;
  }
}
