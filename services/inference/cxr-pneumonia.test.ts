// The shipped X-ray network through the whole engine: golden cases, generated films, and real ones where they are at hand.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '@hounsfield/models';
import { type RadiographPhantomOptions, radiographPhantom } from '@hounsfield/phantoms';
import { afterAll, expect, test } from '@jest/globals';
import { startInferenceEngine } from './index.ts';

const MODEL = { slug: 'cxr-pneumonia', version: '1.0.0' };
const engine = startInferenceEngine({ threads: 1 });
afterAll(() => engine.close());

const judge = async (bytes: Uint8Array) => engine.run({ model: MODEL, instances: [{ bytes }] });
const probabilityOf = async (bytes: Uint8Array): Promise<number> => {
  const result = await judge(bytes);
  if (result.kind !== 'findings') throw new Error(result.message);
  return result.findings[0]?.probability ?? Number.NaN;
};
const phantom = (options: RadiographPhantomOptions): Uint8Array =>
  radiographPhantom({ size: 512, ...options }).files[0] as Uint8Array;

test('answers all golden cases of its manifest before it judges the first film', async () => {
  // The engine refuses to open a network whose golden cases come out otherwise (see the next test).
  expect((await judge(phantom({ seed: 1 }))).kind).toBe('findings');
});

test('is not opened when a golden case comes out differently', async () => {
  const shipped = await loadModel(MODEL.slug, MODEL.version);
  if (shipped.bytes === undefined) throw new Error('not a network');
  const [first, ...others] = shipped.golden.cases;
  const wrong = { ...first, outputs: { ...first?.outputs, probability: (first?.outputs.probability ?? 0) + 0.02 } };
  const golden = { ...shipped.golden, cases: [...others, wrong] } as typeof shipped.golden;
  const doubtful = startInferenceEngine({ threads: 1, loadModel: async () => ({ ...shipped, golden }) });
  const run = doubtful.run({ model: MODEL, instances: [{ bytes: phantom({ seed: 1 }) }] });
  await expect(run).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: expect.stringContaining('golden case'),
  });
  await doubtful.close();
});

test('judges generated films of adults and children, in both polarities alike', async () => {
  for (const options of [{ seed: 3 }, { seed: 4, view: 'AP', ageYears: 3 }] as const) {
    const bright = await probabilityOf(phantom({ ...options, photometric: 'MONOCHROME2' }));
    const dark = await probabilityOf(phantom({ ...options, photometric: 'MONOCHROME1' }));
    expect(bright).toBeGreaterThanOrEqual(0);
    expect(dark).toBeCloseTo(bright, 3);
  }
});

test('repeats a result to the last digit', async () => {
  const film = phantom({ seed: 5 });
  const once = await judge(film);
  expect(await judge(film)).toEqual(once);
});

test('does not judge a picture that is no chest film', async () => {
  const film = phantom({ seed: 6 });
  const noise = Uint8Array.from(film);
  const pixels = new Uint16Array(noise.buffer, noise.byteLength - 512 * 512 * 2);
  for (let at = 0, value = 1; at < pixels.length; at++) {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
    pixels[at] = value >>> 19;
  }
  expect(await judge(noise)).toMatchObject({ kind: 'out-of-scope', code: 'NOT_LIKE_TRAINING_FILMS' });
});

const DERIVED = join(import.meta.dirname, '../../../shared/data/dicom_testset/derived_studies');
const TRUTH: Record<string, 'Present' | 'Absent'> = {
  'DX_DX001.dcm': 'Absent',
  'DX_DX002.dcm': 'Absent',
  'DX_DX003.dcm': 'Absent',
  'DX_DX004.dcm': 'Present',
  'DX_DX005.dcm': 'Present',
  'DX_DX006.dcm': 'Present',
};
const present = existsSync(DERIVED);
if (!present)
  process.stdout.write('1 test skipped: the derived DX films (shared/data/dicom_testset) are not on this machine\n');

(present ? test : test.skip)('tells pneumonia from normal on real films wrapped as DX', async () => {
  const names = readdirSync(DERIVED).filter((name) => name in TRUTH);
  expect(names).toHaveLength(6);
  for (const name of names) {
    const result = await judge(new Uint8Array(readFileSync(join(DERIVED, name))));
    expect([name, result.kind === 'findings' && result.findings[0]?.category?.meaning]).toEqual([name, TRUTH[name]]);
  }
});
