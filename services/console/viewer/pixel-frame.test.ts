// Raw bytes become the right greys and colours.
import { describe, expect, test } from '@jest/globals';
import { describeImage, type ImageDescription } from './describe-image.ts';
import { frameOf, paintFrame, valueAt } from './pixel-frame.ts';
import { fullWindow } from './window-level.ts';

const description: ImageDescription = {
  rows: 1,
  columns: 4,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 16,
  signed: true,
  planar: false,
  photometric: 'MONOCHROME2',
  modality: 'CT',
  slope: 1,
  intercept: 0,
  windows: [],
};
const signedBytes = (...values: number[]) => new Uint8Array(Int16Array.from(values).buffer);
const greys = (rgba: Uint8ClampedArray) => [...rgba].filter((_, at) => at % 4 === 0);

describe('a decoded frame', () => {
  test('reads signed 16-bit values and shows them through the rescale of its modality', () => {
    const frame = frameOf(signedBytes(0, 1024, 2048, -50), { ...description, slope: 2, intercept: -1024 });
    expect([0, 1, 2, 3].map((x) => valueAt(frame, x, 0))).toEqual([-1024, 1024, 3072, -1124]);
    expect(valueAt(frame, 4, 0)).toBeUndefined();
    expect(valueAt(frame, 0, -0.1)).toBeUndefined();
  });

  test('paints black below the window, white above, opaque everywhere', () => {
    const frame = frameOf(signedBytes(-1000, 0, 50, 3000), description);
    const rgba = paintFrame(frame, { center: 50, width: 100 }, false);
    expect(greys(rgba)).toEqual([0, 0, 129, 255]);
    expect([...rgba].filter((_, at) => at % 4 === 3)).toEqual([255, 255, 255, 255]);
  });

  test('turns MONOCHROME1 around, and an inversion turns it back', () => {
    const values = signedBytes(-1000, 0, 50, 3000);
    const plain = frameOf(values, description);
    const reversed = frameOf(values, { ...description, photometric: 'MONOCHROME1' });
    const window = { center: 50, width: 100 };
    expect(greys(paintFrame(reversed, window, false))).toEqual(greys(paintFrame(plain, window, true)));
    expect(greys(paintFrame(reversed, window, true))).toEqual(greys(paintFrame(plain, window, false)));
  });

  test('reads bytes that do not start at an even address', () => {
    const shifted = new Uint8Array(9);
    shifted.set(signedBytes(1, 2, 3, 4), 1);
    expect([...frameOf(shifted.subarray(1), description).values]).toEqual([1, 2, 3, 4]);
  });

  test('paints colour by pixel and colour by plane alike', () => {
    const rgb = {
      ...description,
      rows: 1,
      columns: 2,
      samplesPerPixel: 3,
      bitsAllocated: 8,
      bitsStored: 8,
      signed: false,
    };
    const byPixel = frameOf(Uint8Array.of(10, 20, 30, 40, 50, 60), rgb);
    const byPlane = frameOf(Uint8Array.of(10, 40, 20, 50, 30, 60), { ...rgb, planar: true });
    const window = fullWindow(byPixel);
    expect([...paintFrame(byPixel, window, false)]).toEqual([10, 20, 30, 255, 40, 50, 60, 255]);
    expect([...paintFrame(byPlane, window, false)]).toEqual([...paintFrame(byPixel, window, false)]);
  });

  test('is refused when bytes are missing or its depth is unknown', () => {
    expect(() => frameOf(signedBytes(1, 2, 3), description)).toThrow(TypeError);
    expect(() => frameOf(signedBytes(1, 2, 3, 4), { ...description, bitsAllocated: 12 })).toThrow(TypeError);
  });
});

describe('metadata in DICOM JSON', () => {
  test('says how to read the pixels, numbers as text included', () => {
    const image = describeImage([
      {
        '00080060': { vr: 'CS', Value: ['CT'] },
        '00280010': { vr: 'US', Value: [512] },
        '00280011': { vr: 'US', Value: [512] },
        '00280030': { vr: 'DS', Value: [0.7, 0.7] },
        '00280100': { vr: 'US', Value: [16] },
        '00280103': { vr: 'US', Value: [1] },
        '00281050': { vr: 'DS', Value: ['40', '-600'] },
        '00281051': { vr: 'DS', Value: ['400', '0'] },
        '00281052': { vr: 'DS', Value: ['-1024'] },
        '00281053': { vr: 'DS', Value: [1] },
      },
    ]);
    expect(image).toMatchObject({ rows: 512, signed: true, intercept: -1024, modality: 'CT', spacing: [0.7, 0.7] });
    expect(image.windows).toEqual([{ center: 40, width: 400 }]);
  });

  test('fills in what DICOM lets a sender leave out', () => {
    expect(describeImage([{}])).toMatchObject({
      slope: 1,
      intercept: 0,
      samplesPerPixel: 1,
      photometric: 'MONOCHROME2',
    });
    expect(() => describeImage([])).toThrow(TypeError);
  });
});
