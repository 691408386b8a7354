// The DICOM JSON Model (PS3.18 annex F): a dataset as plain objects, bulk data left out or pointed to.
import {
  type Dataset,
  type DicomElement,
  isEncapsulated,
  itemsOf,
  numbers,
  type Tag,
  Tag as TagByName,
  texts,
  VR_TRAITS,
} from '@hounsfield/dicom';

export type JsonElement = {
  readonly vr: string;
  readonly Value?: readonly unknown[];
  readonly InlineBinary?: string;
  readonly BulkDataURI?: string;
};
export type JsonDataset = { readonly [tag: string]: JsonElement };

/** Where the bulk data of an attribute can be had; `undefined` leaves the attribute without its value. */
export type BulkDataUri = (tag: Tag) => string | undefined;

/** Larger octets are bulk data. */
const LARGEST_INLINE = 1_024;

export const jsonTag = (tag: Tag): string => tag.toString(16).toUpperCase().padStart(8, '0');

const nameOf = (value: string): Record<string, string> => {
  const [Alphabetic = '', Ideographic = '', Phonetic = ''] = value.split('=').map((group) => group.trim());
  return Object.fromEntries(Object.entries({ Alphabetic, Ideographic, Phonetic }).filter(([, group]) => group !== ''));
};

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Values of an element as JSON has them; an absent value among others is null. */
const valuesOf = (dataset: Dataset, { tag, vr }: DicomElement): readonly unknown[] => {
  switch (vr) {
    case 'PN':
      return texts(dataset, tag).map((value) => (value === '' ? null : nameOf(value)));
    case 'AT':
      return numbers(dataset, tag).map((value) => jsonTag(value as Tag));
    case 'IS':
    case 'DS':
    case 'US':
    case 'SS':
    case 'UL':
    case 'SL':
    case 'UV':
    case 'SV':
    case 'FL':
    case 'FD':
      return numbers(dataset, tag).map(finite);
    default:
      return texts(dataset, tag).map((value) => (value === '' ? null : value));
  }
};

const elementOf = (dataset: Dataset, element: DicomElement, bulk: BulkDataUri): JsonElement => {
  const { tag, vr, value } = element;
  if (vr === 'SQ') {
    const items = itemsOf(element);
    return items.length === 0 ? { vr } : { vr, Value: items.map((item) => dicomJson(item, bulk)) };
  }
  if (VR_TRAITS[vr].kind === 'octets' || vr === 'UN' || isEncapsulated(value)) {
    if (value instanceof Uint8Array && value.length === 0) return { vr };
    if (value instanceof Uint8Array && value.length <= LARGEST_INLINE && tag !== TagByName.PixelData)
      return { vr, InlineBinary: Buffer.from(value).toString('base64') };
    const BulkDataURI = bulk(tag);
    return BulkDataURI === undefined ? { vr } : { vr, BulkDataURI };
  }
  const Value = valuesOf(dataset, element);
  return Value.length === 0 ? { vr } : { vr, Value };
};

/** A dataset in the JSON model; text is UTF-8, whatever it was. Group lengths and padding are left out. */
export const dicomJson = (dataset: Dataset, bulk: BulkDataUri = () => undefined): JsonDataset => {
  const json: Record<string, JsonElement> = {};
  for (const element of dataset) {
    if ((element.tag & 0xffff) === 0 || element.tag === TagByName.DataSetTrailingPadding) continue;
    json[jsonTag(element.tag)] =
      element.tag === TagByName.SpecificCharacterSet
        ? { vr: 'CS', Value: ['ISO_IR 192'] }
        : elementOf(dataset, element, bulk);
  }
  return json;
};
