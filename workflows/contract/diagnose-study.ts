// The contract of `diagnoseStudy`: its id, its small input (ids only) and what a query of it answers.
import type { DiagnosisId, TenantId } from '@hounsfield/kernel';
import type { DiagnosisStanding } from './activities.ts';
import type { Lane } from './lane.ts';

export const DIAGNOSE_STUDY = 'diagnoseStudy';

/** One run for one diagnosis, ever: a second start under this id is refused by the server. */
export const diagnoseWorkflowId = (diagnosisId: DiagnosisId): string => `diagnose:${diagnosisId}`;

export type DiagnoseStudyInput = {
  readonly tenantId: TenantId;
  readonly diagnosisId: DiagnosisId;
  readonly lane: Lane;
};

/** The workflow's result: how the diagnosis ended. */
export type DiagnosisEnd = Exclude<DiagnosisStanding, 'REQUESTED' | 'RUNNING'>;

export const DIAGNOSIS_STEPS = ['QUEUED', 'CHECKING_INPUT', 'INFERRING', 'REPORTING', 'BILLING', 'DONE'] as const;
export type DiagnosisStepName = (typeof DIAGNOSIS_STEPS)[number];

/** The workflow query that answers the current step's name. */
export const CURRENT_STEP_QUERY = 'currentStep';
