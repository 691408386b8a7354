// A place in a stream of bytes: values are views of the chunk they lie in and are copied only where they span chunks.

const EMPTY = new Uint8Array(0);
const MOST_SHIFTED = 1024;

/** A plain view; a third of the time that `Buffer.subarray` takes. */
const viewOf = (bytes: Uint8Array, start: number, count: number): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset + start, count);

/** Reads forward through pushed chunks. A parser asks for bytes by yielding how many it needs; its driver pushes them. */
export class ByteCursor {
  /** Bytes read so far. */
  position = 0;
  #chunk: Uint8Array = EMPTY;
  #view: DataView = new DataView(EMPTY.buffer);
  #at = 0;
  #waiting: Uint8Array[] = [];
  #head = 0;
  #waitingBytes = 0;
  #ended = false;

  get available(): number {
    return this.#chunk.length - this.#at + this.#waitingBytes;
  }

  get ended(): boolean {
    return this.#ended;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
  }

  end(): void {
    this.#ended = true;
  }

  /** Asks the driver until `count` bytes are there; false when the input ends before. */
  *need(count: number): Generator<number, boolean> {
    while (this.available < count && !this.#ended) yield count;
    return this.available >= count;
  }

  uint8(offset: number): number {
    return this.#view.getUint8(this.#at + offset);
  }

  uint16(offset: number, littleEndian: boolean): number {
    return this.#view.getUint16(this.#at + offset, littleEndian);
  }

  uint32(offset: number, littleEndian: boolean): number {
    return this.#view.getUint32(this.#at + offset, littleEndian);
  }

  /** Makes the next `count` available bytes lie in one chunk, so that the numbers above can be read there. */
  gather(count: number): void {
    if (this.#chunk.length - this.#at >= count) return;
    let joined = this.#chunk.subarray(this.#at);
    while (joined.length < count) {
      const next = this.#shift();
      joined = joined.length === 0 ? next : Buffer.concat([joined, next]);
    }
    this.#use(joined);
  }

  /** The next `count` available bytes: a view where they lie in one chunk. */
  take(count: number): Uint8Array {
    if (count === 0) return EMPTY;
    if (this.#at === this.#chunk.length) this.#use(this.#shift());
    this.position += count;
    if (this.#chunk.length - this.#at >= count) {
      this.#at += count;
      return viewOf(this.#chunk, this.#at - count, count);
    }
    const whole = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      if (this.#at === this.#chunk.length) this.#use(this.#shift());
      const size = Math.min(count - filled, this.#chunk.length - this.#at);
      whole.set(this.#chunk.subarray(this.#at, this.#at + size), filled);
      this.#at += size;
      filled += size;
    }
    return whole;
  }

  skip(count: number): void {
    this.#at += count;
    this.position += count;
  }

  /** Everything that has been pushed and not read. */
  takeRest(): Uint8Array[] {
    const rest = [this.#chunk.subarray(this.#at), ...this.#waiting.slice(this.#head)].filter(
      (chunk) => chunk.length > 0,
    );
    this.#use(EMPTY);
    this.#waiting = [];
    this.#head = 0;
    this.#waitingBytes = 0;
    return rest;
  }

  #shift(): Uint8Array {
    const next = this.#waiting[this.#head] ?? EMPTY;
    this.#head += 1;
    this.#waitingBytes -= next.length;
    if (this.#head === this.#waiting.length || this.#head === MOST_SHIFTED) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return next;
  }

  #use(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#at = 0;
  }
}
