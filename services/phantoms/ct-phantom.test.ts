// The CT phantom is what it says: its figures can be found again from the files alone, and other people's software accepts them.

import { spawnSync } from 'node:child_process';
import { bytes, decimal, integer, numbers, personName, readDicom, Tag, text } from '@hounsfield/dicom';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CtPhantomOptions, ctPhantom } from './ct-phantom.ts';
import { errorsIn, judge } from './test-judges.ts';

const read = async (file: Uint8Array) => {
  const found = await readDicom(file);
  if ('kind' in found) throw new Error(found.message);
  return found.dataset;
};

const volumeOf = async (files: readonly Uint8Array[]) => {
  const slices = await Promise.all(files.map(read));
  const first = slices[0] as Awaited<ReturnType<typeof read>>;
  const size = integer(first, Tag.Rows) ?? 0;
  const hu = new Int16Array(slices.length * size * size);
  slices.forEach((slice, index) => {
    const pixels = bytes(slice, Tag.PixelData) as Uint8Array;
    const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.length);
    const intercept = decimal(slice, Tag.RescaleIntercept) ?? 0;
    for (let at = 0; at < size * size; at++) hu[index * size * size + at] = view.getUint16(at * 2, true) + intercept;
  });
  return { hu, size, count: slices.length, first };
};

/** A plain segmentation: air bodies (6-connected, below -500 HU) that touch neither the picture's edge nor the first and last slice. */
const segment = ({ hu, size, count }: { hu: Int16Array; size: number; count: number }): Int16Array => {
  const area = size * size;
  const seen = new Uint8Array(hu.length);
  const stack = new Int32Array(hu.length);
  const lung = new Int16Array(hu.length);
  let found = 0;
  for (let seed = 0; seed < hu.length; seed++) {
    if (seen[seed] !== 0 || (hu[seed] as number) >= -500) continue;
    let top = 1;
    let outside = false;
    const start = found;
    stack[0] = seed;
    seen[seed] = 1;
    while (top > 0) {
      const at = stack[--top] as number;
      lung[found++] = hu[at] as number;
      const inSlice = at % area;
      const column = inSlice % size;
      if (
        at < area ||
        at >= area * (count - 1) ||
        inSlice < size ||
        inSlice >= area - size ||
        column === 0 ||
        column === size - 1
      ) {
        outside = true; // its neighbours touch the edge too, or are reached from elsewhere
        continue;
      }
      for (let step = 0; step < 6; step++) {
        const distance = step < 2 ? 1 : step < 4 ? size : area;
        const next = step % 2 === 0 ? at - distance : at + distance;
        if (seen[next] !== 0 || (hu[next] as number) >= -500) continue;
        seen[next] = 1;
        stack[top++] = next;
      }
    }
    if (outside || found - start < 1000) found = start;
  }
  return lung.subarray(0, found).sort();
};

const SMALL: CtPhantomOptions = { slices: 40, size: 128, thicknessMm: 4 };

test.each([
  ['without noise', SMALL],
  ['with noise of 20 HU', { ...SMALL, noiseHu: 20, seed: 5 }],
  ['without emphysema', { ...SMALL, emphysemaPercent: 0, seed: 6 }],
  ['with much emphysema, thin slices', { slices: 100, size: 128, thicknessMm: 1.25, emphysemaPercent: 35, seed: 7 }],
  ['at its default size', {}],
] as const)(
  'a plain segmentation of the files finds the truth %s',
  async (_title, options) => {
    const { files, truth } = ctPhantom(options);
    const lung = segment(await volumeOf(files));
    const tolerance = truth.tolerances;
    const mean = lung.reduce((sum, hu) => sum + hu, 0) / lung.length;
    expect(Math.abs(lung.length * truth.voxelMl - truth.lungVolumeMl)).toBeLessThanOrEqual(tolerance.lungVolumeMl);
    expect(
      Math.abs((100 * lung.filter((hu) => hu <= -950).length) / lung.length - truth.laa950Percent),
    ).toBeLessThanOrEqual(tolerance.laa950Percent);
    expect(Math.abs((lung[Math.ceil(0.15 * lung.length) - 1] as number) - truth.percentile15Hu)).toBeLessThanOrEqual(
      tolerance.percentile15Hu,
    );
    expect(Math.abs(mean - truth.meanLungDensityHu)).toBeLessThanOrEqual(tolerance.meanLungDensityHu);
  },
  60_000,
);

