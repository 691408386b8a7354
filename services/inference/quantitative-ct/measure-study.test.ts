import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AlgorithmManifest, loadModel } from '@hounsfield/models';
import { type CtPhantomOptions, ctPhantom } from '@hounsfield/phantoms';
import { expect, test } from '@jest/globals';
import { readStudy } from '../study/read-study.ts';
import { type Measured, measureStudy } from './measure-study.ts';

const manifest = (await loadModel('quantitative-ct', '1.0.0')).manifest as AlgorithmManifest;
const measure = async (files: readonly Uint8Array[]) =>
  measureStudy(await readStudy(files.map((bytes) => ({ bytes }))), manifest, () => undefined);
const measured = async (files: readonly Uint8Array[]): Promise<Measured> => {
  const result = await measure(files);
  if (result.kind !== 'measured') throw new Error(result.message);
  return result;
};
const figure = ({ findings }: Measured, trackingId: string): number =>
  findings.find((finding) => finding.trackingId === trackingId)?.value ?? Number.NaN;

const PHANTOMS: readonly CtPhantomOptions[] = [
  { seed: 1 },
  { seed: 3, slices: 96, size: 192, thicknessMm: 1.25, emphysemaPercent: 20 },
  { seed: 5, slices: 32, size: 192, thicknessMm: 5, noiseHu: 20 },
  { seed: 9, slices: 32, size: 256, thicknessMm: 8, emphysemaPercent: 0 },
];

test.each(PHANTOMS)('measures the analytic phantom %j as exactly as its truth allows', async (options) => {
  const { files, truth } = ctPhantom(options);
  const result = await measured(files);
  const { tolerances } = truth;
  for (const [side, figures] of [
    ['', { ...truth, volumeMl: truth.lungVolumeMl }],
    ['left-', truth.left],
    ['right-', truth.right],
  ] as const) {
    const off = (key: string, expected: number) => Math.abs(figure(result, `${side}${key}`) - expected);
    expect(off('lung-volume', figures.volumeMl)).toBeLessThanOrEqual(tolerances.lungVolumeMl);
    expect(off('laa-950', figures.laa950Percent)).toBeLessThanOrEqual(tolerances.laa950Percent);
    expect(off('percentile-15', figures.percentile15Hu)).toBeLessThanOrEqual(tolerances.percentile15Hu);
    expect(off('mean-density', figures.meanLungDensityHu)).toBeLessThanOrEqual(tolerances.meanLungDensityHu);
  }
  expect(figure(result, 'slice-thickness')).toBe(truth.sliceThicknessMm);
  expect(result.findings.find(({ trackingId }) => trackingId === 'reconstruction-kernel')?.category?.meaning).toBe(
    truth.kernel,
  );
});

test('gives the same figures and the same input hash whatever order the slices arrive in', async () => {
  const { files } = ctPhantom({ seed: 2, slices: 24, size: 96, thicknessMm: 8 });
  const straight = await measured(files);
  const shuffled = await measured([...files].sort((a, b) => (a[500] ?? 0) - (b[500] ?? 0)).reverse());
  expect(shuffled.findings).toEqual(straight.findings);
  expect(shuffled.inputSha256).toBe(straight.inputSha256);
});

test('answers what made the images and every image it rests on', async () => {
  const { files } = ctPhantom({ seed: 2, slices: 24, size: 96, thicknessMm: 8, kernel: 'B70f' });
  const { acquisition, sources } = await measured(files);
  expect(acquisition).toMatchObject({
    sliceCount: 24,
    sliceThicknessMm: 8,
    sliceSpacingMm: 8,
    kernel: 'B70f',
    kilovolts: 120,
  });
  expect(new Set(sources.map(({ sopInstanceUid }) => sopInstanceUid)).size).toBe(24);
});

test('has a code, a site and a name in both languages for every measurement', async () => {
  const { files } = ctPhantom({ seed: 2, slices: 24, size: 96, thicknessMm: 8 });
  const { findings } = await measured(files);
  expect(findings).toHaveLength(3 * manifest.measurements.length + 2);
  expect(new Set(findings.map(({ trackingId }) => trackingId)).size).toBe(findings.length);
  for (const { concept, label, unit, value } of findings) {
    expect(concept.value.length).toBeLessThanOrEqual(16);
    expect(label['zh-CN']).toMatch(/\p{Script=Han}/u);
    expect(unit === undefined).toBe(value === undefined);
  }
});

const CHEST = join(import.meta.dirname, '../../../../shared/data/dicom_testset/ct_chest_A0002');
const present = existsSync(CHEST);
if (!present)
  process.stdout.write('1 test skipped: the real chest CT (shared/data/dicom_testset) is not on this machine\n');

(present ? test : test.skip)('is plausible on a real chest CT of 30 slices of 8 mm', async () => {
  const names = readdirSync(CHEST).filter((name) => name.endsWith('.dcm'));
  const result = await measured(names.map((name) => new Uint8Array(readFileSync(join(CHEST, name)))));
  expect(figure(result, 'lung-volume')).toBeCloseTo(2528.5, 0);
  expect(figure(result, 'laa-950')).toBeCloseTo(1.36, 1);
  expect(figure(result, 'percentile-15')).toBe(-903);
  expect(figure(result, 'mean-density')).toBeCloseTo(-796.9, 0);
  // A tumour in the right lung: the smaller one here.
  expect(figure(result, 'right-lung-volume')).toBeLessThan(figure(result, 'left-lung-volume'));
  expect(result.acquisition).toMatchObject({ kernel: 'B40f', sliceThicknessMm: 8 });
});
