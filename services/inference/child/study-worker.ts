// The thread that reads studies: parses and decodes DICOM, checks the input contract, prepares tensors, measures volumes.
import { parentPort } from 'node:worker_threads';
import type { ModelManifest } from '@hounsfield/models';
import { type Acquisition, isOutOfScope, type OutOfScopeResult, type SourceImage } from '../finding.ts';
import { type Measured, measureStudy } from '../quantitative-ct/measure-study.ts';
import { chooseFilm } from '../radiograph/choose-film.ts';
import { prepareFilm } from '../radiograph/prepare-film.ts';
import { buffersOf, type Tensors } from '../serving/tensor.ts';
import { deviceFacts, type Instance, inputSha256, readStudy, sourceOf } from '../study/read-study.ts';

/** `manifest` comes with the first study of a model only: copying it costs as much as reading a small header. */
export type StudyRequest = {
  readonly key: string;
  readonly manifest?: ModelManifest;
  readonly instances: readonly Instance[];
};

/** A film that meets the contract, ready for the network. */
export type PreparedFilm = {
  readonly kind: 'film';
  readonly tensors: Tensors;
  readonly population: string;
  readonly sources: readonly SourceImage[];
  readonly acquisition: Acquisition;
  readonly inputSha256: string;
};

/** What became of a study, and the instances' buffers that nothing refers to any more. */
export type StudyAnswer = {
  readonly outcome: Measured | PreparedFilm | OutOfScopeResult | { readonly kind: 'failed'; readonly message: string };
  readonly spent: readonly ArrayBuffer[];
};
export type StudyReport = StudyAnswer | { readonly share: number };

const manifests = new Map<string, ModelManifest>();

const prepare = async (request: StudyRequest): Promise<StudyAnswer['outcome']> => {
  const { key, instances } = request;
  if (request.manifest !== undefined) manifests.set(key, request.manifest);
  const manifest = manifests.get(key);
  if (manifest === undefined) throw new TypeError(`${key} has no manifest`);
  const study = await readStudy(instances);
  if (manifest.kind === 'algorithm') {
    return measureStudy(study, manifest, (share) => parentPort?.postMessage({ share }));
  }
  if (manifest.inputContract.form !== 'single-image') throw new TypeError(`${manifest.slug} needs a film contract`);
  const film = chooseFilm(study, manifest.inputContract);
  if ('kind' in film) return film;
  const tensors = await prepareFilm(film);
  if (isOutOfScope(tensors)) return tensors;
  return {
    kind: 'film',
    tensors,
    population: film.population,
    sources: [sourceOf(film.image)],
    acquisition: { viewPosition: film.view, ageYears: film.ageYears, ...deviceFacts(film.image) },
    inputSha256: inputSha256([film.image]),
  };
};

parentPort?.on('message', (request: StudyRequest) => {
  void prepare(request)
    .catch((error: unknown) => ({ kind: 'failed', message: String(error) }) as const)
    .then((outcome) => {
      // A film's pixels may be a view into its file: then the file's buffer travels with them.
      const leaving = outcome.kind === 'film' ? buffersOf([outcome.tensors]) : [];
      const files = new Set(request.instances.map(({ bytes }) => bytes.buffer as ArrayBuffer));
      const spent = [...files].filter((buffer) => !leaving.includes(buffer));
      const answer: StudyAnswer = { outcome, spent };
      parentPort?.postMessage(answer, [...leaving, ...spent]);
    });
});
