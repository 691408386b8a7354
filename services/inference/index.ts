// The inference room: one engine that runs networks and algorithms over studies in a process that can be killed.
export type { InferenceEngineConfig } from './engine/config.ts';
export type { RunRequest } from './engine/job.ts';
export type { Progress, Stage } from './engine/protocol.ts';
export { type InferenceEngine, startInferenceEngine } from './engine/start-inference-engine.ts';
export { InferenceFault, type InferenceFaultCode } from './fault.ts';
export type {
  Acquisition,
  Code,
  Finding,
  FindingsResult,
  InferenceResult,
  OutOfScopeCode,
  OutOfScopeResult,
  Provenance,
  SourceImage,
} from './finding.ts';
export { NetworkPool, type NetworkPoolOptions, type ServedNetwork } from './serving/network-pool.ts';
export { openSession, type Provider, runSession, sessionOptions } from './serving/open-session.ts';
export type { TensorData, Tensors } from './serving/tensor.ts';
export type { Instance } from './study/read-study.ts';
