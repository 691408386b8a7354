// Reads encapsulated pixel data (PS3.5 annex A.4): the basic offset table and the fragments, undecoded.
import type { EncapsulatedPixelData } from '../dataset.ts';
import { ITEM, SEQUENCE_END } from '../tag.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { type ReadLimits, stop } from './limits.ts';
import { type Coding, LONGEST_HEADER, peekHeader, UNDEFINED_LENGTH } from './read-header.ts';

const ITEM_CODING: Coding = { explicitVr: false, littleEndian: true };

const offsetsFrom = (table: Uint8Array): number[] => {
  if (table.length % 4 !== 0) stop('ENCAPSULATION_INVALID', 'The basic offset table is not made of 32-bit numbers.');
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  return Array.from({ length: table.length / 4 }, (_, index) => view.getUint32(index * 4, true));
};

/** The fragments of one element being read, item by item; the first item is the offset table. */
export class FragmentReader {
  readonly #cursor: ByteCursor;
  readonly #frames: number;
  readonly #mostFragments: number;
  readonly #mostBytes: number;
  readonly #fragments: Uint8Array[] = [];
  #offsets: number[] | undefined;
  #total = 0;

  constructor(cursor: ByteCursor, frames: number, limits: ReadLimits) {
    this.#cursor = cursor;
    this.#frames = frames;
    this.#mostFragments = Math.min(limits.fragments, frames * limits.fragmentsPerFrame);
    this.#mostBytes = limits.pixelBytes;
  }

  /** Reads what is available: the whole at the sequence delimiter, else the number of bytes wanted. */
  advance(): EncapsulatedPixelData | number {
    for (;;) {
      const header = peekHeader(this.#cursor, ITEM_CODING);
      if (header === undefined) return LONGEST_HEADER;
      const { tag, length, size } = header;
      if (tag === SEQUENCE_END) {
        this.#cursor.skip(size);
        return this.#finish();
      }
      if (tag !== ITEM || length === UNDEFINED_LENGTH) {
        stop('ENCAPSULATION_INVALID', 'Compressed pixel data hold something that is no fragment.');
      }
      this.#check(length);
      if (this.#cursor.available < size + length) return size + length;
      this.#cursor.skip(size);
      const bytes = this.#cursor.take(length);
      if (this.#offsets === undefined) this.#offsets = offsetsFrom(bytes);
      else this.#fragments.push(bytes);
    }
  }

  #check(length: number): void {
    if (this.#offsets === undefined) {
      if (length > this.#frames * 4) {
        stop('ENCAPSULATION_INVALID', 'The basic offset table names more frames than the image has.');
      }
      return;
    }
    if (this.#total + length > this.#mostBytes) {
      stop('LIMIT_PIXELS', `Compressed pixel data are larger than ${this.#mostBytes} bytes.`);
    }
    if (this.#fragments.length >= this.#mostFragments) {
      stop('LIMIT_FRAGMENTS', `Pixel data have more than ${this.#mostFragments} fragments.`);
    }
  }

  #finish(): EncapsulatedPixelData {
    if (this.#offsets === undefined) {
      stop('ENCAPSULATION_INVALID', 'Compressed pixel data have no basic offset table.');
    }
    return { offsets: this.#offsets, fragments: this.#fragments };
  }
}
