// Buffers that requests are done with. A fresh large buffer costs its page faults; a warm one costs nothing.

const MAX_BYTES = 128 * 2 ** 20;
const MIN_BYTES = 64 * 2 ** 10;

/** Keeps buffers by size up to a total; sizes that are no longer asked for make room first. */
export class SpareBuffers {
  /** In order of last use, oldest first. */
  readonly #bySize = new Map<number, ArrayBuffer[]>();
  #held = 0;

  give(buffer: ArrayBuffer): void {
    const size = buffer.byteLength;
    if (size < MIN_BYTES || size > MAX_BYTES) return;
    for (const [other, buffers] of this.#bySize) {
      if (this.#held + size <= MAX_BYTES) break;
      while (buffers.length > 0 && this.#held + size > MAX_BYTES) {
        buffers.pop();
        this.#held -= other;
      }
      if (buffers.length === 0) this.#bySize.delete(other);
    }
    const buffers = this.#bySize.get(size) ?? [];
    this.#bySize.set(size, buffers);
    buffers.push(buffer);
    this.#held += size;
  }

  take(byteLength: number): ArrayBuffer | undefined {
    const buffers = this.#bySize.get(byteLength);
    const buffer = buffers?.pop();
    if (buffers === undefined || buffer === undefined) return undefined;
    this.#bySize.delete(byteLength);
    if (buffers.length > 0) this.#bySize.set(byteLength, buffers);
    this.#held -= byteLength;
    return buffer;
  }
}
