// Tags as unsigned 32-bit numbers (group << 16 | element), their keywords and what the dictionary knows of them.
import { REPEATING_TAGS, SIGN_FOLLOWS_PIXELS, TAGS, TAGS_BY_VR } from './generated/tag-dictionary.ts';
import { isVr, type Vr } from './vr.ts';

/** A tag: group in the upper, element in the lower 16 bits, unsigned. */
export type Tag = number;

/** Tags by PS3.6 keyword, e.g. `Tag.PatientName`. */
export const Tag = TAGS;

/** Structural tags that delimit items (PS3.5 section 7.5); they are never elements of a dataset. */
export const ITEM = 0xfffee000;
export const ITEM_END = 0xfffee00d;
export const SEQUENCE_END = 0xfffee0dd;

const VR_BY_TAG = new Map<Tag, Vr>();
for (const [vr, tags] of Object.entries(TAGS_BY_VR)) {
  if (isVr(vr)) for (const tag of tags) VR_BY_TAG.set(tag, vr);
}
const KEYWORD_BY_TAG = new Map<Tag, string>(Object.entries(TAGS).map(([keyword, tag]) => [tag, keyword]));
const SIGNED_BY_CONTEXT = new Set<Tag>(SIGN_FOLLOWS_PIXELS);

const repeating = (tag: Tag) => {
  const group = tag >>> 16;
  const mayRepeat = group === 0x0020 || group === 0x0028 || group === 0x1000 || group === 0x1010;
  if (!mayRepeat && (group < 0x5000 || group > 0x7fff)) return undefined;
  return REPEATING_TAGS.find(([mask, value]) => (tag & mask) >>> 0 === value);
};

/** The tag of a group and an element number. */
export const tagOf = (group: number, element: number): Tag => ((group << 16) | element) >>> 0;

/** Group number of a tag. */
export const groupOf = (tag: Tag): number => tag >>> 16;

/** Private tags have an odd group (PS3.5 section 7.8). */
export const isPrivateTag = (tag: Tag): boolean => (tag & 0x10000) !== 0;

/** A private creator element (gggg,00cc) reserves the block (gggg,cc00-ccff). */
export const isPrivateCreator = (tag: Tag): boolean =>
  isPrivateTag(tag) && (tag & 0xff00) === 0 && (tag & 0xff) >= 0x10;

/** `(0010,0020)`. */
export const formatTag = (tag: Tag): string => {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
};

/** Reads `(0010,0020)`, `0010,0020` or `00100020`. */
export const parseTag = (text: string): Tag | undefined => {
  const match = /^\(?([0-9a-f]{4}),?([0-9a-f]{4})\)?$/i.exec(text.trim());
  return match ? Number.parseInt(`${match[1]}${match[2]}`, 16) : undefined;
};

/** PS3.6 keyword of a tag, if the dictionary has one. */
export const keywordOf = (tag: Tag): string | undefined => KEYWORD_BY_TAG.get(tag) ?? repeating(tag)?.[3];

/** Tag of a PS3.6 keyword, if there is one. */
export const tagOfKeyword = (keyword: string): Tag | undefined =>
  Object.hasOwn(TAGS, keyword) ? TAGS[keyword as keyof typeof TAGS] : undefined;

/**
 * Value representation that PS3.6 gives a tag; undefined for tags it does not know.
 * Where it offers US or SS, `signedPixels` decides; where it offers OB or OW, the answer is OW.
 */
export const dictionaryVr = (tag: Tag, signedPixels = false): Vr | undefined => {
  const vr = VR_BY_TAG.get(tag);
  if (vr !== undefined) return signedPixels && vr === 'US' && SIGNED_BY_CONTEXT.has(tag) ? 'SS' : vr;
  if ((tag & 0xffff) === 0) return 'UL';
  if (isPrivateTag(tag)) return isPrivateCreator(tag) ? 'LO' : undefined;
  const letters = repeating(tag)?.[2];
  return letters !== undefined && isVr(letters) ? letters : undefined;
};
