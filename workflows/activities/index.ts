// Activities: plain functions that join the rooms for the workflows, and the mapper of their failures.
export { crashAt, WORKER_CRASH_POINTS, type WorkerCrashPoint } from './crash-points.ts';
export {
  createDiagnosisActivities,
  type DiagnosisActivityDeps,
  type InputVerdict,
  type RecordedOutcome,
} from './diagnosis.activities.ts';
export { guarded } from './failure.ts';
export {
  createInferenceActivities,
  type InferenceActivityDeps,
  type ModelAnswer,
  type RunningAttempt,
} from './inference.activities.ts';
export { type FindManifest, readManifests } from './model-manifests.ts';
export { createModelRunner } from './model-runner.ts';
export { createReportWriter } from './report-writer.ts';
export { runningAttempt, whereabouts } from './running-activity.ts';
export { createStudyCheck } from './study-check.ts';
export { createUploadActivities } from './upload.activities.ts';
