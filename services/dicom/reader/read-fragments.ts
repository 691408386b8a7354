// Reads encapsulated pixel data (PS3.5 annex A.4): the basic offset table and the fragments, undecoded.
import type { EncapsulatedPixelData } from '../dataset.ts';
import { ITEM, SEQUENCE_END } from '../tag.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { type ReadLimits, stop } from './limits.ts';
import { type Coding, readHeader, require, UNDEFINED_LENGTH } from './read-header.ts';

const ITEM_CODING: Coding = { explicitVr: false, littleEndian: true };

const offsetsFrom = (table: Uint8Array): number[] => {
  if (table.length % 4 !== 0) stop('ENCAPSULATION_INVALID', 'The basic offset table is not made of 32-bit numbers.');
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  return Array.from({ length: table.length / 4 }, (_, index) => view.getUint32(index * 4, true));
};

/** Reads items until the sequence delimiter; the first one is the offset table. */
export function* readFragments(
  cursor: ByteCursor,
  frames: number,
  limits: ReadLimits,
): Generator<number, EncapsulatedPixelData> {
  const mostFragments = Math.min(limits.fragments, frames * limits.fragmentsPerFrame);
  const fragments: Uint8Array[] = [];
  let offsets: number[] | undefined;
  let total = 0;
  for (;;) {
    const { tag, length } = yield* readHeader(cursor, ITEM_CODING, () => false);
    if (tag === SEQUENCE_END) break;
    if (tag !== ITEM || length === UNDEFINED_LENGTH) {
      return stop('ENCAPSULATION_INVALID', 'Compressed pixel data hold something that is no fragment.');
    }
    if (offsets === undefined) {
      if (length > frames * 4)
        stop('ENCAPSULATION_INVALID', 'The basic offset table names more frames than the image has.');
      yield* require(cursor, length, 'the basic offset table');
      offsets = offsetsFrom(cursor.take(length));
      continue;
    }
    total += length;
    if (total > limits.pixelBytes)
      stop('LIMIT_PIXELS', `Compressed pixel data are larger than ${limits.pixelBytes} bytes.`);
    if (fragments.length >= mostFragments)
      stop('LIMIT_FRAGMENTS', `Pixel data have more than ${mostFragments} fragments.`);
    if (cursor.available < length) yield* require(cursor, length, 'a fragment of pixel data');
    fragments.push(cursor.take(length));
  }
  if (offsets === undefined) stop('ENCAPSULATION_INVALID', 'Compressed pixel data have no basic offset table.');
  return { offsets: offsets ?? [], fragments };
}