test('the share of emphysema is the wanted one to the voxel', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 40 }), (seed, emphysemaPercent) => {
      const { truth } = ctPhantom({ slices: 16, size: 64, thicknessMm: 8, seed, emphysemaPercent });
      expect(truth.emphysemaVoxels).toBe(Math.round((truth.lungVoxels * emphysemaPercent) / 100));
      expect(truth.laa950Percent).toBeCloseTo((100 * truth.emphysemaVoxels) / truth.lungVoxels, 9);
      expect(truth.right.volumeMl + truth.left.volumeMl).toBeCloseTo(truth.lungVolumeMl, 6);
    }),
    { numRuns: 20 },
  );
});

test('the same options give the same bytes, another seed another patient and other UIDs', async () => {
  const [once, again, other] = [ctPhantom(SMALL), ctPhantom(SMALL), ctPhantom({ ...SMALL, seed: 2 })];
  once.files.forEach((file, index) => {
    expect(Buffer.compare(file, again.files[index] as Uint8Array)).toBe(0);
  });
  const [a, b] = await Promise.all([once, other].map(({ files }) => read(files[0] as Uint8Array)));
  if (a === undefined || b === undefined) throw new Error('no files');
  expect(text(a, Tag.StudyInstanceUID)).not.toBe(text(b, Tag.StudyInstanceUID));
  expect(text(a, Tag.PatientID)).not.toBe(text(b, Tag.PatientID));
});

test.each(['GB18030', 'ISO_IR 192'] as const)(
  'the patient has a Chinese name in %s, and an identity in every usual place',
  async (characterSet) => {
    const { files } = ctPhantom({
      ...SMALL,
      characterSet,
      person: { name: 'Ouyang^Nana', ideographicName: '欧阳^娜娜', patientId: 'MRN-7' },
    });
    const dataset = await read(files[0] as Uint8Array);
    expect(text(dataset, Tag.SpecificCharacterSet)).toBe(characterSet);
    expect(personName(dataset, Tag.PatientName)).toEqual({
      alphabetic: 'Ouyang^Nana',
      ideographic: '欧阳^娜娜',
      phonetic: '',
    });
    expect(text(dataset, Tag.PatientID)).toBe('MRN-7');
    expect(text(dataset, Tag.StudyDescription)).toBe('胸部平扫 欧阳娜娜');
    expect(text(dataset, Tag.PatientAge)).toBe('062Y');
  },
);

test('slices lie evenly from foot to head and are numbered from the head', async () => {
  const slices = await Promise.all(ctPhantom(SMALL).files.map(read));
  const heights = slices.map((slice) => numbers(slice, Tag.ImagePositionPatient)[2] as number);
  heights.slice(1).forEach((z, index) => {
    expect(z - (heights[index] as number)).toBeCloseTo(4, 9);
  });
  expect(integer(slices[0] as (typeof slices)[number], Tag.InstanceNumber)).toBe(40);
});

test.each([['GB18030'], ['ISO_IR 192']] as const)('dciodvfy finds no error in a slice in %s', (characterSet) => {
  const { files } = ctPhantom({ ...SMALL, characterSet });
  const output = judge('dciodvfy', [], files[20] as Uint8Array);
  if (output === undefined) return;
  expect(output).toContain('CTImage');
  expect(errorsIn(output)).toEqual([]);
});

test('dcmdump parses a slice', () => {
  const output = judge('dcmdump', ['-q'], ctPhantom(SMALL).files[0] as Uint8Array);
  if (output !== undefined) expect(errorsIn(output)).toEqual([]);
});

test('a study of 64 slices of 256 pixels costs less than a second of processor time', () => {
  // In a process of its own, as the command line runs it: the test runner's sandbox slows loops down.
  const script = `
    const { ctPhantom } = await import('@hounsfield/phantoms');
    const costs = [1, 2, 3].map((seed) => {
      const before = process.cpuUsage();
      ctPhantom({ seed });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    process.stdout.write(String(Math.round(Math.min(...costs))));`;
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  });
  process.stdout.write(`CT phantom of 64 slices: ${stdout} ms of processor time\n`);
  expect(Number(stdout)).toBeGreaterThan(0);
  expect(Number(stdout)).toBeLessThan(1000);
}, 60_000);

test('sizes that make no sense are refused', () => {
  expect(() => ctPhantom({ slices: 2 })).toThrow(RangeError);
  expect(() => ctPhantom({ size: 4096 })).toThrow(RangeError);
});
