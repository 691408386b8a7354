import { type Dataset, datasetOf, putBytes, putItems, putNumbers, Tag } from '@hounsfield/dicom';
import { expect, test } from '@jest/globals';
import { displayScale } from './grey-scale.ts';

const STORED = { pixels: Uint16Array.of(0, 100, 200, 4095), offset: 0, inverted: false };
const withNumbers = (values: Readonly<Record<number, number>>): Dataset => {
  const dataset = datasetOf({});
  for (const [tag, value] of Object.entries(values)) putNumbers(dataset, Number(tag), value);
  return dataset;
};

test('turns a window into the stored values that are black and white (PS3.3 C.11.2.1.2)', () => {
  const dataset = withNumbers({ [Tag.WindowCenter]: 2048, [Tag.WindowWidth]: 4096 });
  expect(displayScale(dataset, STORED)).toMatchObject({ black: 0, white: 4095 });
});

test('counts the rescale back out of the window', () => {
  const window = { [Tag.WindowCenter]: 2048, [Tag.WindowWidth]: 4096 };
  const dataset = withNumbers({ ...window, [Tag.RescaleSlope]: 2, [Tag.RescaleIntercept]: -100 });
  expect(displayScale(dataset, STORED)).toMatchObject({ black: 50, white: 2097.5 });
});

test('gives MONOCHROME1 its black at the upper end', () => {
  const dataset = withNumbers({ [Tag.WindowCenter]: 2048, [Tag.WindowWidth]: 4096 });
  expect(displayScale(dataset, { ...STORED, inverted: true })).toMatchObject({ black: 4095, white: 0 });
});

test('moves the window with signed samples', () => {
  const dataset = withNumbers({ [Tag.WindowCenter]: 0.5, [Tag.WindowWidth]: 101 });
  expect(displayScale(dataset, { ...STORED, offset: 2048 })).toMatchObject({ black: 1998, white: 2098 });
});

test('applies a VOI lookup table before the window', () => {
  const dataset = withNumbers({ [Tag.WindowCenter]: 10, [Tag.WindowWidth]: 10 });
  const lut = datasetOf({});
  putNumbers(lut, Tag.LUTDescriptor, [4, 99, 12], 'US');
  putBytes(lut, Tag.LUTData, new Uint8Array(Uint16Array.of(1, 2, 3, 4).buffer), 'OW');
  putItems(dataset, Tag.VOILUTSequence, [lut]);
  const film = displayScale(dataset, STORED);
  expect(film).toMatchObject({ black: 0, white: 4095 });
  expect([...film.pixels]).toEqual([1, 2, 4, 4]);
});

test('without a window, spans the values but for their extremes', () => {
  const pixels = Uint16Array.from({ length: 1_000 }, (_, index) => 1_000 + index);
  pixels[0] = 0;
  pixels[1] = 65_535;
  const { black, white } = displayScale(datasetOf({}), { pixels, offset: 0, inverted: false });
  expect([black, white]).toEqual([1_006, 1_996]);
});

test('never makes black and white the same, even for a blank film', () => {
  const { black, white } = displayScale(datasetOf({}), { ...STORED, pixels: new Uint16Array(50).fill(7) });
  expect(white).toBeGreaterThan(black);
});
