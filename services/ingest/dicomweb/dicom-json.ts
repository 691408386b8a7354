// The DICOM JSON model (PS3.18 annex F): a dataset as JSON, bulk data left out or named by a URI.
import { type Dataset, type DicomElement, itemsOf, numbers, Tag, texts, VR_TRAITS } from '@hounsfield/dicom';

/** One attribute (F.2.2): its VR and, unless empty, its value, inline bytes or the address of its bulk data. */
export type JsonAttribute = {
  readonly vr: string;
  readonly Value?: readonly unknown[];
  readonly InlineBinary?: string;
  readonly BulkDataURI?: string;
};

/** A dataset: attributes by eight-digit upper-case hexadecimal tag. */
export type JsonDataset = Readonly<Record<string, JsonAttribute>>;

/** Binary values up to this many bytes stand inline. */
const MAX_INLINE_BYTES = 1_024;

const key = (tag: number): string => tag.toString(16).toUpperCase().padStart(8, '0');

const personName = (value: string): Readonly<Record<string, string>> => {
  const [alphabetic, ideographic, phonetic] = value.split('=');
  return {
    ...(alphabetic ? { Alphabetic: alphabetic } : {}),
    ...(ideographic ? { Ideographic: ideographic } : {}),
    ...(phonetic ? { Phonetic: phonetic } : {}),
  };
};

const attributeTags = (dataset: Dataset, tag: Tag): readonly string[] => numbers(dataset, tag).map(key);

const values = (dataset: Dataset, { tag, vr }: DicomElement): readonly unknown[] => {
  if (vr === 'PN') return texts(dataset, tag).map(personName);
  if (vr === 'AT') return attributeTags(dataset, tag);
  // A text number that is none stays as it was sent (F.2.3.1 allows a string).
  if (vr === 'IS' || vr === 'DS') {
    return texts(dataset, tag).map((text) =>
      text === '' ? null : Number.isFinite(Number(text)) ? Number(text) : text,
    );
  }
  if (VR_TRAITS[vr].kind === 'text') return texts(dataset, tag).map((text) => (text === '' ? null : text));
  return numbers(dataset, tag).map((number) => (Number.isFinite(number) ? number : null));
};

const attribute = (dataset: Dataset, element: DicomElement, bulkDataUri?: (tag: number) => string): JsonAttribute => {
  const { tag, vr, value } = element;
  if (vr === 'SQ') return { vr, Value: itemsOf(element).map((item) => toDicomJson(item)) };
  const { kind } = VR_TRAITS[vr];
  if (kind !== 'octets') {
    const listed = values(dataset, element);
    return listed.length === 0 ? { vr } : { vr, Value: listed };
  }
  if (value instanceof Uint8Array && value.length <= MAX_INLINE_BYTES && tag !== Tag.PixelData) {
    return value.length === 0 ? { vr } : { vr, InlineBinary: Buffer.from(value).toString('base64') };
  }
  return bulkDataUri === undefined ? { vr } : { vr, BulkDataURI: bulkDataUri(tag) };
};

/** A dataset in the DICOM JSON model, always UTF-8. `bulkDataUri` names where a large binary value can be had. */
export const toDicomJson = (dataset: Dataset, bulkDataUri?: (tag: number) => string): JsonDataset => {
  const json: Record<string, JsonAttribute> = {};
  for (const element of dataset) {
    // JSON is UTF-8 whatever the file was in (F.2.2), so the character set of the file would be a lie here.
    if (element.tag === Tag.SpecificCharacterSet) json[key(element.tag)] = { vr: 'CS', Value: ['ISO_IR 192'] };
    else json[key(element.tag)] = attribute(dataset, element, bulkDataUri);
  }
  return json;
};
