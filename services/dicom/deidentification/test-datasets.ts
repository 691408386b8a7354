// Test support: random datasets that are full of identity, and a byte search that looks for it in every encoding.
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { Dataset } from '../dataset.ts';
import { putBytes, putItems, putText } from '../put-elements.ts';
import { dictionaryVr, Tag } from '../tag.ts';
import { VR_TRAITS } from '../vr.ts';
import { CONFIDENTIALITY_ROWS } from './generated/confidentiality-table.ts';

/** Who a random dataset is about. None of the values is a word that a cleaned description may keep. */
export type Someone = {
  readonly family: string;
  readonly given: string;
  readonly ideographic: string;
  readonly id: string;
  readonly accession: string;
  readonly physician: string;
  readonly phone: string;
  readonly address: string;
};

const letters = (minimum: number, maximum: number) =>
  fc
    .array(fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), { minLength: minimum, maxLength: maximum })
    .map((l) => `Q${l.join('')}`);
const digits = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length }).map((l) => `9${l.join('')}`);
const han = fc
  .tuple(fc.constantFrom(...'欧司令慕宇尉'), fc.constantFrom(...'晓倩雯鑫磊娜'), fc.constantFrom(...'婷轩翔妮'))
  .map((l) => l.join(''));

/** Random people. */
export const someone: fc.Arbitrary<Someone> = fc.record({
  family: letters(4, 10),
  given: letters(4, 10),
  ideographic: han,
  // Ids come with all kinds of punctuation.
  id: fc
    .tuple(digits(4), fc.constantFrom('-', '/', '.', '+', '(', ' ', '|', '$', '_', ''), digits(5))
    .map((parts) => parts.join('')),
  accession: digits(11),
  physician: letters(5, 12),
  phone: digits(10),
  address: letters(8, 20),
});

/** Every value that must not survive. */
export const valuesOf = (person: Someone): string[] => Object.values(person);

const nameOf = (person: Someone, wide: boolean): string =>
  wide ? `${person.family}^${person.given}=${person.ideographic}` : `${person.family}^${person.given}`;

const OWN_ATTRIBUTES = new Set<number>([
  Tag.PatientName,
  Tag.PatientID,
  Tag.AccessionNumber,
  Tag.ReferringPhysicianName,
  Tag.PatientTelephoneNumbers,
  Tag.PatientAddress,
]);

/** Text rows of Table E.1-1 to plant identity in, people's own attributes aside. */
export const PLANTABLE = CONFIDENTIALITY_ROWS.filter(([tag]) => {
  const vr = dictionaryVr(tag);
  return vr !== undefined && tag >>> 16 >= 8 && VR_TRAITS[vr].localised && !OWN_ATTRIBUTES.has(tag);
}).map(([tag]) => tag);

const KEPT_TEXT = [
  Tag.Manufacturer,
  Tag.ManufacturerModelName,
  Tag.SoftwareVersions,
  Tag.CodeMeaning,
  Tag.BodyPartExamined,
  Tag.ConvolutionKernel,
  Tag.StationName,
  Tag.DeviceSerialNumber,
];
const SEQUENCES = [
  Tag.RequestAttributesSequence,
  Tag.ProcedureCodeSequence,
  Tag.AnatomicRegionSequence,
  Tag.ContentSequence,
  Tag.ReferencedImageSequence,
  Tag.SharedFunctionalGroupsSequence,
];

/** How one dataset is filled. */
export type Plan = {
  readonly person: Someone;
  readonly characterSet: string;
  readonly planted: readonly number[];
  readonly kept: readonly number[];
  readonly sequence: number;
  readonly depth: number;
  readonly uid: number;
};

/** Random fillings. */
export const plan: fc.Arbitrary<Plan> = fc.record({
  person: someone,
  characterSet: fc.constantFrom('ISO_IR 192', 'GB18030', 'GBK', 'ISO_IR 100', '\\ISO 2022 IR 58'),
  planted: fc.uniqueArray(fc.constantFrom(...PLANTABLE), { minLength: 1, maxLength: 40 }),
  kept: fc.uniqueArray(fc.constantFrom(...KEPT_TEXT), { maxLength: 5 }),
  sequence: fc.nat(SEQUENCES.length - 1),
  depth: fc.integer({ min: 0, max: 5 }),
  uid: fc.integer({ min: 1, max: 1_000_000 }),
});

