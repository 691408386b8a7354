// Writes the elements of a dataset in explicit or implicit VR little-endian, sequences with defined lengths.
import { type Dataset, type DicomElement, isEncapsulated, itemsOf } from '../dataset.ts';
import { ITEM, SEQUENCE_END, type Tag } from '../tag.ts';
import { VR_TRAITS, type Vr } from '../vr.ts';
import type { ByteParts } from './byte-parts.ts';

const UNDEFINED_LENGTH = 0xffffffff;
const LONGEST_SHORT = 0xfffe;

const tagAndLength = (tag: Tag, length: number): DataView => {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  view.setUint32(4, length, true);
  return view;
};

const bytesOf = (view: DataView): Uint8Array => new Uint8Array(view.buffer);

/** The header of an element; the returned view takes the length later. */
const header = (
  tag: Tag,
  vr: Vr,
  explicit: boolean,
  length: number,
): { readonly view: DataView; readonly at: number } => {
  if (!explicit) return { view: tagAndLength(tag, length), at: 4 };
  // PS3.5 section 6.2.2 note 2: a value too long for a 16-bit length is written as UN.
  const letters = !VR_TRAITS[vr].longHeader && length > LONGEST_SHORT ? 'UN' : vr;
  const long = VR_TRAITS[letters].longHeader;
  const view = new DataView(new ArrayBuffer(long ? 12 : 8));
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  view.setUint8(4, letters.charCodeAt(0));
  view.setUint8(5, letters.charCodeAt(1));
  if (long) view.setUint32(8, length, true);
  else view.setUint16(6, length, true);
  return { view, at: long ? 8 : 6 };
};

const writeSequence = (out: ByteParts, element: DicomElement, explicit: boolean): void => {
  const sequence = header(element.tag, 'SQ', explicit, 0);
  out.add(bytesOf(sequence.view));
  const start = out.length;
  for (const item of itemsOf(element)) {
    const itemHeader = tagAndLength(ITEM, 0);
    out.add(bytesOf(itemHeader));
    const itemStart = out.length;
    writeElements(out, item, explicit);
    itemHeader.setUint32(4, out.length - itemStart, true);
  }
  sequence.view.setUint32(sequence.at, out.length - start, true);
};

const writeFragments = (out: ByteParts, element: DicomElement, explicit: boolean): void => {
  if (!isEncapsulated(element.value)) return;
  out.add(bytesOf(header(element.tag, element.vr, explicit, UNDEFINED_LENGTH).view));
  const offsets = new Uint8Array(element.value.offsets.length * 4);
  const view = new DataView(offsets.buffer);
  element.value.offsets.forEach((offset, index) => {
    view.setUint32(index * 4, offset, true);
  });
  for (const fragment of [offsets, ...element.value.fragments]) {
    out.add(bytesOf(tagAndLength(ITEM, fragment.length + (fragment.length % 2))));
    out.add(fragment, 0);
  }
  out.add(bytesOf(tagAndLength(SEQUENCE_END, 0)));
};

/** Appends all elements of a dataset; retired group lengths are left out, since they would no longer be true. */
export const writeElements = (out: ByteParts, dataset: Dataset, explicit: boolean): void => {
  for (const element of dataset) {
    if ((element.tag & 0xffff) === 0) continue;
    const { tag, vr, value } = element;
    if (vr === 'SQ') writeSequence(out, element, explicit);
    else if (value instanceof Uint8Array) {
      out.add(bytesOf(header(tag, vr, explicit, value.length + (value.length % 2)).view));
      out.add(value, VR_TRAITS[vr].kind === 'text' && vr !== 'UI' ? 0x20 : 0);
    } else writeFragments(out, element, explicit);
  }
};
