// Reads element headers: tag, value representation and length, in each of the dataset codings.
import { dictionaryVr, formatTag, ITEM, ITEM_END, SEQUENCE_END, type Tag } from '../tag.ts';
import { VR_TRAITS, type Vr } from '../vr.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { stop } from './limits.ts';

export const UNDEFINED_LENGTH = 0xffffffff;
const SHORT_HEADER = 8;
/** Bytes that hold any header. */
export const LONGEST_HEADER = 12;

/** How the elements around the cursor are coded. */
export type Coding = { readonly explicitVr: boolean; readonly littleEndian: boolean };

/** An element header of `size` bytes; `vr` is undefined for item and delimitation tags and for tags no dictionary knows. */
export type Header = {
  readonly tag: Tag;
  readonly vr: Vr | undefined;
  readonly length: number;
  readonly size: number;
};

/** Value representations by their two letters as a big-endian number. */
const VR_BY_LETTERS = new Map<number, Vr>();
for (const vr of Object.keys(VR_TRAITS) as Vr[]) VR_BY_LETTERS.set((vr.charCodeAt(0) << 8) | vr.charCodeAt(1), vr);

const tagAt = (cursor: ByteCursor, littleEndian: boolean): Tag =>
  ((cursor.uint16(0, littleEndian) << 16) | cursor.uint16(2, littleEndian)) >>> 0;

/** The tag at the cursor, not consumed; at least 4 bytes must be available. */
export const peekTag = (cursor: ByteCursor, littleEndian: boolean): Tag => {
  cursor.gather(4);
  return tagAt(cursor, littleEndian);
};

/** The header at the cursor, not consumed, or undefined when too few bytes are available for it. */
export const peekHeader = (cursor: ByteCursor, { explicitVr, littleEndian }: Coding): Header | undefined => {
  if (cursor.available < SHORT_HEADER) return undefined;
  cursor.gather(SHORT_HEADER);
  const tag = tagAt(cursor, littleEndian);
  if (tag === ITEM || tag === ITEM_END || tag === SEQUENCE_END) {
    return { tag, vr: undefined, length: cursor.uint32(4, littleEndian), size: SHORT_HEADER };
  }
  if (!explicitVr) return { tag, vr: dictionaryVr(tag), length: cursor.uint32(4, littleEndian), size: SHORT_HEADER };
  const vr = VR_BY_LETTERS.get(cursor.uint16(4, false));
  if (vr === undefined) stop('BAD_VR', `Element ${formatTag(tag)} has no valid value representation.`);
  if (!VR_TRAITS[vr].longHeader) return { tag, vr, length: cursor.uint16(6, littleEndian), size: SHORT_HEADER };
  if (cursor.available < LONGEST_HEADER) return undefined;
  cursor.gather(LONGEST_HEADER);
  return { tag, vr, length: cursor.uint32(8, littleEndian), size: LONGEST_HEADER };
};
