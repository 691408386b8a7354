import { dicomFile, putBytes, putNumbers, readDicom, Tag, writeDicom } from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';
import { expect, test } from '@jest/globals';
import { readStudy } from '../study/read-study.ts';
import { testFilm } from '../testing/test-film.ts';
import { prepareFilm } from './prepare-film.ts';

type Samples = {
  readonly allocated: 8 | 16;
  readonly stored: number;
  readonly signed?: boolean;
  readonly data: Uint8Array;
};

const prepared = async ({ allocated, stored, signed = false, data }: Samples) => {
  const file = await readDicom(testFilm());
  if (isRefusal(file)) throw new Error(file.message);
  const { dataset } = file;
  for (const [tag, value] of [
    [Tag.Rows, 2],
    [Tag.Columns, 2],
    [Tag.BitsAllocated, allocated],
    [Tag.BitsStored, stored],
    [Tag.HighBit, stored - 1],
    [Tag.PixelRepresentation, signed ? 1 : 0],
  ] as const) {
    putNumbers(dataset, tag, value);
  }
  putBytes(dataset, Tag.PixelData, data, allocated === 8 ? 'OB' : 'OW');
  const { images } = await readStudy([{ bytes: writeDicom(dicomFile(dataset)) }]);
  const [image] = images;
  if (image === undefined) throw new Error('the film is not readable');
  const tensors = await prepareFilm({ image, view: 'PA', ageYears: 40, population: 'adult' });
  if ('kind' in tensors || !('pixels' in tensors)) throw new Error('the film was refused');
  return { pixels: [...((tensors.pixels?.data ?? []) as Uint16Array)], shape: tensors.pixels?.shape };
};
const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);

test('keeps 16-bit pixels as they are', async () => {
  const film = await prepared({ allocated: 16, stored: 16, data: words(0, 1, 40_000, 65_535) });
  expect(film).toEqual({ pixels: [0, 1, 40_000, 65_535], shape: [1, 1, 2, 2] });
});

test('widens 8-bit pixels', async () => {
  expect((await prepared({ allocated: 8, stored: 8, data: Uint8Array.of(0, 7, 128, 255) })).pixels).toEqual([
    0, 7, 128, 255,
  ]);
});

test.each([0, 1, 2, 3])('drops bits above the stored ones, wherever they stand (pixel %i)', async (at) => {
  const values = [1, 2, 3, 4_095];
  const dirty = values.map((value, index) => (index === at ? value | 0x8000 : value));
  expect((await prepared({ allocated: 16, stored: 12, data: words(...dirty) })).pixels).toEqual(values);
});

test('makes signed samples unsigned by half their range', async () => {
  const data = new Uint8Array(Int16Array.of(-2048, -1, 0, 2047).buffer);
  expect((await prepared({ allocated: 16, stored: 12, signed: true, data })).pixels).toEqual([0, 2047, 2048, 4095]);
});
