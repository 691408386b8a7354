// Collects the pieces of a file and joins them once; large values are referenced, not copied, until then.

/** A growing list of byte pieces. */
export class ByteParts {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends bytes; an odd length gets one more byte. */
  add(bytes: Uint8Array, pad?: number): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (pad !== undefined && bytes.length % 2 === 1) this.add(Uint8Array.of(pad));
  }

  join(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
