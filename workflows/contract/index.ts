// What starters and workers agree on: workflow ids, inputs, task queues and lanes. Types and constants only.
export {
  CURRENT_STEP_QUERY,
  DIAGNOSE_STUDY,
  DIAGNOSIS_STEPS,
  type DiagnoseStudyInput,
  type DiagnosisStepName,
  diagnoseWorkflowId,
} from './diagnose-study.ts';
export { LANES, type Lane, PRIORITY_KEY } from './lane.ts';
export { RECEIVE_UPLOAD, type ReceiveUploadInput, receiveUploadWorkflowId } from './receive-upload.ts';
export { CPU_QUEUE, INFERENCE_CPU_QUEUE } from './task-queues.ts';
