// One run inside the child: read the study, and for a network, one pass through the pool.

import type { ModelCommand, Progress } from '../engine/protocol.ts';
import { InferenceFault, type InferenceFaultCode } from '../fault.ts';
import type { InferenceResult } from '../finding.ts';
import { filmFinding } from '../radiograph/film-finding.ts';
import type { NetworkPool } from '../serving/network-pool.ts';
import { RUNTIME_VERSION } from '../serving/open-session.ts';
import type { Instance } from '../study/read-study.ts';
import type { StudyThreads } from './study-threads.ts';

/** A model the child was given; the bytes are there for a network. */
export type ChildModel = { readonly command: ModelCommand; readonly bytes: Uint8Array | undefined };

type RunDeps = { readonly studies: StudyThreads; readonly pool: NetworkPool };

/** Answers the study's result, or throws an {@link InferenceFault}. */
export const runJob = async (
  { studies, pool }: RunDeps,
  { command, bytes }: ChildModel,
  job: number,
  instances: readonly Instance[],
  onProgress: (progress: Progress) => void,
): Promise<InferenceResult> => {
  const { key, manifest, golden, sha256 } = command;
  const arrived = pool.expect();
  try {
    onProgress({ stage: 'reading', share: 0 });
    const reading = studies.prepare({
      job,
      key,
      manifest,
      instances,
      onProgress: (share) => onProgress({ stage: 'reading', share }),
    });
    const opening =
      manifest.kind === 'onnx' && bytes !== undefined
        ? pool.open({ key, bytes, outputs: manifest.outputs, golden })
        : undefined;
    // Both are awaited below; a failure of one must not leave the other's unhandled.
    opening?.catch(() => undefined);
    const prepared = await reading;
    if (prepared.kind === 'out-of-scope') return prepared;
    const provenance = {
      modelSlug: manifest.slug,
      modelVersion: manifest.version,
      modelSha256: sha256,
      inputSha256: prepared.inputSha256,
    };
    const { sources, acquisition } = prepared;
    if (prepared.kind === 'measured') {
      const { findings } = prepared;
      const ran = { ...provenance, provider: 'typescript', runtimeVersion: process.versions.node };
      return { kind: 'findings', findings, sources, acquisition, provenance: ran };
    }
    if (manifest.kind !== 'onnx' || opening === undefined) throw new TypeError(`${key} is no network`);
    const provider = await opening;
    onProgress({ stage: 'inferring', share: 0 });
    const running = pool.run(key, prepared.tensors);
    arrived();
    const finding = filmFinding(manifest, prepared.population, await running);
    if ('kind' in finding) return finding;
    const ran = { ...provenance, provider, runtimeVersion: RUNTIME_VERSION };
    return { kind: 'findings', findings: [finding], sources, acquisition, provenance: ran };
  } finally {
    arrived();
  }
};

/** The code and sentence a fault travels with. */
export const faultOf = (error: unknown): { readonly code: InferenceFaultCode; readonly message: string } =>
  error instanceof InferenceFault
    ? { code: error.code, message: error.message }
    : { code: 'MODEL_FAILED', message: error instanceof Error ? error.message : String(error) };
