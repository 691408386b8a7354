// The radiograph phantom is a valid frontal film with what was asked for in it.

import { bytes, readDicom, Tag, text } from '@hounsfield/dicom';
import { expect, test } from '@jest/globals';
import { type RadiographPhantomOptions, radiographPhantom } from './radiograph-phantom.ts';
import { errorsIn, judge } from './test-judges.ts';

const SIZE = 256;

const read = async (options: RadiographPhantomOptions) => {
  const phantom = radiographPhantom({ size: SIZE, ...options });
  const file = await readDicom(phantom.files[0] as Uint8Array);
  if ('kind' in file) throw new Error(file.message);
  const pixels = bytes(file.dataset, Tag.PixelData) as Uint8Array;
  const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.length);
  const grey = Uint16Array.from({ length: SIZE * SIZE }, (_, at) => view.getUint16(at * 2, true));
  return { ...phantom, dataset: file.dataset, grey };
};

test.each([
  ['PA, MONOCHROME2, GB18030', { view: 'PA', photometric: 'MONOCHROME2', characterSet: 'GB18030' }],
  [
    'AP, MONOCHROME1, UTF-8, with an opacity, of a child',
    { view: 'AP', photometric: 'MONOCHROME1', characterSet: 'ISO_IR 192', opacity: true, ageYears: 4 },
  ],
] as const)('dciodvfy finds no error in a film %s', (_title, options) => {
  const output = judge('dciodvfy', [], radiographPhantom({ size: SIZE, ...options }).files[0] as Uint8Array);
  if (output === undefined) return;
  expect(output).toContain('DXImageForPresentation');
  expect(errorsIn(output)).toEqual([]);
});

test('the opacity makes its place brighter and leaves the other lung as it was', async () => {
  const [clear, dense] = await Promise.all([read({ seed: 3 }), read({ seed: 3, opacity: true })]);
  const { opacity } = dense.truth;
  if (opacity === undefined) throw new Error('no opacity');
  expect(clear.truth.opacity).toBeUndefined();
  const at = (x: number, y: number) => Math.floor(y * SIZE) * SIZE + Math.floor(x * SIZE);
  const [inside, mirrored] = [at(opacity.x, opacity.y), at(1 - opacity.x, opacity.y)];
  expect((dense.grey[inside] as number) - (clear.grey[inside] as number)).toBeGreaterThan(200);
  expect(Math.abs((dense.grey[mirrored] as number) - (clear.grey[mirrored] as number))).toBeLessThan(60);
  expect(opacity.side).toBe(opacity.x < 0.5 ? 'right' : 'left');
});

test('lungs are darker than the spine between them, air around the patient is darkest', async () => {
  const { grey } = await read({ seed: 4 });
  const mean = (x: number, y: number) => {
    let sum = 0;
    for (let row = -4; row <= 4; row++)
      for (let column = -4; column <= 4; column++)
        sum += grey[(Math.round(y * SIZE) + row) * SIZE + Math.round(x * SIZE) + column] as number;
    return sum / 81;
  };
  expect(mean(0.03, 0.03)).toBeLessThan(mean(0.27, 0.4));
  expect(mean(0.27, 0.4)).toBeLessThan(mean(0.5, 0.4));
  expect(mean(0.73, 0.4)).toBeLessThan(mean(0.5, 0.4));
});

test('MONOCHROME1 stores the same film upside down', async () => {
  const [one, two] = await Promise.all([read({ photometric: 'MONOCHROME1' }), read({ photometric: 'MONOCHROME2' })]);
  expect(one.grey.every((value, at) => value === 4095 - (two.grey[at] as number))).toBe(true);
});

test('view and age are recorded, and the same options give the same bytes', async () => {
  const { dataset, truth } = await read({ view: 'AP', ageYears: 4 });
  expect([text(dataset, Tag.ViewPosition), text(dataset, Tag.PatientAge), text(dataset, Tag.BodyPartExamined)]).toEqual(
    ['AP', '004Y', 'CHEST'],
  );
  expect(truth).toEqual({ kind: 'xray', seed: 1, view: 'AP', ageYears: 4 });
  const [once, again] = [radiographPhantom({ size: SIZE, seed: 9 }), radiographPhantom({ size: SIZE, seed: 9 })];
  expect(Buffer.compare(once.files[0] as Uint8Array, again.files[0] as Uint8Array)).toBe(0);
});

test('sizes that make no sense are refused', () => {
  expect(() => radiographPhantom({ size: 10_000 })).toThrow(RangeError);
});
