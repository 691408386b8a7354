// The activities that workflows call: their names, small inputs and answers. Workers implement them; ids and words only.
import type { DiagnosisId, StudyId, TenantId, UploadId } from '@hounsfield/kernel';

/** A diagnosis and whose it is: the input of nearly every activity. */
export type DiagnosisSubject = { readonly tenantId: TenantId; readonly diagnosisId: DiagnosisId };

/** Where the diagnosis stands in the books; a workflow goes on only while it is RUNNING. */
export type DiagnosisStanding = 'REQUESTED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'OUT_OF_SCOPE';

/** Where and within which limits the inference of one diagnosis runs, decided when its input was checked. */
export type InferencePlan = {
  readonly taskQueue: string;
  /** One attempt may take so long. */
  readonly attemptTimeoutMs: number;
  /** A worker silent for so long is taken for dead. */
  readonly heartbeatTimeoutMs: number;
};

/** The answer of the input check. */
export type InputCheck =
  | { readonly standing: 'RUNNING'; readonly plan: InferencePlan }
  | { readonly standing: Exclude<DiagnosisStanding, 'RUNNING'> };

/** The stored SR by its names; its UIDs are de-identified. */
export type WrittenReport = {
  readonly instanceId: string;
  readonly objectKey: string;
  readonly sha256: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
};

/** Why a diagnosis fails: a stable machine code and one sentence without identifying values. */
export type FailureReason = { readonly code: string; readonly message: string };

/** Short steps: local activities of the worker that runs the workflow. */
export type DiagnosisActivities = {
  beginDiagnosis(subject: DiagnosisSubject): Promise<DiagnosisStanding>;
  checkInput(subject: DiagnosisSubject): Promise<InputCheck>;
  writeReport(subject: DiagnosisSubject): Promise<WrittenReport>;
  completeDiagnosis(subject: DiagnosisSubject, report: WrittenReport): Promise<DiagnosisStanding>;
  failDiagnosis(subject: DiagnosisSubject, reason: FailureReason): Promise<DiagnosisStanding>;
  markCancelled(subject: DiagnosisSubject): Promise<DiagnosisStanding>;
  /** Answers the usage event's id. */
  recordUsage(subject: DiagnosisSubject): Promise<string>;
  chargeUsage(subject: DiagnosisSubject, usageEventId: string): Promise<void>;
};

/** The one real activity of a diagnosis, on a queue of machines that can run its model. */
export type InferenceActivities = {
  inferFindings(subject: DiagnosisSubject): Promise<DiagnosisStanding>;
};

/** Taking an upload through the door. */
export type UploadActivities = {
  receiveUploadedFiles(input: {
    readonly tenantId: TenantId;
    readonly uploadId: UploadId;
  }): Promise<readonly StudyId[]>;
  completeStudy(input: { readonly tenantId: TenantId; readonly studyId: StudyId }): Promise<void>;
  requestOrderedDiagnoses(input: {
    readonly tenantId: TenantId;
    readonly uploadId: UploadId;
    readonly studyIds: readonly StudyId[];
  }): Promise<void>;
};
