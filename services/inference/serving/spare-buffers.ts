// Buffers that somebody is done with. A fresh large buffer costs its page faults; a warm one costs nothing.

const MAX_BYTES = 256 * 2 ** 20;
const MIN_BYTES = 64 * 2 ** 10;

/** Sizes are rounded up to eighths of a power of two, so that files of almost one size share their buffers. */
const sizeClass = (bytes: number): number => {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(1, bytes))) - 3);
  return Math.ceil(bytes / step) * step;
};

/** Keeps buffers by size up to a total; the size that was not used for longest makes room first. */
export class SpareBuffers {
  /** In order of last use, oldest first. */
  readonly #bySize = new Map<number, ArrayBuffer[]>();
  #held = 0;

  /** A buffer with room for so many bytes, warm where there is one; its content is arbitrary. */
  take(bytes: number): ArrayBuffer {
    if (bytes < MIN_BYTES) return new ArrayBuffer(bytes);
    const size = sizeClass(bytes);
    const buffers = this.#bySize.get(size);
    const buffer = buffers?.pop();
    // Not zeroed: whoever takes it fills it.
    if (buffers === undefined || buffer === undefined) return Buffer.allocUnsafeSlow(size).buffer as ArrayBuffer;
    this.#bySize.delete(size);
    if (buffers.length > 0) this.#bySize.set(size, buffers);
    this.#held -= size;
    return buffer;
  }

  /** Takes a buffer back; one of no usual size is left to the collector. */
  give(buffer: ArrayBuffer): void {
    const size = buffer.byteLength;
    if (size < MIN_BYTES || size > MAX_BYTES || size !== sizeClass(size)) return;
    for (const [other, buffers] of this.#bySize) {
      while (this.#held + size > MAX_BYTES && buffers.length > 0) {
        buffers.pop();
        this.#held -= other;
      }
      if (buffers.length > 0) break;
      this.#bySize.delete(other);
    }
    const buffers = this.#bySize.get(size) ?? [];
    this.#bySize.set(size, buffers);
    buffers.push(buffer);
    this.#held += size;
  }
}
