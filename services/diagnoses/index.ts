// Diagnoses: one run of one product over one study revision, from its order to its end, its findings and its report.
export { type AttentionCode, callForAttention, type UnsettledCursor, unsettledDiagnoses } from './attention.ts';
export {
  type DiagnosisCursor,
  type DiagnosisStep,
  diagnosesById,
  diagnosesByStudy,
  diagnosesPage,
  diagnosisById,
  stepsByDiagnosis,
} from './diagnoses.read-model.ts';
export {
  type Acquisition,
  type Code,
  type DiagnosesTables,
  type Finding,
  type Lane,
  type Provenance,
  type SourceImage,
  STEPS,
  type StepName,
} from './diagnoses.tables.ts';
export { type DiagnosesDeps, type Diagnosis, type DiagnosisStatus, type EndReason, hasEnded } from './diagnosis.ts';
export type { DiagnosisRef } from './diagnosis-row.ts';
export {
  cancelDiagnosis,
  completeDiagnosis,
  DIAGNOSIS_CANCELLED,
  type DiagnosisCancelled,
  endOutOfScope,
  failDiagnosis,
  markCancelled,
  markCharged,
  type Report,
} from './end-diagnosis.ts';
export { queueLength, queuePositions } from './queue.read-model.ts';
export {
  DIAGNOSIS_REQUESTED,
  type DiagnosisOrder,
  type DiagnosisRequested,
  type Orderer,
  requestDiagnosis,
} from './request-diagnosis.ts';
export { type DiagnosisReport, findingsByDiagnosis, outcomeOf, reportsByDiagnosis } from './results.read-model.ts';
export {
  beginAttempt,
  beginDiagnosis,
  enterStep,
  type Outcome,
  recordAttemptFault,
  recordOutcome,
} from './run-diagnosis.ts';
