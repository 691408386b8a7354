// What is written is read back as it was: every value representation, nesting, character set and coding.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Dataset, type DicomFile } from '../dataset.ts';
import { text } from '../element-values.ts';
import { datasetOf, putBytes, putText } from '../put-elements.ts';
import { readDicom } from '../reader/read-dicom.ts';
import { Tag } from '../tag.ts';
import { CHARACTER_SETS, plain, randomDataset } from '../testing/random-dataset.ts';
import { TransferSyntax } from '../transfer-syntax.ts';
import { IMPLEMENTATION_CLASS_UID, isUid } from '../uid.ts';
import { dicomFile, writeDicom } from './write-dicom.ts';

const read = async (bytes: Uint8Array): Promise<DicomFile> => {
  const file = await readDicom(bytes);
  if ('kind' in file) throw new Error(`${file.code}: ${file.message}`);
  return file;
};

describe('a written file', () => {
  test.each(CHARACTER_SETS)('holds the same elements when read back, with text in %s', async (characterSet) => {
    await fc.assert(
      fc.asyncProperty(randomDataset(characterSet), async (dataset) => {
        const file = await read(writeDicom(dicomFile(dataset)));
        expect(plain(file.dataset)).toEqual(plain(dataset));
      }),
      { numRuns: 60 },
    );
  });

  test('holds the same bytes in implicit VR, where private elements become UN', async () => {
    await fc.assert(
      fc.asyncProperty(randomDataset('GB18030'), async (dataset) => {
        const file = await read(writeDicom(dicomFile(dataset), { implicitVr: true }));
        expect(file.transferSyntaxUid).toBe(TransferSyntax.ImplicitLittleEndian);
        const withoutVr = (rows: unknown[]): unknown =>
          JSON.parse(JSON.stringify(rows, (_, each) => (isVrName(each) ? 'any' : each)));
        expect(withoutVr(plain(file.dataset))).toEqual(withoutVr(plain(dataset)));
      }),
      { numRuns: 60 },
    );
  });

  test('begins with zeros and says who wrote it, whatever file it came from', async () => {
    const dataset = datasetOf({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: '1.2.3', PatientID: 'P1' });
    const meta = datasetOf({ SourceApplicationEntityTitle: 'HOSPITAL_CT_1' });
    const bytes = writeDicom({ dataset, meta, transferSyntaxUid: TransferSyntax.ExplicitBigEndian });
    expect(bytes.subarray(0, 128).every((byte) => byte === 0)).toBe(true);
    expect(Buffer.from(bytes).includes('HOSPITAL_CT_1')).toBe(false);
    const file = await read(bytes);
    expect(file.transferSyntaxUid).toBe(TransferSyntax.ExplicitLittleEndian);
    expect(text(file.meta, Tag.ImplementationClassUID)).toBe(IMPLEMENTATION_CLASS_UID);
    expect(text(file.meta, Tag.MediaStorageSOPInstanceUID)).toBe('1.2.3');
    expect(isUid(IMPLEMENTATION_CLASS_UID)).toBe(true);
  });

  test('has a group length that is true', async () => {
    const bytes = writeDicom(dicomFile(datasetOf({ SOPClassUID: '1.2', SOPInstanceUID: '1.2.3', PatientID: 'P1' })));
    const length = new DataView(bytes.buffer).getUint32(140, true);
    expect(Buffer.from(bytes.subarray(144 + length, 144 + length + 4)).toString('hex')).toBe('08001600');
  });

  test('passes compressed pixel data through untouched, its odd fragments padded', async () => {
    const dataset = datasetOf({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
      SOPInstanceUID: '1.2.3',
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      NumberOfFrames: 2,
      Rows: 4,
      Columns: 4,
      BitsAllocated: 8,
    });
    const fragments = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)];
    dataset.set({ tag: Tag.PixelData, vr: 'OB', value: { offsets: [0, 12], fragments } });
    const file = await read(writeDicom(dicomFile(dataset, TransferSyntax.Rle)));
    expect(file.transferSyntaxUid).toBe(TransferSyntax.Rle);
    expect(file.dataset.get(Tag.PixelData)?.value).toEqual({
      offsets: [0, 12],
      fragments: [Uint8Array.of(1, 2, 3, 0), Uint8Array.of(4, 5)],
    });
  });

  test('writes a text too long for its length field as UN and leaves retired group lengths out', async () => {
    const dataset = new Dataset();
    putText(dataset, Tag.SOPClassUID, '1.2.840.10008.5.1.4.1.1.88.11');
    putText(
      dataset,
      0x00131001,
      Array.from({ length: 20_000 }, () => '1.5'),
      'DS',
    );
    putBytes(dataset, 0x00080000, Uint8Array.of(1, 0, 0, 0), 'UL');
    const { dataset: readBack } = await read(writeDicom(dicomFile(dataset)));
    expect(readBack.get(0x00131001)?.vr).toBe('UN');
    expect(readBack.has(0x00080000)).toBe(false);
  });
});

const isVrName = (value: unknown): boolean => typeof value === 'string' && /^[A-Z]{2}$/.test(value);
