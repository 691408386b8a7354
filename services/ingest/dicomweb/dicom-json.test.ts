import { Dataset, datasetOf, putBytes, putCharacterSet, putItems, putNumbers, putText, Tag } from '@hounsfield/dicom';
import { expect, test } from '@jest/globals';
import { toDicomJson } from './dicom-json.ts';

test('names keep their component groups, numbers are numbers, sequences nest', () => {
  const dataset = new Dataset();
  putCharacterSet(dataset, 'GB18030');
  putText(dataset, Tag.PatientName, 'Wang^XiaoDong=王^小东');
  putText(dataset, Tag.PixelSpacing, '0.5\\0.25');
  putNumbers(dataset, Tag.Rows, [512]);
  const item = new Dataset();
  putText(item, Tag.CodeValue, '111001');
  putItems(dataset, Tag.ConceptNameCodeSequence, [item]);
  expect(toDicomJson(dataset)).toMatchObject({
    '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
    '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' }] },
    '00280030': { vr: 'DS', Value: [0.5, 0.25] },
    '00280010': { vr: 'US', Value: [512] },
    '0040A043': { vr: 'SQ', Value: [{ '00080100': { vr: 'SH', Value: ['111001'] } }] },
  });
});

test('pixel data never stand inline: they have an address, or nothing', () => {
  const dataset = new Dataset();
  putBytes(dataset, Tag.PixelData, new Uint8Array(16));
  expect(toDicomJson(dataset)['7FE00010']).not.toHaveProperty('InlineBinary');
  expect(toDicomJson(dataset, () => '/bulk')['7FE00010']).toMatchObject({ BulkDataURI: '/bulk' });
});

test('an empty attribute has a VR and nothing else', () => {
  expect(toDicomJson(datasetOf({}))).toEqual({});
  const dataset = new Dataset();
  putText(dataset, Tag.AccessionNumber, '');
  expect(toDicomJson(dataset)).toEqual({ '00080050': { vr: 'SH' } });
});
