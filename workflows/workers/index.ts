// Worker factories and the workflow bundle, for the processes of this room and for tests.
export { installRuntime, temporalLogger } from './temporal-logger.ts';
export { createCpuWorker, createInferenceWorker } from './temporal-workers.ts';
export { workflowBundle } from './workflow-bundle.ts';
