// The synthetic corpus with known answers: how many of the required actions were done, by kind, the way de-identification benchmarks score.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Dataset } from '../dataset.ts';
import { text } from '../element-values.ts';
import { putItems, putText } from '../put-elements.ts';
import { dictionaryVr, Tag } from '../tag.ts';
import { VR_TRAITS } from '../vr.ts';
import { dicomFile, writeDicom } from '../writer/write-dicom.ts';
import { deidentify } from './deidentify.ts';
import { CONFIDENTIALITY_ROWS } from './generated/confidentiality-table.ts';
import { type Someone, someone, survivors } from './test-datasets.ts';
import { createUidMap } from './uid-map.ts';

const PEOPLE = 60;
const uidMap = createUidMap(new Uint8Array(32).fill(3));

type Kind = 'name' | 'id' | 'accession' | 'date' | 'uid' | 'free text' | 'address and phone' | 'private';

const IDS = [
  Tag.PatientID,
  Tag.OtherPatientIDs,
  Tag.AdmissionID,
  Tag.StudyID,
  Tag.PlacerOrderNumberImagingServiceRequest,
  Tag.RequestedProcedureID,
  Tag.MedicalRecordLocator,
  Tag.ServiceEpisodeID,
];
const NAMES = CONFIDENTIALITY_ROWS.map(([tag]) => tag).filter((tag) => dictionaryVr(tag) === 'PN' && tag >>> 16 >= 8);
const FREE_TEXT = CONFIDENTIALITY_ROWS.filter(
  ([tag, , , options]) => options.includes('DC') && VR_TRAITS[dictionaryVr(tag) ?? 'OB'].localised,
).map(([tag]) => tag);
const DATES = CONFIDENTIALITY_ROWS.filter(
  ([tag]) => ['DA', 'DT'].includes(dictionaryVr(tag) ?? '') && tag >>> 16 >= 8,
).map(([tag]) => tag);
const UIDS = CONFIDENTIALITY_ROWS.filter(
  ([tag, , basic]) =>
    dictionaryVr(tag) === 'UI' &&
    basic === 'U' &&
    tag >>> 16 >= 8 &&
    tag !== Tag.DeviceUID &&
    tag !== Tag.ManufacturerDeviceClassUID,
).map(([tag]) => tag);
const ADDRESSES = [
  Tag.PatientAddress,
  Tag.PatientTelephoneNumbers,
  Tag.ReferringPhysicianAddress,
  Tag.ReferringPhysicianTelephoneNumbers,
  Tag.PatientTelecomInformation,
  Tag.CountryOfResidence,
  Tag.InstitutionAddress,
];

type Answer = { readonly kind: Kind; readonly value: string };

/** One person's object: every name, id, date, UID and free text attribute of the table filled, at the top and inside a sequence. */
const identified = (
  person: Someone,
  number: number,
): { readonly dataset: Dataset; readonly answers: readonly Answer[] } => {
  const answers: Answer[] = [];
  const plant = (dataset: Dataset, tag: number, kind: Kind, value: string, wording = value): void => {
    putText(dataset, tag, wording, dictionaryVr(tag) ?? 'LO');
    answers.push({ kind, value });
  };
  const fill = (dataset: Dataset, nested: boolean): void => {
    const suffix = nested ? '1' : '2';
    for (const [index, tag] of NAMES.entries()) {
      plant(
        dataset,
        tag,
        'name',
        `${person.family}${index}`,
        `${person.family}${index}^${person.given}=${person.ideographic}`,
      );
    }
    for (const [index, tag] of IDS.entries()) {
      plant(dataset, tag, 'id', `${person.id}${index}${suffix}`);
    }
    plant(dataset, Tag.AccessionNumber, 'accession', `${person.accession}${suffix}`);
    for (const [index, tag] of ADDRESSES.entries()) {
      plant(dataset, tag, 'address and phone', `${person.address} ${index}`);
    }
    for (const [index, tag] of FREE_TEXT.entries()) {
      plant(
        dataset,
        tag,
        'free text',
        `${person.phone}${index}`,
        `CHEST ${person.family} ${person.phone}${index} seen 19-03-1987`,
      );
    }
    for (const tag of DATES) {
      plant(dataset, tag, 'date', '20230917', dictionaryVr(tag) === 'DA' ? '20230917' : '20230917101112');
    }
    for (const [index, tag] of UIDS.entries()) {
      plant(dataset, tag, 'uid', `1.2.826.0.1.99.${number}.${index}.${suffix}`);
    }
    plant(dataset, 0x00110010, 'private', `${person.given}X`);
    plant(dataset, 0x00111001, 'private', `${person.given}Y`);
  };
  const dataset = new Dataset();
  putText(dataset, Tag.SpecificCharacterSet, number % 2 === 0 ? 'GB18030' : 'ISO_IR 192');
  putText(dataset, Tag.SOPClassUID, '1.2.840.10008.5.1.4.1.1.2');
  fill(dataset, false);
  const item = new Dataset();
  putItems(dataset, Tag.AnatomicRegionSequence, [item]);
  fill(item, true);
  return { dataset, answers };
};

test('all required actions of the synthetic corpus are done', () => {
  const score = new Map<Kind, { done: number; required: number }>();
  fc.sample(someone, { numRuns: PEOPLE, seed: 20_261_123 }).forEach((person, number) => {
    const { dataset, answers } = identified(person, number);
    const cleaned = deidentify(dataset, { uidMap }).dataset;
    const bytes = writeDicom(dicomFile(cleaned));
    const alive = new Set(survivors(bytes, [...new Set(answers.map(({ value }) => value))]));
    for (const { kind, value } of answers) {
      const line = score.get(kind) ?? { done: 0, required: 0 };
      line.required += 1;
      if (!alive.has(value)) line.done += 1;
      score.set(kind, line);
    }
    expect(survivors(bytes, [person.ideographic, person.family, person.given])).toEqual([]);
    expect(text(cleaned, Tag.SeriesDate)).not.toBe('20230917');
  });
  const total = [...score.values()].reduce((sum, { done, required }) => ({
    done: sum.done + done,
    required: sum.required + required,
  }));
  const lines = [...score, ['all', total] as const].map(
    ([kind, { done, required }]) => `${kind} ${done}/${required} (${((100 * done) / required).toFixed(2)} %)`,
  );
  process.stdout.write(`de-identification of ${PEOPLE} synthetic objects: ${lines.join(', ')}\n`);
  for (const { done, required } of score.values()) expect(done).toBe(required);
}, 60_000);
