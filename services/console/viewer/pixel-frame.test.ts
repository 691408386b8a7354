// Raw bytes become the right greys and colours.
import { describe, expect, test } from '@jest/globals';
import { describeImage, type ImageDescription } from './describe-image.ts';
import { colourFrame, greyFrame, paintFrame, valueAt } from './pixel-frame.ts';

const description: ImageDescription = {
  rows: 1,
  columns: 4,
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  signed: true,
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
    const frame = greyFrame(signedBytes(0, 1024, 2048, -50), { ...description, slope: 2, intercept: -1024 });
    expect([0, 1, 2, 3].map((x) => valueAt(frame, x, 0))).toEqual([-1024, 1024, 3072, -1124]);
    expect(valueAt(frame, 4, 0)).toBeUndefined();
    expect(valueAt(frame, 0, -0.1)).toBeUndefined();
  });

  test('paints black below the window, white above, opaque everywhere', () => {
    const frame = greyFrame(signedBytes(-1000, 0, 50, 3000), description);
    const rgba = paintFrame(frame, { center: 50, width: 100 }, false);
    expect(greys(rgba)).toEqual([0, 0, 129, 255]);
    expect([...rgba].filter((_, at) => at % 4 === 3)).toEqual([255, 255, 255, 255]);
  });

  test('turns MONOCHROME1 around, and an inversion turns it back', () => {
    const values = signedBytes(-1000, 0, 50, 3000);
    const plain = greyFrame(values, description);
    const reversed = greyFrame(values, { ...description, photometric: 'MONOCHROME1' });
    const window = { center: 50, width: 100 };
    expect(greys(paintFrame(reversed, window, false))).toEqual(greys(paintFrame(plain, window, true)));
    expect(greys(paintFrame(reversed, window, true))).toEqual(greys(paintFrame(plain, window, false)));
  });

  test('reads bytes that do not start at an even address', () => {
    const shifted = new Uint8Array(9);
    shifted.set(signedBytes(1, 2, 3, 4), 1);
    expect([...greyFrame(shifted.subarray(1), description).values]).toEqual([1, 2, 3, 4]);
  });

  test('keeps nothing of the bits outside the stored ones, and extends the sign of those inside', () => {
    const twelve = { ...description, bitsStored: 12, highBit: 11 };
    const raw = new Uint8Array(Uint16Array.of(0x0fff, 0xf001, 0x0800, 0x77ff).buffer);
    expect([...greyFrame(raw, twelve).values]).toEqual([-1, 1, -2048, 2047]);
    expect([...greyFrame(raw, { ...twelve, signed: false }).values]).toEqual([4095, 1, 2048, 2047]);
    const shifted = new Uint8Array(Uint16Array.of(0xfff5, 0x001a, 0x8000, 0x7ff0).buffer);
    expect([...greyFrame(shifted, { ...twelve, highBit: 15 }).values]).toEqual([-1, 1, -2048, 2047]);
  });

  test('shows rendered colours as they came, and inverted ones with their opacity kept', () => {
    const data = Uint8ClampedArray.of(10, 20, 30, 255, 40, 50, 60, 255);
    const frame = colourFrame({ data, width: 2, height: 1, colorSpace: 'srgb' } as ImageData, description);
    const window = { center: 0, width: 1 };
    expect(frame).toMatchObject({ rows: 1, columns: 2 });
    expect([...paintFrame(frame, window, false)]).toEqual([...data]);
    expect([...paintFrame(frame, window, true)]).toEqual([245, 235, 225, 255, 215, 205, 195, 255]);
    expect(valueAt(frame, 0, 0)).toBeUndefined();
  });

  test('is refused when bytes are missing or its depth is unknown', () => {
    expect(() => greyFrame(signedBytes(1, 2, 3), description)).toThrow(TypeError);
    expect(() => greyFrame(signedBytes(1, 2, 3, 4), { ...description, bitsAllocated: 12 })).toThrow(TypeError);
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
      photometric: 'MONOCHROME2',
    });
    expect(() => describeImage([])).toThrow(TypeError);
  });
});
