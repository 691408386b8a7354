// `receiveUpload`: a closed upload's files go through the door, its studies are completed, what was ordered with it is requested.
import { NON_RETRYABLE, type ReceiveUploadInput, type UploadActivities } from '@hounsfield/workflow-contract';
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';

const retry = {
  initialInterval: '500ms',
  backoffCoefficient: 2,
  maximumInterval: '1m',
  nonRetryableErrorTypes: NON_RETRYABLE,
} as const;

/** Gigabytes may be parsed and de-identified: a real activity that says it is alive, and resumes where files were recorded. */
const { receiveUploadedFiles } = proxyActivities<UploadActivities>({
  startToCloseTimeout: '6h',
  heartbeatTimeout: '12s',
  retry,
});
const { completeStudy, requestOrderedDiagnoses } = proxyLocalActivities<UploadActivities>({
  startToCloseTimeout: '30s',
  localRetryThreshold: '5s',
  retry,
});

/** Receives one upload; every step may be repeated. */
export async function receiveUpload({ tenantId, uploadId }: ReceiveUploadInput): Promise<void> {
  const studyIds = await receiveUploadedFiles({ tenantId, uploadId });
  for (const studyId of studyIds) await completeStudy({ tenantId, studyId });
  await requestOrderedDiagnoses({ tenantId, uploadId, studyIds });
}
