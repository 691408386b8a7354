// The two kinds of worker: `cpu` runs workflows and every short activity, `inference` runs models and nothing else.
import type { DiagnosisActivities, InferenceActivities, UploadActivities } from '@hounsfield/workflow-contract';
import { CPU_QUEUE } from '@hounsfield/workflow-contract';
import { type NativeConnection, Worker } from '@temporalio/worker';

type Common = {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** Told to stop, a worker finishes what is in flight for so long, then hands it back to be done elsewhere. */
  readonly graceMs: number;
};

/** What was handed back has so long to let go. */
const LETTING_GO_MS = 3_000;

const shutdown = ({ graceMs }: Common) => ({
  shutdownGraceTime: graceMs,
  shutdownForceTime: graceMs + LETTING_GO_MS,
});

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
    ...shutdown(options),
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
    ...shutdown(options),
  });
