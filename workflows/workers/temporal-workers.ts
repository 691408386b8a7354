// The two kinds of worker: `cpu` runs workflows and every short activity, `inference` runs models and nothing else.
import type { DiagnosisActivities, InferenceActivities, UploadActivities } from '@hounsfield/workflow-contract';
import { CPU_QUEUE } from '@hounsfield/workflow-contract';
import { type NativeConnection, Worker } from '@temporalio/worker';

type Common = { readonly connection: NativeConnection; readonly namespace: string };

/** Finish what is in flight so long, then cancel it; the supervisor's patience is longer still. */
const SHUTDOWN = { shutdownGraceTime: '15s', shutdownForceTime: '20s' } as const;

/** A worker for workflows, their local activities, and uploads. */
export const createCpuWorker = (
  options: Common & {
    readonly activities: DiagnosisActivities & UploadActivities;
    readonly bundle: { readonly codePath: string };
    /** Uploads received at the same time. */
    readonly uploads: number;
  },
): Promise<Worker> =>
  Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: CPU_QUEUE,
    workflowBundle: options.bundle,
    activities: options.activities,
    maxConcurrentActivityTaskExecutions: options.uploads,
    maxConcurrentLocalActivityExecutions: 32,
    maxCachedWorkflows: 500,
    // A dead worker's cached workflows go back to the common queue after so long.
    stickyQueueScheduleToStartTimeout: '3s',
    ...SHUTDOWN,
  });

/** A worker that runs models on one queue, `slots` at a time; it fetches no task that it could not start at once. */
export const createInferenceWorker = (
  options: Common & {
    readonly activities: InferenceActivities;
    readonly taskQueue: string;
    readonly slots: number;
  },
): Promise<Worker> =>
  Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: options.taskQueue,
    activities: options.activities,
    maxConcurrentActivityTaskExecutions: options.slots,
    maxConcurrentActivityTaskPolls: options.slots,
    // A cancelled run hears of it within a second or two rather than at the end of a throttled heartbeat.
    maxHeartbeatThrottleInterval: '2s',
    defaultHeartbeatThrottleInterval: '2s',
    ...SHUTDOWN,
  });
