// Typed readings of elements: text decoded by character set, numbers, tags, items. Absent or unreadable is undefined or empty, never a throw.
import { decodeText } from './character-sets/decode-text.ts';
import { characterSetOf } from './character-sets/of-dataset.ts';
import { type Dataset, type DicomElement, itemsOf } from './dataset.ts';
import { type Tag, tagOf } from './tag.ts';
import { VR_TRAITS } from './vr.ts';

/** Raw little-endian bytes, unless the element is absent, a sequence or encapsulated. */
export const bytes = (dataset: Dataset, tag: Tag): Uint8Array | undefined => {
  const value = dataset.get(tag)?.value;
  return value instanceof Uint8Array ? value : undefined;
};

/** Items of a sequence; empty when there are none. */
export const items = (dataset: Dataset, tag: Tag): readonly Dataset[] => itemsOf(dataset.get(tag));

const trimEnd = (value: string): string => value.replace(/[\0 ]+$/, '');

const decoded = (dataset: Dataset, element: DicomElement): string | undefined => {
  const { vr, value } = element;
  const traits = VR_TRAITS[vr];
  if (!(value instanceof Uint8Array) || (traits.kind !== 'text' && vr !== 'UN')) return undefined;
  if (traits.localised || vr === 'UN') return decodeText(value, characterSetOf(dataset), vr === 'PN');
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');
};

/** All values of a text element, padding removed; an empty element has none. Also reads UN as text. */
export const texts = (dataset: Dataset, tag: Tag): string[] => {
  const element = dataset.get(tag);
  const whole = element === undefined ? undefined : decoded(dataset, element);
  if (element === undefined || whole === undefined || trimEnd(whole) === '') return [];
  const traits = VR_TRAITS[element.vr];
  if (!traits.multiple && element.vr !== 'UN') return [trimEnd(whole)];
  return whole.split('\\').map((value) => (traits.localised ? trimEnd(value) : trimEnd(value).trimStart()));
};

/** First value of a text element; undefined when absent or empty. */
export const text = (dataset: Dataset, tag: Tag): string | undefined => {
  const [first] = texts(dataset, tag);
  return first === '' ? undefined : first;
};

const READ = {
  US: (view: DataView, at: number) => view.getUint16(at, true),
  SS: (view: DataView, at: number) => view.getInt16(at, true),
  UL: (view: DataView, at: number) => view.getUint32(at, true),
  SL: (view: DataView, at: number) => view.getInt32(at, true),
  FL: (view: DataView, at: number) => view.getFloat32(at, true),
  FD: (view: DataView, at: number) => view.getFloat64(at, true),
  UV: (view: DataView, at: number) => Number(view.getBigUint64(at, true)),
  SV: (view: DataView, at: number) => Number(view.getBigInt64(at, true)),
  AT: (view: DataView, at: number) => tagOf(view.getUint16(at, true), view.getUint16(at + 2, true)),
} as const;
const SIZE = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, UV: 8, SV: 8, AT: 4 } as const;

/**
 * All numbers of a US, SS, UL, SL, UV, SV, FL, FD, AT, IS or DS element; a value that is no number is NaN.
 * UV and SV lose precision beyond 2^53: read their `bytes` where that matters.
 */
export const numbers = (dataset: Dataset, tag: Tag): number[] => {
  const element = dataset.get(tag);
  if (element === undefined || !(element.value instanceof Uint8Array)) return [];
  const { vr, value } = element;
  if (vr === 'IS' || vr === 'DS') return texts(dataset, tag).map((each) => (each === '' ? Number.NaN : Number(each)));
  if (!(vr in READ)) return [];
  const read = READ[vr as keyof typeof READ];
  const size = SIZE[vr as keyof typeof SIZE];
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: Math.floor(value.length / size) }, (_, index) => read(view, index * size));
};

/** First number when it is a whole one. */
export const integer = (dataset: Dataset, tag: Tag): number | undefined => {
  const [first] = numbers(dataset, tag);
  return first !== undefined && Number.isSafeInteger(first) ? first : undefined;
};

/** First number when it is finite. */
export const decimal = (dataset: Dataset, tag: Tag): number | undefined => {
  const [first] = numbers(dataset, tag);
  return first !== undefined && Number.isFinite(first) ? first : undefined;
};

/** A person name by component groups (PS3.5 section 6.2.1.2), each still `family^given^middle^prefix^suffix`. */
export type PersonName = { readonly alphabetic: string; readonly ideographic: string; readonly phonetic: string };

/** First person name of a PN element. */
export const personName = (dataset: Dataset, tag: Tag): PersonName | undefined => {
  const whole = text(dataset, tag);
  if (whole === undefined) return undefined;
  const [alphabetic = '', ideographic = '', phonetic = ''] = whole.split('=').map((group) => group.trim());
  return { alphabetic, ideographic, phonetic };
};
