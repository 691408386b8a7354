// Says on the dataset that and how it was de-identified (PS3.15 E.1.1), and signs it so that the same work is not done twice.
import { createHash } from 'node:crypto';
import { Dataset, type DicomElement, isEncapsulated, itemsOf } from '../dataset.ts';
import { texts } from '../element-values.ts';
import { putItems, putText } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { VR_TRAITS } from '../vr.ts';
import { TABLE_EDITION } from './generated/confidentiality-table.ts';
import { PROFILE_OPTIONS, type ProfileOption } from './profile.ts';
import { type SealedAttribute, sealAttribute } from './sealed-attribute.ts';
import type { UidMap } from './uid-map.ts';

const METHOD = `Hounsfield: DICOM PS3.15 ${TABLE_EDITION} annex E`;
const MARK_PREFIX = 'mark ';
const MARKED: readonly Tag[] = [
  Tag.PatientIdentityRemoved,
  Tag.DeidentificationMethod,
  Tag.DeidentificationMethodCodeSequence,
  Tag.LongitudinalTemporalInformationModified,
];

const methodCode = (value: string, meaning: string): Dataset => {
  const item = new Dataset();
  putText(item, Tag.CodeValue, value);
  putText(item, Tag.CodingSchemeDesignator, 'DCM');
  putText(item, Tag.CodeMeaning, meaning);
  return item;
};

const withoutPadding = (bytes: Uint8Array, { vr }: DicomElement): Uint8Array => {
  let end = bytes.length;
  const isText = VR_TRAITS[vr].kind === 'text';
  while (isText && end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end -= 1;
  return bytes.subarray(0, end);
};

/** Digest of everything but the pixel data and the mark itself; padding does not count, since writers add it. */
const digest = (dataset: Dataset): Buffer => {
  const hash = createHash('sha256');
  const add = (each: Dataset): void => {
    for (const element of each) {
      const { tag, vr, value } = element;
      if (tag === Tag.PixelData || tag === Tag.DeidentificationMethod || (tag & 0xffff) === 0) continue;
      hash.update(`${tag.toString(16)}${vr}`);
      if (value instanceof Uint8Array) {
        const bytes = withoutPadding(value, element);
        hash.update(`:${bytes.length}:`).update(bytes);
      } else if (!isEncapsulated(value)) {
        hash.update(`[${itemsOf(element).length}`);
        for (const item of itemsOf(element)) add(item);
        hash.update(']');
      }
    }
    hash.update('/');
  };
  add(dataset);
  return hash.digest();
};

/** Tells whether the dataset carries the mark that this key gave to exactly this content. */
export const isOwnWork = (dataset: Dataset, uidMap: UidMap): boolean => {
  const mark = texts(dataset, Tag.DeidentificationMethod).find((value) => value.startsWith(MARK_PREFIX));
  return mark !== undefined && mark === `${MARK_PREFIX}${uidMap.mark(digest(dataset))}`;
};

/** Adds the attributes that say how the dataset was de-identified, and remembers what stood there before. */
export const putMarks = (
  source: Dataset,
  target: Dataset,
  options: readonly ProfileOption[],
  uidMap: UidMap,
  removed: SealedAttribute[],
): void => {
  for (const tag of MARKED) {
    const before = source.get(tag);
    const sealed = before === undefined ? { path: [{ tag }] } : sealAttribute([{ tag }], before);
    if (sealed) removed.push(sealed);
  }
  const codes = options.map((option) => PROFILE_OPTIONS[option]).sort((a, b) => a.code.localeCompare(b.code));
  putText(target, Tag.PatientIdentityRemoved, 'YES');
  putItems(target, Tag.DeidentificationMethodCodeSequence, [
    methodCode('113100', 'Basic Application Confidentiality Profile'),
    ...codes.map(({ code, meaning }) => methodCode(code, meaning)),
  ]);
  putText(
    target,
    Tag.LongitudinalTemporalInformationModified,
    options.includes('modifiedDates') ? 'MODIFIED' : 'REMOVED',
  );
  putText(target, Tag.DeidentificationMethod, METHOD);
  putText(target, Tag.DeidentificationMethod, [METHOD, `${MARK_PREFIX}${uidMap.mark(digest(target))}`]);
};
