// Builds elements from values: text encoded by the dataset's character set, numbers little-endian, items adopted.
import { encodeText } from './character-sets/encode-text.ts';
import { characterSetOf } from './character-sets/of-dataset.ts';
import { parseCharacterSet } from './character-sets/repertoire.ts';
import { Dataset, type DicomElement, walk } from './dataset.ts';
import { texts } from './element-values.ts';
import { dictionaryVr, formatTag, type Tag, Tag as TagByName } from './tag.ts';
import { VR_TRAITS, type Vr } from './vr.ts';

const vrFor = (tag: Tag, vr: Vr | undefined): Vr => {
  const found = vr ?? dictionaryVr(tag);
  if (found === undefined) throw new Error(`no value representation is known for ${formatTag(tag)}: name one`);
  return found;
};

const padded = (bytes: Uint8Array, pad: number): Uint8Array => {
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1);
  even.set(bytes);
  even[bytes.length] = pad;
  return even;
};

/**
 * Sets a text element (any text VR, also DS and IS from ready strings). Set the character set first.
 * Throws when the character set lacks a character: that is the caller's mistake, not the file's.
 */
export const putText = (dataset: Dataset, tag: Tag, value: string | readonly string[], vr?: Vr): void => {
  const chosen = vrFor(tag, vr);
  const traits = VR_TRAITS[chosen];
  if (traits.kind !== 'text') throw new Error(`${formatTag(tag)} is ${chosen}, not text`);
  const whole = typeof value === 'string' ? value : value.join('\\');
  const encoded = traits.localised
    ? encodeText(whole, characterSetOf(dataset), chosen === 'PN')
    : encodeText(whole, { kind: 'whole', codec: 'latin1' });
  if (encoded === undefined) throw new Error(`the character set lacks a character of ${formatTag(tag)}`);
  dataset.set({ tag, vr: chosen, value: padded(encoded, chosen === 'UI' ? 0 : 0x20) });
};

const WRITE = {
  US: [2, (view: DataView, at: number, value: number) => view.setUint16(at, value, true)],
  SS: [2, (view: DataView, at: number, value: number) => view.setInt16(at, value, true)],
  UL: [4, (view: DataView, at: number, value: number) => view.setUint32(at, value, true)],
  SL: [4, (view: DataView, at: number, value: number) => view.setInt32(at, value, true)],
  FL: [4, (view: DataView, at: number, value: number) => view.setFloat32(at, value, true)],
  FD: [8, (view: DataView, at: number, value: number) => view.setFloat64(at, value, true)],
  UV: [8, (view: DataView, at: number, value: number) => view.setBigUint64(at, BigInt(value), true)],
  SV: [8, (view: DataView, at: number, value: number) => view.setBigInt64(at, BigInt(value), true)],
  AT: [
    4,
    (view: DataView, at: number, value: number) => {
      view.setUint16(at, value >>> 16, true);
      view.setUint16(at + 2, value & 0xffff, true);
    },
  ],
} as const;

/** A decimal string of at most 16 characters (VR DS), as precise as they allow. */
export const decimalString = (value: number): string => {
  if (!Number.isFinite(value)) throw new Error('a decimal string must be finite');
  const fits = (written: string) => written.length <= 16 && Number.isFinite(Number(written));
  const plain = String(value);
  if (fits(plain)) return plain;
  for (let digits = 16; digits > 0; digits -= 1) {
    const shorter = String(Number(value.toPrecision(digits)));
    if (fits(shorter)) return shorter;
    const exponent = value.toExponential(digits - 1);
    if (fits(exponent)) return exponent;
  }
  throw new Error('no decimal string of 16 characters');
};

