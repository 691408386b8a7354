import { Dataset, type DecodedPixels, putBytes, putNumbers, putText, Tag } from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';
import { expect, test } from '@jest/globals';
import { decode } from 'fast-png';
import { frameOf } from './pixel-source.ts';
import { type RenderOptions, renderFrame } from './render.ts';

const GREY: Omit<DecodedPixels, 'data' | 'rows' | 'columns'> = {
  frames: 1,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  pixelRepresentation: 0,
  photometricInterpretation: 'MONOCHROME2',
  planarConfiguration: 0,
};
type Shape = Partial<DecodedPixels>;

const rendered = (
  data: Uint8Array,
  shape: Shape = {},
  fill: (dataset: Dataset) => void = () => {},
  options: RenderOptions = {},
) => {
  const dataset = new Dataset();
  fill(dataset);
  const pixels: DecodedPixels = { ...GREY, rows: 1, columns: 4, ...shape, data };
  const png = renderFrame({ dataset, pixels }, 1, options);
  if (isRefusal(png)) return png.code;
  const { channels, data: out } = decode(png);
  return { channels, values: [...out] };
};
const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);

test('grey levels follow the linear window function of PS3.3 C.11.2.1.2.1', () => {
  const data = words(0, 1_000, 1_024, 2_000);
  const fill = (dataset: Dataset) => {
    putText(dataset, Tag.RescaleIntercept, '-1024');
    putText(dataset, Tag.RescaleSlope, '1');
    putText(dataset, Tag.WindowCenter, ['0', '40']);
    putText(dataset, Tag.WindowWidth, ['100', '400']);
  };
  // ((x - (c - 0.5)) / (w - 1) + 0.5) * 255 at x = -24 and 0.
  expect(rendered(data, {}, fill)).toEqual({ channels: 1, values: [0, 67, 129, 255] });
});

test('without a window the darkest is black and the lightest white; MONOCHROME1 is the other way round', () => {
  const data = words(100, 200, 300, 400);
  expect(rendered(data)).toEqual({ channels: 1, values: [0, 85, 170, 255] });
  const inverted = { photometricInterpretation: 'MONOCHROME1' };
  expect(rendered(data, inverted)).toEqual({ channels: 1, values: [255, 170, 85, 0] });
  expect(rendered(words(7, 7, 7, 7))).toMatchObject({ channels: 1 });
});

test('signed samples and bits above those stored are read as PS3.5 8.1.1 has them', () => {
  // 12 bits stored: 0xF800 is -2048 with rubbish above, 0x07FF is 2047.
  const shape = { bitsStored: 12, highBit: 11, pixelRepresentation: 1 as const };
  expect(rendered(words(0xf800, 0, 0, 0x07ff), shape)).toEqual({ channels: 1, values: [0, 128, 128, 255] });
});

test('colours come out as they are, from planes, luminance or a palette', () => {
  const colour = {
    samplesPerPixel: 3,
    bitsAllocated: 8,
    bitsStored: 8,
    highBit: 7,
    columns: 2,
    photometricInterpretation: 'RGB',
  };
  expect(rendered(Uint8Array.of(1, 2, 3, 4, 5, 6), colour)).toEqual({ channels: 3, values: [1, 2, 3, 4, 5, 6] });
  const planes = { ...colour, planarConfiguration: 1 as const };
  expect(rendered(Uint8Array.of(1, 4, 2, 5, 3, 6), planes)).toEqual({ channels: 3, values: [1, 2, 3, 4, 5, 6] });
  const luminance = { ...colour, photometricInterpretation: 'YBR_FULL' };
  expect(rendered(Uint8Array.of(76, 85, 255, 128, 128, 128), luminance)).toEqual({
    channels: 3,
    values: [254, 0, 0, 128, 128, 128],
  });
  const palette = { ...colour, samplesPerPixel: 1, photometricInterpretation: 'PALETTE COLOR' };
  const fill = (dataset: Dataset) => {
    for (const [descriptor, table, value] of [
      [Tag.RedPaletteColorLookupTableDescriptor, Tag.RedPaletteColorLookupTableData, 10],
      [Tag.GreenPaletteColorLookupTableDescriptor, Tag.GreenPaletteColorLookupTableData, 20],
      [Tag.BluePaletteColorLookupTableDescriptor, Tag.BluePaletteColorLookupTableData, 30],
    ] as const) {
      putNumbers(dataset, descriptor, [2, 1, 16], 'US');
      putBytes(dataset, table, words(value << 8, (value + 1) << 8), 'OW');
    }
  };
  expect(rendered(Uint8Array.of(0, 2), palette, fill)).toEqual({ channels: 3, values: [10, 20, 30, 11, 21, 31] });
  expect(rendered(Uint8Array.of(0, 2), palette)).toBe('UNSUPPORTED_PIXELS');
});

test('a picture is only ever made smaller', () => {
  const data = words(0, 0, 100, 100);
  expect(rendered(data, {}, undefined, { fit: { width: 2, height: 2 } })).toEqual({ channels: 1, values: [0, 255] });
  expect(rendered(data, {}, undefined, { fit: { width: 99, height: 99 } })).toMatchObject({ values: [0, 0, 255, 255] });
});

test('bit-packed frames that do not begin at a byte are found', () => {
  const pixels: DecodedPixels = {
    ...GREY,
    ...{ bitsAllocated: 1, bitsStored: 1, highBit: 0, rows: 1, columns: 3, frames: 3 },
    data: Uint8Array.of(0b10_101_010, 0b0000_0001),
  };
  expect([1, 2, 3].map((frame) => frameOf(pixels, frame)[0])).toEqual([0b010, 0b101, 0b110]);
});
