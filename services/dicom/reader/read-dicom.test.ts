// The reader gives the same dataset for every coding and every way the bytes arrive, and loses nothing in silence.
import { deflateRawSync } from 'node:zlib';
import { isRefusal } from '@hounsfield/kernel';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Dataset, type DicomFile, isEncapsulated } from '../dataset.ts';
import { bytes as bytesOf, items, numbers, text } from '../element-values.ts';
import { putBytes, putNumbers } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { bigEndian } from '../testing/big-endian.ts';
import { element, fragments, header, imageElements, implicitElement, UNDEFINED, us } from '../testing/part10-bytes.ts';
import { plain, randomDataset } from '../testing/random-dataset.ts';
import { TransferSyntax } from '../transfer-syntax.ts';
import { dicomFile, writeDicom } from '../writer/write-dicom.ts';
import { type DicomSource, readDicom } from './read-dicom.ts';

const read = async (source: DicomSource): Promise<DicomFile> => {
  const file = await readDicom(source);
  if (isRefusal(file)) throw new Error(`${file.code}: ${file.message}`);
  return file;
};
const refusalOf = async (source: DicomSource, limits = {}): Promise<string | undefined> => {
  const file = await readDicom(source, limits);
  return isRefusal(file) ? file.code : undefined;
};
async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
const withImage = (dataset: Dataset): Dataset => {
  putNumbers(dataset, Tag.Rows, 3);
  putNumbers(dataset, Tag.Columns, 5);
  putNumbers(dataset, Tag.BitsAllocated, 16);
  putBytes(dataset, Tag.PhotometricInterpretation, Buffer.from('MONOCHROME2'));
  putBytes(
    dataset,
    Tag.PixelData,
    Uint8Array.from({ length: 30 }, (_, index) => index),
    'OW',
  );
  return dataset;
};
const small = () => Buffer.concat([header(), imageElements(), element(Tag.PixelData, 'OB', Buffer.alloc(16, 7))]);

