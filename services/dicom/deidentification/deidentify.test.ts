// Laws of de-identification on random datasets: nothing identifying survives, pseudonyms hold together, everything can be put back.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Dataset, walk } from '../dataset.ts';
import { text, texts } from '../element-values.ts';
import { datasetOf, putItems, putText } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { dicomFile, writeDicom } from '../writer/write-dicom.ts';
import { deidentify } from './deidentify.ts';
import { restoreIdentity } from './restore-identity.ts';
import { identifiedDataset, plan, survivors, valuesOf } from './test-datasets.ts';
import { createUidMap } from './uid-map.ts';

const RUNS = 1000;
const FEWER_RUNS = 300;
const PATIENCE = 120_000;
const uidMap = createUidMap(new Uint8Array(32).fill(7));
const written = (dataset: Dataset): Uint8Array => writeDicom(dicomFile(dataset));
const clean = (dataset: Dataset) => deidentify(dataset, { uidMap });

test(
  'no name, id, accession, phone or address survives in the written bytes, at any nesting and in any encoding',
  () => {
    fc.assert(
      fc.property(plan, (filling) => {
        const bytes = written(clean(identifiedDataset(filling)).dataset);
        expect(
          survivors(bytes, [...valuesOf(filling.person), '19510307', '20240215', `1.2.3.4.${filling.uid}`]),
        ).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
  PATIENCE,
);

test('the search that proves it finds every value in the original bytes', () => {
  fc.assert(
    fc.property(plan, (filling) => {
      const { person } = filling;
      const present = [
        person.family,
        person.given,
        person.id,
        person.accession,
        person.physician,
        person.phone,
        person.address,
      ];
      expect(survivors(written(identifiedDataset(filling)), present)).toEqual(present);
    }),
    { numRuns: 50 },
  );
});

test(
  'doing it twice changes nothing more',
  () => {
    fc.assert(
      fc.property(plan, (filling) => {
        const once = clean(identifiedDataset(filling)).dataset;
        const twice = clean(once);
        expect(Buffer.compare(written(twice.dataset), written(once))).toBe(0);
        expect(twice.removed).toEqual([]);
      }),
      { numRuns: FEWER_RUNS },
    );
  },
  PATIENCE,
);

test(
  'putting the identity back gives the original, byte for byte',
  () => {
    fc.assert(
      fc.property(plan, (filling) => {
        const original = identifiedDataset(filling);
        const { dataset, removed } = clean(original);
        expect(Buffer.compare(written(restoreIdentity(dataset, removed)), written(original))).toBe(0);
      }),
      { numRuns: FEWER_RUNS },
    );
  },
  PATIENCE,
);

test('the original dataset is never changed', () => {
  fc.assert(
    fc.property(plan, (filling) => {
      const original = identifiedDataset(filling);
      const before = written(original);
      clean(original);
      expect(Buffer.compare(written(original), before)).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test('every reference to an instance follows its new UID', () => {
  fc.assert(
    fc.property(plan, (filling) => {
      const { dataset } = clean(identifiedDataset(filling));
      const instance = text(dataset, Tag.SOPInstanceUID);
      for (const { dataset: scope, element } of walk(dataset)) {
        if (element.tag === Tag.ReferencedSOPInstanceUID) expect(text(scope, element.tag)).toBe(instance);
      }
    }),
    { numRuns: 200 },
  );
});

test('UID pseudonyms are consistent under one key, different under another, and never collide', () => {
  const other = createUidMap(new Uint8Array(32).fill(8));
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^1\.2\.[1-9]\d{0,8}(\.[1-9]\d{0,8}){0,4}$/), { minLength: 2, maxLength: 50 }),
      (uids) => {
        const pseudonyms = uids.map(uidMap.uid);
        expect(new Set(pseudonyms).size).toBe(uids.length);
        expect(uids.map(uidMap.uid)).toEqual(pseudonyms);
        expect(uids.map(other.uid).some((pseudonym) => pseudonyms.includes(pseudonym))).toBe(false);
        for (const pseudonym of pseudonyms) expect(pseudonym).toMatch(/^2\.25\.(0|[1-9]\d{0,38})$/);
      },
    ),
    { numRuns: FEWER_RUNS },
  );
  expect(uidMap.uid('1.2.840.10008.5.1.4.1.1.2')).toBe('1.2.840.10008.5.1.4.1.1.2');
});

test('all dates of a patient move by the same 1 to 365 days, other patients by other amounts', () => {
  const shifts = Array.from({ length: 400 }, (_, index) => uidMap.dateShift(`patient ${index}`));
  expect(Math.min(...shifts)).toBeGreaterThanOrEqual(-365);
  expect(Math.max(...shifts)).toBeLessThanOrEqual(-1);
  expect(new Set(shifts).size).toBeGreaterThan(150);
  const { dataset } = clean(
    datasetOf({
      PatientID: 'A1',
      StudyDate: '20240301',
      SeriesDate: '20240302',
      AcquisitionDateTime: '20240229235959.5+0800',
      AcquisitionTime: '235959',
    }),
  );
  const day = (value: string | undefined) =>
    Date.UTC(Number(value?.slice(0, 4)), Number(value?.slice(4, 6)) - 1, Number(value?.slice(6, 8))) / 86_400_000;
  expect(day(text(dataset, Tag.SeriesDate)) - day(text(dataset, Tag.StudyDate))).toBe(1);
  expect(day(text(dataset, Tag.StudyDate)) - day(text(dataset, Tag.AcquisitionDateTime))).toBe(1);
  expect(text(dataset, Tag.AcquisitionDateTime)).toMatch(/235959\.5\+0800$/);
  expect(text(dataset, Tag.AcquisitionTime)).toBe('235959');
});

test('what a product needs stays: age, sex, size, weight, device and technique', () => {
  const { dataset } = clean(
    datasetOf(
      {
        Modality: 'CT',
        PatientAge: '063Y',
        PatientSex: 'M',
        PatientSize: '1.74',
        PatientWeight: '70',
        Manufacturer: 'ACME',
        ManufacturerModelName: 'One',
        StationName: 'CT1',
        ConvolutionKernel: 'B70f',
        KVP: '120',
        SliceThickness: '1',
        SeriesDescription: 'Thorax 1.0 mm B70f',
        ProtocolName: '胸部平扫 王小明',
      },
      'ISO_IR 192',
    ),
  );
  const kept = [
    'PatientAge',
    'PatientSex',
    'PatientSize',
    'PatientWeight',
    'Manufacturer',
    'StationName',
    'ConvolutionKernel',
    'KVP',
    'SeriesDescription',
    'ProtocolName',
  ] as const;
  expect(kept.map((keyword) => text(dataset, Tag[keyword]))).toEqual([
    '063Y',
    'M',
    '1.74',
    '70',
    'ACME',
    'CT1',
    'B70f',
    '120',
    'Thorax 1.0 mm B70f',
    '胸部 平扫',
  ]);
});

test('a missing age is worked out from the birth date before that goes', () => {
  const original = datasetOf({ PatientID: '1', PatientBirthDate: '19600702', StudyDate: '20240701' });
  const { dataset, removed } = clean(original);
  expect(text(dataset, Tag.PatientAge)).toBe('063Y');
  expect(text(dataset, Tag.PatientBirthDate)).toBeUndefined();
  expect(restoreIdentity(dataset, removed).has(Tag.PatientAge)).toBe(false);
});

test('the dataset says that and how it was de-identified', () => {
  const { dataset } = clean(datasetOf({ PatientID: '1' }));
  expect(text(dataset, Tag.PatientIdentityRemoved)).toBe('YES');
  expect(text(dataset, Tag.LongitudinalTemporalInformationModified)).toBe('MODIFIED');
  expect(texts(dataset, Tag.DeidentificationMethod)[0]).toBe('Hounsfield: DICOM PS3.15 2026d annex E');
  const codes = [...walk(dataset)]
    .filter(({ element }) => element.tag === Tag.CodeValue)
    .map(({ dataset: item }) => text(item, Tag.CodeValue));
  expect(codes).toEqual(['113100', '113104', '113105', '113107', '113108', '113109']);
});

test('a sender cannot claim that the work is done: only an untouched result of the same key passes', () => {
  const claimed = datasetOf({
    PatientID: 'SECRET-77',
    PatientIdentityRemoved: 'YES',
    DeidentificationMethod: ['x', 'mark AAAAAAAAAAAAAAAAAAAAAA'],
  });
  expect(text(clean(claimed).dataset, Tag.PatientID)).toMatch(/^HF-/);
  const touched = clean(datasetOf({ PatientID: '1', StudyDescription: 'CHEST' })).dataset;
  putText(touched, Tag.StudyDescription, 'Wang Xiaoming');
  expect(text(clean(touched).dataset, Tag.StudyDescription)).toBeUndefined();
});

test('structured reports keep their codes and numbers and lose their people', () => {
  const report = datasetOf({ PatientName: 'Quill^Peter', PatientID: '4711', Modality: 'SR' });
  const person = datasetOf({ ValueType: 'PNAME', PersonName: 'Quill^Peter' });
  const remark = datasetOf({ ValueType: 'TEXT', TextValue: 'Chest pain, reported by phone to Quill, 13800138000' });
  const finding = datasetOf({
    ValueType: 'CODE',
    ConceptCodeSequence: [
      datasetOf({ CodeValue: '233604007', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Pneumonia' }),
    ],
  });
  putItems(report, Tag.ContentSequence, [person, remark, finding]);
  const cleaned = clean(report).dataset;
  const items = [...walk(cleaned)].map(({ dataset, element }) => [element.tag, text(dataset, element.tag)]);
  expect(items).toContainEqual([Tag.PersonName, 'ANONYMOUS']);
  expect(items).toContainEqual([Tag.TextValue, 'Chest']);
  expect(items).toContainEqual([Tag.CodeMeaning, 'Pneumonia']);
});

test('a dataset of nothing comes out with the marks only', () => {
  expect(clean(new Dataset()).dataset.size).toBe(4);
});

test('a patient who is called like a defined term does not break the report', () => {
  const item = datasetOf({ RelationshipType: 'CONTAINS', ValueType: 'TEXT', TextValue: 'Chest' });
  const cleaned = clean(
    datasetOf({ PatientName: 'Text^Contains', PatientID: 'SCT', Modality: 'CT', ContentSequence: [item] }),
  ).dataset;
  expect([...walk(cleaned)].some(({ dataset }) => text(dataset, Tag.ValueType) === 'TEXT')).toBe(true);
  expect(text(cleaned, Tag.PatientName)).toMatch(/^HF-/);
});
