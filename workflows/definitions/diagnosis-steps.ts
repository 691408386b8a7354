// How `diagnoseStudy` calls its activities: which run locally, how long they may take, what is asked again and for how long.
import {
  type DiagnosisActivities,
  type InferenceActivities,
  type InferencePlan,
  type Lane,
  NON_RETRYABLE,
  PRIORITY_KEY,
} from '@hounsfield/workflow-contract';
import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';

/** Short steps before the result: asked again for hours, since a database may be away that long, but not forever. */
export const short = proxyLocalActivities<DiagnosisActivities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '2h',
  localRetryThreshold: '5s',
  retry: {
    initialInterval: '200ms',
    backoffCoefficient: 2,
    maximumInterval: '30s',
    nonRetryableErrorTypes: NON_RETRYABLE,
  },
});

/** Steps that must happen: ends and money. Asked again until they do, whatever the failure; a sweep calls for attention. */
export const lasting = proxyLocalActivities<DiagnosisActivities>({
  startToCloseTimeout: '30s',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '1m' },
});

/**
 * Inference, the one real activity: lanes order the queue, tenants take turns within a lane. It waits for a free machine as
 * long as that takes within a day; a worker that falls silent loses it to another.
 */
export const inferenceBy = (plan: InferencePlan, lane: Lane, fairnessKey: string) =>
  proxyActivities<InferenceActivities>({
    taskQueue: plan.taskQueue,
    startToCloseTimeout: plan.attemptTimeoutMs,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
    scheduleToCloseTimeout: '24h',
    // The books say CANCELLED at once; the worker hears of it with its next heartbeat and stops.
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    priority: { priorityKey: PRIORITY_KEY[lane], fairnessKey },
    retry: {
      initialInterval: '1s',
      backoffCoefficient: 2,
      maximumInterval: '30s',
      nonRetryableErrorTypes: NON_RETRYABLE,
    },
  });
