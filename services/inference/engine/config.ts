// How an engine is set up; every limit has a default that suits one machine with a few cores.
import { availableParallelism } from 'node:os';
import { createLogger, type Logger } from '@hounsfield/kernel';
import { type LoadedModel, loadModel } from '@hounsfield/models';
import { PROVIDERS, type Provider } from '../serving/open-session.ts';

export type InferenceEngineConfig = {
  readonly logger?: Logger;
  /** Where model versions come from; the catalogue folder unless told otherwise. */
  readonly loadModel?: (slug: string, version: string) => Promise<LoadedModel>;
  /** Session threads and study threads of the child. */
  readonly threads?: number;
  /** Tried in this order; the first that loads the network and answers its golden cases runs it. */
  readonly providers?: readonly Provider[];
  /** A run that takes longer once it was given to the child ends with the child's death. */
  readonly deadlineMs?: number;
  /** Runs in the child at once; more wait in the engine. */
  readonly maxConcurrent?: number;
  readonly maxBatch?: number;
  readonly maxDelayMs?: number;
  readonly sessionBytes?: number;
  /** Runs after which the child is renewed. */
  readonly maxRunsPerChild?: number;
  /** Growth of the child's resident memory, beyond its settled size, after which it is renewed. */
  readonly maxRssGrowth?: { readonly share: number; readonly bytes: number };
};

export type EngineSettings = Required<InferenceEngineConfig>;

/** What a child may see of the environment: where the driver's libraries are and which device is its own. No secret. */
const VISIBLE = ['LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES', 'VK_DRIVER_FILES', 'VK_ICD_FILENAMES'];
export const childEnvironment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(VISIBLE.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

const MEBIBYTE = 2 ** 20;

/** Fills in the defaults. */
export const engineSettings = (config: InferenceEngineConfig): EngineSettings => {
  const threads = config.threads ?? availableParallelism();
  return {
    logger: config.logger ?? createLogger('inference', 'warn'),
    loadModel: config.loadModel ?? loadModel,
    threads,
    providers: config.providers ?? PROVIDERS,
    deadlineMs: config.deadlineMs ?? 120_000,
    // Two for each thread: one runs while the next is read.
    maxConcurrent: config.maxConcurrent ?? threads * 2,
    maxBatch: config.maxBatch ?? 4,
    maxDelayMs: config.maxDelayMs ?? 20,
    sessionBytes: config.sessionBytes ?? 512 * MEBIBYTE,
    maxRunsPerChild: config.maxRunsPerChild ?? 500,
    maxRssGrowth: config.maxRssGrowth ?? { share: 0.3, bytes: 256 * MEBIBYTE },
  };
};
