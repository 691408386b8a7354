// Running a diagnosis's model: its instances fetched and verified, handed to the engine, the engine's answer and faults put in our words.
import type { Diagnosis } from '@hounsfield/diagnoses';
import { nameBasedUid } from '@hounsfield/dicom';
import { type InferenceEngine, InferenceFault, type InferenceResult } from '@hounsfield/inference';
import { isRefusal, type Refusal, refusal } from '@hounsfield/kernel';
import type { ObjectStore } from '@hounsfield/storage';
import { instancesOfRevision, type RevisionInstance, type StudiesTables } from '@hounsfield/studies';
import type { Kysely } from 'kysely';
import { crashAt } from './crash-points.ts';
import type { InferenceActivityDeps, ModelAnswer } from './inference.activities.ts';
import type { FindManifest } from './model-manifests.ts';
import { readableInstances } from './study-check.ts';

type RunnerDeps = {
  readonly db: Kysely<StudiesTables>;
  readonly store: ObjectStore;
  readonly engine: InferenceEngine;
  readonly findManifest: FindManifest;
};

const FETCH_WIDTH = 8;
/** A study's readable files are held in memory at once; more than this no product of ours reads. */
const LARGEST_STUDY_BYTES = 3 * 2 ** 30;

const fetchAll = async (
  store: ObjectStore,
  instances: readonly RevisionInstance[],
  signal: AbortSignal,
  alive: () => void,
): Promise<readonly { readonly bytes: Uint8Array }[]> => {
  const fetched: { bytes: Uint8Array }[] = [];
  let next = 0;
  const fetchSome = async (): Promise<void> => {
    while (next < instances.length) {
      signal.throwIfAborted();
      const at = next++;
      const { objectKey, sha256 } = instances[at] as RevisionInstance;
      fetched[at] = { bytes: await store.get(objectKey, { sha256 }) };
      alive();
    }
  };
  await Promise.all(Array.from({ length: FETCH_WIDTH }, fetchSome));
  return fetched;
};

/** The engine's words for what went wrong; what lies outside the model is thrown, to be asked again. */
const faultAnswer = (error: unknown): ModelAnswer => {
  if (!(error instanceof InferenceFault) || error.code === 'ENGINE_CLOSED' || error.code === 'CANCELLED') throw error;
  const message = {
    DEADLINE_EXCEEDED: 'The model did not answer within its time.',
    ENGINE_CRASHED: 'The model brought its process down.',
    MODEL_UNAVAILABLE: 'The model could not be loaded.',
    MODEL_FAILED: 'The model failed.',
    MODEL_OUTPUT_INVALID: 'The model answered something that is no result.',
  }[error.code];
  const final = error.code === 'MODEL_FAILED' || error.code === 'MODEL_OUTPUT_INVALID';
  return { kind: 'model-fault', code: error.code, message, final };
};

/** The same whenever the diagnosis is run: in the books and in the report. */
const trackingUid = (diagnosisId: string, trackingId: string): string =>
  nameBasedUid('diagnosis', diagnosisId, 'tracking', trackingId);

const answerOf = (result: InferenceResult, { id, modelSha256 }: Diagnosis): ModelAnswer | Refusal => {
  if (result.kind === 'out-of-scope') return { kind: 'out-of-scope', code: result.code, message: result.message };
  if (result.provenance.modelSha256 !== modelSha256)
    return refusal('MODEL_CHANGED', 'The model here is not the one that was ordered.');
  const { sources, acquisition, provenance } = result;
  const findings = result.findings.map((finding) => ({ ...finding, trackingUid: trackingUid(id, finding.trackingId) }));
  return { kind: 'findings', findings, sources, acquisition, provenance };
};

/** Runs models over what a study revision holds. */
export const createModelRunner =
  ({ db, store, engine, findManifest }: RunnerDeps): InferenceActivityDeps['runModel'] =>
  async (diagnosis, signal, alive) => {
    const { tenantId, studyId, studyRevision, modelSlug, modelVersion } = diagnosis;
    const manifest = findManifest(modelSlug, modelVersion);
    if (isRefusal(manifest)) return manifest;
    const instances = readableInstances(await instancesOfRevision({ db }, tenantId, studyId, studyRevision), manifest);
    if (instances.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > LARGEST_STUDY_BYTES)
      return { kind: 'out-of-scope', code: 'IMAGE_TOO_LARGE', message: 'The study is larger than any that is read.' };
    const files = await fetchAll(store, instances, signal, alive);
    crashAt('infer:after-fetch');
    try {
      const model = { slug: modelSlug, version: modelVersion };
      return answerOf(await engine.run({ model, instances: files, signal, onProgress: alive }), diagnosis);
    } catch (error) {
      return faultAnswer(error);
    }
  };
