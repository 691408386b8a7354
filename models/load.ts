// Reads model versions from the catalogue folder: manifest checked against its schema, bytes against their recorded hash.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AlgorithmManifest,
  type GoldenCases,
  goldenCases,
  type ModelManifest,
  modelManifest,
  type NetworkManifest,
} from './manifest.ts';
import { inspectOnnx } from './onnx-gate.ts';

const CATALOGUE = join(import.meta.dirname, 'catalogue');

/** A model version whose bytes were verified. An algorithm has no bytes: its hash is that of its manifest file. */
export type LoadedModel =
  | {
      readonly manifest: NetworkManifest;
      readonly sha256: string;
      readonly bytes: Uint8Array<ArrayBuffer>;
      /** Run on every machine before the first patient: a provider that answers them differently is not used. */
      readonly golden: GoldenCases;
    }
  | {
      readonly manifest: AlgorithmManifest;
      readonly sha256: string;
      readonly bytes?: undefined;
      readonly golden?: undefined;
    };

/** Raised when a model version is missing, altered or not allowed to run. */
export class ModelError extends Error {
  override name = 'ModelError';
}

const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

// Slugs and versions come from rows and requests: only plain names may become paths.
const checkName = (kind: string, name: string): void => {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(name) || name.includes('..')) throw new ModelError(`not a model ${kind}: ${name}`);
};

const readManifest = async (folder: string, slug: string, version: string): Promise<[ModelManifest, Buffer]> => {
  checkName('slug', slug);
  checkName('version', version);
  const bytes = await readFile(join(folder, slug, version, 'manifest.json')).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new ModelError(`no such model: ${slug} ${version}`) : error;
  });
  const manifest = modelManifest.parse(JSON.parse(bytes.toString('utf8')));
  if (manifest.slug !== slug || manifest.version !== version) {
    throw new ModelError(`${slug} ${version} holds the manifest of ${manifest.slug} ${manifest.version}`);
  }
  return [manifest, bytes];
};

/** Loads and verifies one model version; throws {@link ModelError} where it is missing, altered or refused by the gate. */
export const loadModel = async (slug: string, version: string, folder = CATALOGUE): Promise<LoadedModel> => {
  const [manifest, manifestBytes] = await readManifest(folder, slug, version);
  if (manifest.kind === 'algorithm') return { manifest, sha256: sha256Hex(manifestBytes) };
  const file = await readFile(join(folder, slug, version, manifest.file.name));
  // A copy of its own: pooled buffers cannot be transferred to another thread.
  const bytes = new Uint8Array(file);
  const sha256 = sha256Hex(bytes);
  if (sha256 !== manifest.file.sha256) {
    throw new ModelError(`${slug} ${version}: the file's SHA-256 is ${sha256}, the manifest's ${manifest.file.sha256}`);
  }
  const problem = inspectOnnx(bytes);
  if (problem !== undefined) throw new ModelError(`${slug} ${version}: ${problem}`);
  const cases = await readFile(join(folder, slug, version, 'golden', 'cases.json'), 'utf8');
  return { manifest, sha256, bytes, golden: goldenCases.parse(JSON.parse(cases)) };
};

/** Every manifest of the catalogue, by slug, oldest version first. The networks' bytes are not read. */
export const listModels = async (folder = CATALOGUE): Promise<readonly ModelManifest[]> => {
  const manifests: ModelManifest[] = [];
  for (const slug of (await readdir(folder)).sort()) {
    const versions = (await readdir(join(folder, slug))).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    for (const version of versions) manifests.push((await readManifest(folder, slug, version))[0]);
  }
  return manifests;
};
