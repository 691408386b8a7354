// What the engine and its child say to each other. Commands go down a pipe with raw attachments, reports come up as JSON.
import type { GoldenCases, ModelManifest } from '@hounsfield/models';
import type { InferenceFaultCode } from '../fault.ts';
import type { InferenceResult } from '../finding.ts';
import type { Provider } from '../serving/open-session.ts';

/** How far a run has come. */
export type Stage = 'queued' | 'reading' | 'inferring';
export type Progress = { readonly stage: Stage /** 0 to 1 within the stage. */; readonly share: number };

export type ChildSettings = {
  readonly threads: number;
  readonly providers: readonly Provider[];
  readonly maxBatch: number;
  readonly maxDelayMs: number;
  readonly sessionBytes: number;
};

/** A verified model version as the child knows it; a network's bytes are the frame's only attachment. */
export type ModelCommand = {
  readonly kind: 'model';
  readonly key: string;
  readonly sha256: string;
  readonly manifest: ModelManifest;
  readonly golden?: GoldenCases;
};

export type Command =
  | { readonly kind: 'settings'; readonly settings: ChildSettings }
  | ModelCommand
  /** The instances' bytes are the frame's attachments, their recorded hashes (or null) in the same order. */
  | {
      readonly kind: 'run';
      readonly job: number;
      readonly key: string;
      readonly sha256: readonly (string | null)[];
    }
  | { readonly kind: 'cancel'; readonly job: number };

export type Report =
  | { readonly kind: 'progress'; readonly job: number; readonly progress: Progress }
  | { readonly kind: 'result'; readonly job: number; readonly result: InferenceResult }
  | { readonly kind: 'fault'; readonly job: number; readonly code: InferenceFaultCode; readonly message: string }
  /** Once a second: the child's loop turns, and how much memory it holds. */
  | { readonly kind: 'alive'; readonly rssBytes: number; readonly evictions: number };
