import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { listModels, loadModel } from './load.ts';

const CATALOGUE = join(import.meta.dirname, 'catalogue');
const folder = await mkdtemp(join(tmpdir(), 'hounsfield-models-'));
const network = join(folder, 'cxr-pneumonia/1.0.0');
beforeEach(() => cp(CATALOGUE, folder, { recursive: true }));
afterAll(() => rm(folder, { recursive: true }));

test('loads every model of the catalogue, its bytes verified', async () => {
  const manifests = await listModels();
  expect(manifests.map(({ slug, version }) => `${slug} ${version}`)).toEqual([
    'cxr-pneumonia 1.0.0',
    'quantitative-ct 1.0.0',
  ]);
  for (const { slug, version, kind } of manifests) {
    const model = await loadModel(slug, version);
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(model.bytes === undefined).toBe(kind === 'algorithm');
  }
});

test('keeps each model version complete: manifest, card, and for a network its file and twenty golden cases', async () => {
  for (const { slug, version, kind } of await listModels()) {
    const names = await readdir(join(CATALOGUE, slug, version));
    expect(names).toEqual(
      expect.arrayContaining(
        kind === 'onnx' ? ['manifest.json', 'card.md', 'model.onnx', 'golden'] : ['manifest.json', 'card.md'],
      ),
    );
    expect((await loadModel(slug, version)).golden?.cases.length ?? 20).toBeGreaterThanOrEqual(20);
  }
});

test('ships a network file of at most ten megabytes whose size the manifest states', async () => {
  const { manifest, bytes } = await loadModel('cxr-pneumonia', '1.0.0');
  expect(bytes?.length).toBeLessThanOrEqual(10_000_000);
  expect(manifest.kind === 'onnx' && manifest.file.bytes).toBe(bytes?.length);
});

test('publishes test figures above the floors, with intervals that hold them', async () => {
  const { manifest } = await loadModel('cxr-pneumonia', '1.0.0');
  if (manifest.kind !== 'onnx') throw new Error('not a network');
  const floors: Record<string, number> = { child: 0.996, adult: 0.905 };
  for (const { population, auc, thumbnailFloorAuc } of manifest.performance) {
    expect(auc.value).toBeGreaterThan(floors[population] ?? 1);
    expect(auc.value).toBeGreaterThan(thumbnailFloorAuc.value);
    expect(auc.low).toBeLessThan(auc.value);
    expect(auc.high).toBeGreaterThan(auc.value);
  }
  for (const { presentFrom, absentBelow } of manifest.thresholds) expect(absentBelow).toBeLessThanOrEqual(presentFrom);
  expect(manifest.thresholds.map(({ population }) => population)).toEqual(
    manifest.inputContract.form === 'single-image'
      ? manifest.inputContract.ages.map(({ population }) => population)
      : [],
  );
});

test('refuses a network whose file was altered by one bit', async () => {
  const file = join(network, 'model.onnx');
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
  await expect(loadModel('cxr-pneumonia', '1.0.0', folder)).rejects.toThrow(/SHA-256/);
});

test('refuses a manifest that names another model, lacks a field or has one too many', async () => {
  const file = join(network, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const load = async (changed: object) => {
    await writeFile(file, JSON.stringify(changed));
    return loadModel('cxr-pneumonia', '1.0.0', folder);
  };
  await expect(load({ ...manifest, version: '1.0.1' })).rejects.toThrow(/holds the manifest of/);
  await expect(load({ ...manifest, limits: [] })).rejects.toThrow();
  await expect(load({ ...manifest, cleared: true })).rejects.toThrow();
});

test.each([
  ['../../etc', '1.0.0'],
  ['cxr-pneumonia', '../1.0.0'],
  ['cxr-pneumonia', '1.0.0/../1.0.0'],
  ['.', '1.0.0'],
  ['cxr-pneumonia', '9.9.9'],
])('knows no model %s %s', async (slug, version) => {
  await expect(loadModel(slug, version, folder)).rejects.toThrow(/not a model|no such model/);
});