/** Sets a number element: US, SS, UL, SL, UV, SV, FL, FD, AT, IS or DS. */
export const putNumbers = (dataset: Dataset, tag: Tag, value: number | readonly number[], vr?: Vr): void => {
  const chosen = vrFor(tag, vr);
  const list = typeof value === 'number' ? [value] : value;
  if (chosen === 'DS' || chosen === 'IS') {
    const strings = list.map((each) => (chosen === 'DS' ? decimalString(each) : each.toFixed(0)));
    putText(dataset, tag, strings, chosen);
    return;
  }
  if (!(chosen in WRITE)) throw new Error(`${formatTag(tag)} is ${chosen}, not a number`);
  const [size, write] = WRITE[chosen as keyof typeof WRITE];
  const bytes = new Uint8Array(list.length * size);
  const view = new DataView(bytes.buffer);
  list.forEach((each, index) => {
    write(view, index * size, each);
  });
  dataset.set({ tag, vr: chosen, value: bytes });
};

/** Sets raw little-endian bytes; an odd length is padded. The bytes are kept, not copied. */
export const putBytes = (dataset: Dataset, tag: Tag, value: Uint8Array, vr?: Vr): void => {
  const chosen = vrFor(tag, vr);
  if (chosen === 'SQ') throw new Error(`${formatTag(tag)} is a sequence`);
  const pad = VR_TRAITS[chosen].kind === 'text' && chosen !== 'UI' ? 0x20 : 0;
  dataset.set({ tag, vr: chosen, value: padded(value, pad) });
};

/** Sets a sequence; its items become children of the dataset. */
export const putItems = (dataset: Dataset, tag: Tag, value: readonly Dataset[]): void => {
  const known = dictionaryVr(tag);
  if (known !== undefined && known !== 'SQ') throw new Error(`${formatTag(tag)} is ${known}, not a sequence`);
  dataset.set({ tag, vr: 'SQ', value: [...value] });
};

/** Sets an element with no value. */
export const putEmpty = (dataset: Dataset, tag: Tag, vr?: Vr): void => {
  const chosen = vrFor(tag, vr);
  dataset.set({ tag, vr: chosen, value: chosen === 'SQ' ? [] : new Uint8Array(0) });
};

/** Declares the character set of a dataset and re-encodes all text in it and in its items, e.g. `putCharacterSet(ds, 'ISO_IR 192')`. */
export const putCharacterSet = (dataset: Dataset, terms: string | readonly string[]): void => {
  const list = typeof terms === 'string' ? [terms] : terms;
  if (parseCharacterSet(list) === undefined) throw new Error('unknown character set');
  const localised: { readonly owner: Dataset; readonly element: DicomElement; readonly values: string[] }[] = [];
  for (const { dataset: owner, element } of walk(dataset)) {
    if (VR_TRAITS[element.vr].localised) localised.push({ owner, element, values: texts(owner, element.tag) });
  }
  for (const { dataset: owner } of [...walk(dataset)]) owner.delete(TagByName.SpecificCharacterSet);
  putText(dataset, TagByName.SpecificCharacterSet, list);
  for (const { owner, element, values } of localised) putText(owner, element.tag, values, element.vr);
};

/** A dataset from keywords of elements: text, numbers or items by the dictionary's VR. Good for short literals. */
export const datasetOf = (
  values: Readonly<Record<string, string | readonly string[] | number | readonly number[] | readonly Dataset[]>>,
  characterSet?: string,
): Dataset => {
  const dataset = new Dataset();
  if (characterSet !== undefined) putText(dataset, TagByName.SpecificCharacterSet, characterSet);
  for (const [keyword, value] of Object.entries(values)) {
    const tag = (TagByName as Readonly<Record<string, Tag>>)[keyword];
    if (tag === undefined) throw new Error(`no such keyword: ${keyword}`);
    const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    const vr = dictionaryVr(tag);
    if (vr === 'SQ') putItems(dataset, tag, list as Dataset[]);
    else if (list.length === 0) putEmpty(dataset, tag);
    else if (typeof list[0] === 'number') putNumbers(dataset, tag, list as number[]);
    else putText(dataset, tag, list as string[]);
  }
  return dataset;
};
