// A run on its way through the engine: what was asked, where it runs, how it ends.
import type { LoadedModel } from '@hounsfield/models';
import type { InferenceFault } from '../fault.ts';
import type { InferenceResult } from '../finding.ts';
import type { Instance } from '../study/read-study.ts';
import type { EngineChild } from './engine-child.ts';
import type { Progress } from './protocol.ts';

/** One run of one model version over one study's instances (DICOM Part 10 files). */
export type RunRequest = {
  readonly model: { readonly slug: string; readonly version: string };
  readonly instances: readonly Instance[];
  readonly signal?: AbortSignal;
  /** Called at every step and once a second while the child is alive: fit for a heartbeat. */
  readonly onProgress?: (progress: Progress) => void;
  /** In place of the engine's own deadline. */
  readonly deadlineMs?: number;
};

export type Job = {
  readonly id: number;
  readonly request: RunRequest;
  readonly key: string;
  readonly model: LoadedModel;
  readonly resolve: (result: InferenceResult) => void;
  readonly reject: (fault: InferenceFault) => void;
  /** A child died under this job: it gets one more chance, alone, so that it cannot fall with another again. */
  retried: boolean;
  progress: Progress;
  child: EngineChild | undefined;
  deadline: NodeJS.Timeout | undefined;
};