describe('the reader', () => {
  test('gives the same dataset from explicit, big-endian and deflated codings', async () => {
    await fc.assert(
      fc.asyncProperty(randomDataset('ISO_IR 192').map(withImage), async (dataset) => {
        const little = writeDicom(dicomFile(dataset));
        const start = header(TransferSyntax.Deflated);
        const elements = little.subarray(132 + 12 + new DataView(little.buffer).getUint32(140, true));
        const expected = plain(dataset);
        expect(plain((await read(little)).dataset)).toEqual(expected);
        const deflated = Buffer.concat([start, deflateRawSync(elements)]);
        expect(plain((await read(deflated)).dataset)).toEqual(expected);
        const big = Buffer.concat([header(TransferSyntax.ExplicitBigEndian), bigEndian(dataset)]);
        expect(plain((await read(big)).dataset)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('gives the same dataset however the bytes are cut into pieces', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        randomDataset('GB18030').map(withImage),
        sizes,
        fc.boolean(),
        async (dataset, cuts, implicitVr) => {
          const bytes = writeDicom(dicomFile(dataset), { implicitVr });
          expect(plain((await read(pieces(bytes, cuts))).dataset)).toEqual(plain((await read(bytes)).dataset));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('copies no pixel data when the file is one buffer', async () => {
    const bytes = small();
    const { dataset } = await read(bytes);
    expect(bytesOf(dataset, Tag.PixelData)?.buffer).toBe(bytes.buffer);
  });

  test('accepts nothing that lost pixel bytes, wherever a file is cut', async () => {
    const compressed = Buffer.concat([
      header(TransferSyntax.Rle),
      imageElements(),
      fragments([Buffer.alloc(70, 1), Buffer.alloc(30, 2)]),
    ]);
    const deflated = Buffer.concat([
      header(TransferSyntax.Deflated),
      deflateRawSync(small().subarray(header().length)),
    ]);
    for (const whole of [small(), compressed, deflated]) {
      expect(await refusalOf(whole)).toBeUndefined();
      for (let length = 0; length < whole.length; length += 1) {
        const file = await readDicom(whole.subarray(0, length));
        if (isRefusal(file)) continue;
        expect(file.dataset.has(Tag.PixelData)).toBe(false);
      }
    }
  });

  test('tolerates a group length that lies, is missing, or claims 4 GB', async () => {
    const tail = small().subarray(header().length);
    for (const groupLength of [0, 0xfffffff0, 7]) {
      const { dataset } = await read(Buffer.concat([header(undefined, { groupLength }), tail]));
      expect(dataset.size).toBe(12);
    }
    const without = Buffer.concat([small().subarray(0, 132), small().subarray(144)]);
    expect((await read(without)).dataset.size).toBe(12);
  });

  test('reads a dataset without preamble and meta when it plainly is one', async () => {
    const explicit = small().subarray(header().length);
    expect((await read(explicit)).transferSyntaxUid).toBe(TransferSyntax.ExplicitLittleEndian);
    const implicit = implicitElement(Tag.SOPClassUID, '1.2.840.10008.5.1.4.1.1.88.11\0');
    expect((await read(implicit)).transferSyntaxUid).toBe(TransferSyntax.ImplicitLittleEndian);
    expect(await refusalOf(Buffer.concat([Buffer.from([0x20]), explicit]))).toBe('NOT_DICOM');
  });

  test('tolerates a TIFF preamble and zeros after the dataset, but nothing else after it', async () => {
    const tail = small().subarray(header().length);
    const start = header(undefined, { preamble: 'II*\0' });
    expect((await read(Buffer.concat([start, tail, Buffer.alloc(100_001)]))).dataset.size).toBe(12);
    expect(await refusalOf(Buffer.concat([start, tail, Buffer.alloc(100), Buffer.from([1])]))).toBe('TRAILING_BYTES');
  });

  test('reads sequences that a writer marked UN, with and without a length, as implicit VR', async () => {
    const item = implicitElement(0xfffee000, implicitElement(Tag.SeriesInstanceUID, '1.2.3\0'));
    const open = Buffer.concat([
      implicitElement(0xfffee000, '', UNDEFINED),
      implicitElement(Tag.PatientID, 'A '),
      implicitElement(0xfffee00d),
    ]);
    const file = await read(
      Buffer.concat([
        header(),
        element(Tag.ReferencedSeriesSequence, 'UN', item),
        element(0x00131001, 'UN', '', UNDEFINED),
        open,
        implicitElement(0xfffee0dd),
        element(Tag.PatientID, 'UN', 'B '),
      ]),
    );
    const [series] = items(file.dataset, Tag.ReferencedSeriesSequence);
    const [hidden] = items(file.dataset, 0x00131001);
    expect([series && text(series, Tag.SeriesInstanceUID), hidden && text(hidden, Tag.PatientID)]).toEqual([
      '1.2.3',
      'A',
    ]);
    expect(file.dataset.get(Tag.PatientID)?.vr).toBe('LO');
  });

  test('reads numbers of implicit VR as signed where the pixels are', async () => {
    const signed = (representation: number) =>
      Buffer.concat([
        header(TransferSyntax.ImplicitLittleEndian),
        implicitElement(Tag.PixelRepresentation, us(representation)),
        implicitElement(Tag.SmallestImagePixelValue, us(0xfff0)),
      ]);
    expect(numbers((await read(signed(1))).dataset, Tag.SmallestImagePixelValue)).toEqual([-16]);
    expect(numbers((await read(signed(0))).dataset, Tag.SmallestImagePixelValue)).toEqual([0xfff0]);
  });

  test('keeps the fragments and the offset table of compressed pixel data', async () => {
    const table = Buffer.from([0, 0, 0, 0, 12, 0, 0, 0]);
    const bytes = Buffer.concat([
      header(TransferSyntax.Rle),
      imageElements({ frames: '2' }),
      fragments([Buffer.from([1, 2, 3, 4]), Buffer.from([5, 6])], table),
    ]);
    const value = (await read(bytes)).dataset.get(Tag.PixelData)?.value;
    if (value === undefined || !isEncapsulated(value)) throw new Error('not encapsulated');
    expect([value.offsets, value.fragments.map((each) => [...each])]).toEqual([
      [0, 12],
      [
        [1, 2, 3, 4],
        [5, 6],
      ],
    ]);
  });

  test('refuses an element that occurs twice, because two readers would choose differently', async () => {
    const twice = Buffer.concat([header(), element(Tag.PatientID, 'LO', 'A'), element(Tag.PatientID, 'LO', 'B')]);
    expect(await refusalOf(twice)).toBe('DUPLICATE_ELEMENT');
  });

  test('holds to the limits it is given', async () => {
    expect(await refusalOf(small(), { fileBytes: 100 })).toBe('LIMIT_FILE');
    expect(await refusalOf(small(), { elements: 5 })).toBe('LIMIT_ELEMENTS');
    expect(await refusalOf(small(), { pixelBytes: 15 })).toBe('LIMIT_PIXELS');
    expect(await refusalOf(small(), { metaBytes: 60 })).toBe('LIMIT_META');
  });

  test('passes a fault of the source on instead of calling it a refusal', async () => {
    const broken = async function* () {
      yield small().subarray(0, 200);
      throw new Error('the network is gone');
    };
    await expect(readDicom(broken())).rejects.toThrow('the network is gone');
  });
});
