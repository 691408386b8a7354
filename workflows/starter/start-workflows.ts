// What the starter does with each announced fact: start one workflow, once; or stop one. All of it may be repeated.
import type { ClaimedEvent } from '@hounsfield/database';
import { DIAGNOSIS_CANCELLED, DIAGNOSIS_REQUESTED, type DiagnosisRequested } from '@hounsfield/diagnoses';
import { crashPoint, type DiagnosisId, type TenantId, type UploadId } from '@hounsfield/kernel';
import {
  CPU_QUEUE,
  DIAGNOSE_STUDY,
  type DiagnoseStudyInput,
  diagnoseWorkflowId,
  type Lane,
  PRIORITY_KEY,
  RECEIVE_UPLOAD,
  type ReceiveUploadInput,
  receiveUploadWorkflowId,
} from '@hounsfield/workflow-contract';
import {
  type WorkflowClient,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  type WorkflowStartOptions,
} from '@temporalio/client';

type Start = Omit<WorkflowStartOptions, 'taskQueue' | 'workflowTaskTimeout'>;

/** Starts a workflow unless one of that id was started before; the answer tells which. */
const start = async (workflows: WorkflowClient, type: string, options: Start): Promise<'started' | 'known'> => {
  try {
    // A worker that dies in the middle of a workflow task is noticed after so long; long local steps extend it themselves.
    await workflows.start(type, {
      taskQueue: CPU_QUEUE,
      workflowTaskTimeout: '5s',
      ...options,
    } as WorkflowStartOptions);
    return 'started';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'known';
    throw error;
  } finally {
    crashPoint('starter:after-start');
  }
};

/** Starts the run of a diagnosis; `again` also where an earlier run was lost (terminated, failed, timed out). */
export const startDiagnosis = (
  workflows: WorkflowClient,
  input: DiagnoseStudyInput,
  again = false,
): Promise<'started' | 'known'> =>
  start(workflows, DIAGNOSE_STUDY, {
    workflowId: diagnoseWorkflowId(input.diagnosisId),
    workflowIdReusePolicy: again
      ? WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY
      : WorkflowIdReusePolicy.REJECT_DUPLICATE,
    priority: { priorityKey: PRIORITY_KEY[input.lane as Lane], fairnessKey: input.tenantId },
    args: [input],
  });

const startUpload = (workflows: WorkflowClient, input: ReceiveUploadInput): Promise<'started' | 'known'> =>
  start(workflows, RECEIVE_UPLOAD, {
    workflowId: receiveUploadWorkflowId(input.uploadId),
    workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
    priority: { fairnessKey: input.tenantId },
    args: [input],
  });

/** Stops the run of a cancelled diagnosis. No run, or one that has ended, needs no stopping: the books refuse its steps. */
const stopDiagnosis = async (workflows: WorkflowClient, diagnosisId: DiagnosisId): Promise<void> => {
  try {
    await workflows.getHandle(diagnoseWorkflowId(diagnosisId)).cancel();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
};

export type Publisher = (event: ClaimedEvent<unknown>) => Promise<void>;

/** What is done with an event of each topic. */
export const createPublishers = (workflows: WorkflowClient): ReadonlyMap<string, Publisher> =>
  new Map<string, Publisher>([
    [
      'upload.closed',
      async ({ tenantId, payload }) => {
        const { uploadId } = payload as { readonly uploadId: UploadId };
        await startUpload(workflows, { tenantId, uploadId });
      },
    ],
    [
      DIAGNOSIS_REQUESTED,
      async ({ tenantId, payload }) => {
        const { diagnosisId, lane } = payload as DiagnosisRequested;
        await startDiagnosis(workflows, { tenantId: tenantId as TenantId, diagnosisId, lane });
      },
    ],
    [
      DIAGNOSIS_CANCELLED,
      async ({ payload }) => stopDiagnosis(workflows, (payload as { readonly diagnosisId: DiagnosisId }).diagnosisId),
    ],
    // A completed study starts nothing by itself: what was ordered with its upload is requested by that upload's workflow.
    ['study.completed', async () => undefined],
  ]);
