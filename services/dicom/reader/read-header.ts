// Reads element headers: tag, value representation and length, in each of the dataset codings.
import { dictionaryVr, formatTag, ITEM, ITEM_END, SEQUENCE_END, type Tag } from '../tag.ts';
import { isVr, VR_TRAITS, type Vr } from '../vr.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { stop } from './limits.ts';

export const UNDEFINED_LENGTH = 0xffffffff;

/** How the elements around the cursor are coded. */
export type Coding = { readonly explicitVr: boolean; readonly littleEndian: boolean };

/** An element header; `vr` is undefined for item and delimitation tags. */
export type Header = { readonly tag: Tag; readonly vr: Vr | undefined; readonly length: number };

/** Stops with TRUNCATED unless `count` more bytes come. */
export function* require(cursor: ByteCursor, count: number, what: string): Generator<number, void> {
  if (cursor.available >= count) return;
  if (!(yield* cursor.need(count))) stop('TRUNCATED', `The file ends within ${what}.`);
}

const nextTag = (cursor: ByteCursor, littleEndian: boolean): Tag =>
  ((cursor.uint16(0, littleEndian) << 16) | cursor.uint16(2, littleEndian)) >>> 0;

/** The tag at the cursor, not consumed; at least 4 bytes must be available. */
export const peekTag = (cursor: ByteCursor, littleEndian: boolean): Tag => {
  cursor.gather(4);
  return nextTag(cursor, littleEndian);
};

/** Reads one header. `signedPixels` is asked only where an implicit VR depends on it. */
export function* readHeader(
  cursor: ByteCursor,
  coding: Coding,
  signedPixels: () => boolean,
): Generator<number, Header> {
  if (cursor.available < 8) yield* require(cursor, 8, 'an element header');
  cursor.gather(8);
  const { littleEndian } = coding;
  const tag = nextTag(cursor, littleEndian);
  if (!coding.explicitVr || tag === ITEM || tag === ITEM_END || tag === SEQUENCE_END) {
    const length = cursor.uint32(4, littleEndian);
    cursor.skip(8);
    if (tag === ITEM || tag === ITEM_END || tag === SEQUENCE_END) return { tag, vr: undefined, length };
    return {
      tag,
      vr: dictionaryVr(tag) === 'US' && signedPixels() ? dictionaryVr(tag, true) : dictionaryVr(tag),
      length,
    };
  }
  const letters = String.fromCharCode(cursor.uint8(4), cursor.uint8(5));
  if (!isVr(letters)) return stop('BAD_VR', `Element ${formatTag(tag)} has no valid value representation.`);
  if (!VR_TRAITS[letters].longHeader) {
    const length = cursor.uint16(6, littleEndian);
    cursor.skip(8);
    return { tag, vr: letters, length };
  }
  if (cursor.available < 12) yield* require(cursor, 12, 'an element header');
  cursor.gather(12);
  const length = cursor.uint32(8, littleEndian);
  cursor.skip(12);
  return { tag, vr: letters, length };
}
