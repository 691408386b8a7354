// A result goes back to its owner under the patient, the study and the UIDs that its sources had when they came.
import { expect, test } from '@jest/globals';
import { integer, items, personName, text } from '../element-values.ts';
import { datasetOf } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { deidentify } from './deidentify.ts';
import { restoreDerived } from './restore-identity.ts';
import { createUidMap } from './uid-map.ts';

const uidMap = createUidMap(new Uint8Array(32).fill(7));

const instance = (number: number) =>
  datasetOf(
    {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
      SOPInstanceUID: `1.2.3.${number}`,
      SeriesInstanceUID: '1.2.3',
      StudyInstanceUID: '1.2',
      PatientName: 'Wang^Xiaoming=王^小明',
      PatientID: 'P-1',
      PatientSex: 'M',
      AccessionNumber: 'A-77',
      StudyDate: '20240301',
      StudyID: 'S9',
      StudyDescription: '胸部 王小明',
      ReferringPhysicianName: '李^四',
    },
    'GB18030',
  );

test('a result gets patient, study and original references, and keeps its own UID, date and findings', () => {
  const sources = [1, 2].map((number) => deidentify(instance(number), { uidMap }));
  const [first] = sources;
  if (first === undefined) throw new Error('no source');
  const result = datasetOf(
    {
      SOPInstanceUID: '2.25.99',
      SeriesInstanceUID: '2.25.98',
      StudyInstanceUID: text(first.dataset, Tag.StudyInstanceUID) ?? '',
      Modality: 'SR',
      PatientName: text(first.dataset, Tag.PatientName) ?? '',
      PatientID: text(first.dataset, Tag.PatientID) ?? '',
      StudyDate: text(first.dataset, Tag.StudyDate) ?? '',
      AccessionNumber: [],
      ReferringPhysicianName: [],
      StudyID: [],
      ContentDate: '20261123',
      SeriesNumber: 900,
      PatientIdentityRemoved: 'YES',
      ReferencedSOPSequence: sources.map(({ dataset }) =>
        datasetOf({ ReferencedSOPInstanceUID: text(dataset, Tag.SOPInstanceUID) ?? '' }),
      ),
    },
    'ISO_IR 192',
  );
  const restored = restoreDerived(
    result,
    sources.map(({ removed }) => removed),
  );
  expect(personName(restored, Tag.PatientName)?.ideographic).toBe('王^小明');
  expect(text(restored, Tag.SpecificCharacterSet)).toBe('ISO_IR 192');
  expect(text(restored, Tag.PatientID)).toBe('P-1');
  expect(text(restored, Tag.AccessionNumber)).toBe('A-77');
  expect(text(restored, Tag.StudyDescription)).toBe('胸部 王小明');
  expect(text(restored, Tag.StudyDate)).toBe('20240301');
  expect(text(restored, Tag.StudyInstanceUID)).toBe('1.2');
  expect(items(restored, Tag.ReferencedSOPSequence).map((item) => text(item, Tag.ReferencedSOPInstanceUID))).toEqual([
    '1.2.3.1',
    '1.2.3.2',
  ]);
  expect(text(restored, Tag.SOPInstanceUID)).toBe('2.25.99');
  expect(text(restored, Tag.SeriesInstanceUID)).toBe('2.25.98');
  expect(text(restored, Tag.ContentDate)).toBe('20261123');
  expect(integer(restored, Tag.SeriesNumber)).toBe(900);
  expect(restored.has(Tag.PatientIdentityRemoved)).toBe(false);
  expect(text(result, Tag.PatientID)).toMatch(/^HF-/);
});

test('without any identity a result stays as it is', () => {
  const result = datasetOf({ PatientID: 'HF-1' });
  expect(text(restoreDerived(result, []), Tag.PatientID)).toBe('HF-1');
});
