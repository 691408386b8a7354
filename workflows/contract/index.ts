// What starters and workers agree on: workflow ids, inputs, activities, task queues and lanes. Types and constants only.
export type {
  DiagnosisActivities,
  DiagnosisStanding,
  DiagnosisSubject,
  FailureReason,
  InferenceActivities,
  InferencePlan,
  InputCheck,
  UploadActivities,
  WrittenReport,
} from './activities.ts';
export {
  CURRENT_STEP_QUERY,
  DIAGNOSE_STUDY,
  DIAGNOSIS_STEPS,
  type DiagnoseStudyInput,
  type DiagnosisEnd,
  type DiagnosisStepName,
  diagnoseWorkflowId,
} from './diagnose-study.ts';
export { FAILURE_TYPE, NON_RETRYABLE } from './failure-type.ts';
export { LANES, type Lane, PRIORITY_KEY } from './lane.ts';
export { RECEIVE_UPLOAD, type ReceiveUploadInput, receiveUploadWorkflowId } from './receive-upload.ts';
export { CPU_QUEUE, INFERENCE_CPU_QUEUE } from './task-queues.ts';
