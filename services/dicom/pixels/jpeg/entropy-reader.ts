// Reads the bits of an entropy-coded JPEG segment (T.81 F.2.2.5). Unlike most decoders it never invents bits that are not there.

/** A JPEG that cannot be decoded as it claims. */
export class JpegError extends Error {}

const MARKER = 0xff;
const FIRST_RESTART = 0xd0;

/** Bits from `at` on, up to the next marker that is no restart. */
export class EntropyReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #bits = 0;
  /** Bits in `#bits`, zeros beyond the end included. */
  #count = 0;
  /** How many of them are zeros beyond the end. */
  #invented = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  #fill(): void {
    while (this.#count <= 16) {
      let byte = 0;
      const next = this.#bytes[this.#at];
      if (next === undefined || (next === MARKER && this.#bytes[this.#at + 1] !== 0)) this.#invented += 8;
      else {
        byte = next;
        this.#at += next === MARKER ? 2 : 1;
      }
      this.#bits = (this.#bits << 8) | byte;
      this.#count += 8;
    }
  }

  /** The next 16 bits, not consumed. */
  peek16(): number {
    if (this.#count < 16) this.#fill();
    return (this.#bits >>> (this.#count - 16)) & 0xffff;
  }

  skip(count: number): void {
    this.#count -= count;
    if (this.#count < this.#invented) throw new JpegError('entropy-coded data end too early');
  }

  /** The next `size` bits (1 to 16) as the signed difference they stand for (T.81 table F.1). */
  difference(size: number): number {
    if (this.#count < size) this.#fill();
    const value = (this.#bits >>> (this.#count - size)) & ((1 << size) - 1);
    this.skip(size);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  /** Goes past the restart marker of this number; what is left of the last byte is padding. */
  restart(number: number): void {
    if (this.#count - this.#invented >= 8) throw new JpegError('more entropy-coded data than samples');
    this.#bits = 0;
    this.#count = 0;
    this.#invented = 0;
    if (this.#bytes[this.#at] !== MARKER || this.#bytes[this.#at + 1] !== FIRST_RESTART + (number % 8)) {
      throw new JpegError('a restart marker is missing');
    }
    this.#at += 2;
  }
}