const fill = (dataset: Dataset, { person, planted, kept, characterSet }: Plan, wide: boolean): void => {
  const mixture = [person.phone, person.address, person.physician, ...(wide ? [person.ideographic] : [])];
  planted.forEach((tag, index) => {
    const vr = dictionaryVr(tag);
    const secret = mixture[index % mixture.length] as string;
    putText(dataset, tag, vr === 'PN' ? `${person.physician}^${person.address}` : `CHEST ${secret} ROUTINE`, vr);
  });
  kept.forEach((tag, index) => {
    const secret = [person.family, person.id, `${person.given} ${person.family}`, person.accession][
      index % 4
    ] as string;
    putText(dataset, tag, `ACME ${secret}`);
  });
  // A private block, with a private sequence that nobody's dictionary knows.
  putText(dataset, 0x00090010, `CREATOR ${characterSet.length}`, 'LO');
  putText(dataset, 0x00091001, `${person.family} ${person.id}`, 'LO');
  const inner = new Dataset();
  putText(inner, Tag.PatientName, `${person.family}^${person.given}`);
  putText(inner, 0x00091002, person.phone, 'LO');
  dataset.set({ tag: 0x00091003, vr: 'SQ', value: [inner] });
  putBytes(dataset, 0x00090099, Buffer.from(person.address, 'latin1'), 'UN');
  // An attribute of no dictionary, and a curve and an overlay with words in them.
  putText(dataset, 0x00080ff0, person.family, 'LO');
  putText(dataset, 0x50003000, person.id, 'LT');
  putText(dataset, 0x60024000, person.address, 'LT');
};

/** A dataset full of identity. */
export const identifiedDataset = (filling: Plan): Dataset => {
  const { person, characterSet, sequence, depth, uid } = filling;
  const wide = characterSet !== 'ISO_IR 100';
  const dataset = new Dataset();
  putText(dataset, Tag.SpecificCharacterSet, characterSet.split('\\'));
  putText(dataset, Tag.SOPClassUID, '1.2.840.10008.5.1.4.1.1.2');
  putText(dataset, Tag.SOPInstanceUID, `1.2.3.4.${uid}.1`);
  putText(dataset, Tag.StudyInstanceUID, `1.2.3.4.${uid}`);
  putText(dataset, Tag.SeriesInstanceUID, `1.2.3.4.${uid}.0`);
  putText(dataset, Tag.StudyDate, '20240215');
  putText(dataset, Tag.StudyTime, '101112');
  putText(dataset, Tag.PatientName, nameOf(person, wide));
  putText(dataset, Tag.PatientID, person.id);
  putText(dataset, Tag.PatientBirthDate, '19510307');
  putText(dataset, Tag.PatientSex, 'F');
  putText(dataset, Tag.AccessionNumber, person.accession);
  putText(dataset, Tag.ReferringPhysicianName, person.physician);
  putText(dataset, Tag.PatientTelephoneNumbers, person.phone);
  putText(dataset, Tag.PatientAddress, person.address);
  let scope = dataset;
  for (let level = 0; level <= depth; level += 1) {
    fill(scope, filling, wide);
    const item = new Dataset();
    const tag = SEQUENCES[(sequence + level) % SEQUENCES.length] as number;
    putItems(scope, tag, [item]);
    putText(item, Tag.ReferencedSOPInstanceUID, `1.2.3.4.${uid}.1`);
    putText(item, Tag.TextValue, `Seen by ${person.physician}`);
    putText(item, Tag.PersonName, `${person.family}^${person.given}`);
    scope = item;
  }
  return dataset;
};

/** The values that stand somewhere in the bytes, in any encoding and any case. */
export const survivors = (bytes: Uint8Array, values: readonly string[]): string[] => {
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const lower = haystack.toString('latin1').toLowerCase();
  return values.filter((value) => {
    const codings = [
      Buffer.from(value, 'utf8'),
      Buffer.from(value, 'utf16le'),
      iconv.encode(value, 'gb18030'),
      iconv.encode(value, 'utf16-be'),
    ];
    if (/^[\x20-\xff]*$/.test(value) && lower.includes(value.toLowerCase())) return true;
    return codings.some((coding) => haystack.includes(coding));
  });
};
