// The thread that reads studies: parses and decodes DICOM, checks the input contract, prepares tensors, measures volumes.
import { parentPort } from 'node:worker_threads';
import type { ModelManifest } from '@hounsfield/models';
import type { Acquisition, OutOfScopeResult, SourceImage } from '../finding.ts';
import { type Measured, measureStudy } from '../quantitative-ct/measure-study.ts';
import { chooseFilm } from '../radiograph/choose-film.ts';
import { prepareFilm } from '../radiograph/prepare-film.ts';
import { buffersOf, type Tensors } from '../serving/tensor.ts';
import { deviceFacts, inputSha256, readStudy, sourceOf } from '../study/read-study.ts';

export type StudyRequest = { readonly manifest: ModelManifest; readonly instances: readonly Uint8Array[] };

/** A film that meets the contract, ready for the network. */
export type PreparedFilm = {
  readonly kind: 'film';
  readonly tensors: Tensors;
  readonly population: string;
  readonly sources: readonly SourceImage[];
  readonly acquisition: Acquisition;
  readonly inputSha256: string;
};

export type StudyAnswer =
  | Measured
  | PreparedFilm
  | OutOfScopeResult
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'failed'; readonly message: string };

const prepare = async ({ manifest, instances }: StudyRequest): Promise<StudyAnswer> => {
  const study = await readStudy(instances);
  if (manifest.kind === 'algorithm') {
    return measureStudy(study, manifest, (share) => parentPort?.postMessage({ kind: 'progress', share }));
  }
  if (manifest.inputContract.form !== 'single-image') throw new TypeError(`${manifest.slug} needs a film contract`);
  const film = chooseFilm(study, manifest.inputContract);
  if ('kind' in film) return film;
  const tensors = await prepareFilm(film);
  if ('kind' in tensors) return tensors as OutOfScopeResult;
  return {
    kind: 'film',
    tensors: tensors as Tensors,
    population: film.population,
    sources: [sourceOf(film.image)],
    acquisition: { viewPosition: film.view, ageYears: film.ageYears, ...deviceFacts(film.image) },
    inputSha256: inputSha256([film.image]),
  };
};

parentPort?.on('message', (request: StudyRequest) => {
  void prepare(request)
    .catch((error: unknown): StudyAnswer => ({ kind: 'failed', message: String(error) }))
    .then((answer) => parentPort?.postMessage(answer, answer.kind === 'film' ? buffersOf([answer.tensors]) : []));
});
