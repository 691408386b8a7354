import { Dataset, putBytes, putEmpty, putItems, putNumbers, putText, Tag } from '@hounsfield/dicom';
import { expect, test } from '@jest/globals';
import { dicomJson } from './dicom-json.ts';

const dataset = (fill: (dataset: Dataset) => void): Dataset => {
  const made = new Dataset();
  fill(made);
  return made;
};

test('text, names, numbers, tags and sequences have the shapes of PS3.18 annex F', () => {
  const json = dicomJson(
    dataset((each) => {
      putText(each, Tag.SpecificCharacterSet, 'GB18030');
      putText(each, Tag.PatientName, 'Wang^XiaoDong=王^小东=');
      putText(each, Tag.ImageType, ['ORIGINAL', '', 'AXIAL']);
      putText(each, Tag.PixelSpacing, ['0.5', '0.25']);
      putNumbers(each, Tag.Rows, 512);
      putNumbers(each, Tag.FrameIncrementPointer, Tag.FrameTime, 'AT');
      putEmpty(each, Tag.AccessionNumber);
      putItems(each, Tag.ReferencedStudySequence, [
        dataset((item) => putText(item, Tag.ReferencedSOPInstanceUID, '1.2')),
      ]);
      putItems(each, Tag.ReferencedImageSequence, []);
    }),
  );
  expect(json).toEqual({
    '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
    '00080008': { vr: 'CS', Value: ['ORIGINAL', null, 'AXIAL'] },
    '00080050': { vr: 'SH' },
    '00081110': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] } }] },
    '00081140': { vr: 'SQ' },
    '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' }] },
    '00280009': { vr: 'AT', Value: ['00181063'] },
    '00280010': { vr: 'US', Value: [512] },
    '00280030': { vr: 'DS', Value: [0.5, 0.25] },
  });
});

test('a number that is none becomes null, never a broken document', () => {
  const json = dicomJson(dataset((each) => putText(each, Tag.PixelSpacing, ['0.5', 'wide', '1e999'], 'DS')));
  expect(JSON.parse(JSON.stringify(json))['00280030'].Value).toEqual([0.5, null, null]);
});

test('small octets stand in the text, large ones and pixels are pointed to', () => {
  const data = dataset((each) => {
    putBytes(each, Tag.FileMetaInformationVersion, Uint8Array.of(0, 1), 'OB');
    putBytes(each, Tag.IconImageSequence, new Uint8Array(5_000), 'UN');
    putBytes(each, Tag.PixelData, new Uint8Array(2), 'OW');
  });
  expect(dicomJson(data, (tag) => (tag === Tag.PixelData ? 'http://x/1' : undefined))).toEqual({
    '00020001': { vr: 'OB', InlineBinary: 'AAE=' },
    '00880200': { vr: 'UN' },
    '7FE00010': { vr: 'OW', BulkDataURI: 'http://x/1' },
  });
});
