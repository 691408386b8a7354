// The sweep over diagnoses that do not move: a lost run is started again, what stays stuck calls for an operator.
import {
  type AttentionCode,
  callForAttention,
  type DiagnosesDeps,
  type Diagnosis,
  type UnsettledCursor,
  unsettledDiagnoses,
} from '@hounsfield/diagnoses';
import type { Logger } from '@hounsfield/kernel';
import { diagnoseWorkflowId, INFERENCE_CPU_QUEUE, type Lane } from '@hounsfield/workflow-contract';
import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { startDiagnosis } from './start-workflows.ts';

export type HealDeps = DiagnosesDeps & { readonly client: Client; readonly namespace: string; readonly logger: Logger };

const MINUTE_MS = 60_000;
/** Younger than this, a diagnosis is simply under way. */
const QUIET_MS = MINUTE_MS;
/** A step, a charge, or a queue without machines may take so long before an operator is called. */
const STUCK_MS = 4 * MINUTE_MS;
/** How long a read may wait for a machine that is busy with others. */
const WAIT_MS: Readonly<Record<Lane, number>> = {
  STAT: 5 * MINUTE_MS,
  ROUTINE: 30 * MINUTE_MS,
  OFF_PEAK: 24 * 60 * MINUTE_MS,
};
/** A worker's long poll ends after a minute at most: one that has not asked for so long is gone. */
const POLLER_FRESH_MS = 90_000;
const ACTIVITY_QUEUE = 2;
const SCHEDULED = 1;
const BATCH = 200;

const describeRun = async (
  { client }: HealDeps,
  { id }: Diagnosis,
): Promise<WorkflowExecutionDescription | undefined> => {
  try {
    return await client.workflow.getHandle(diagnoseWorkflowId(id)).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
};

const hasWorker = async ({ client, namespace, clock }: HealDeps): Promise<boolean> => {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: INFERENCE_CPU_QUEUE },
    taskQueueType: ACTIVITY_QUEUE,
  });
  const now = clock.now().getTime();
  return (pollers ?? []).some(
    ({ lastAccessTime }) => now - Number(lastAccessTime?.seconds ?? 0) * 1_000 < POLLER_FRESH_MS,
  );
};

/** What is wrong with a diagnosis whose run is there, if anything. */
const trouble = async (
  deps: HealDeps,
  diagnosis: Diagnosis,
  run: WorkflowExecutionDescription,
): Promise<AttentionCode | undefined> => {
  const still = deps.clock.now().getTime() - diagnosis.changedAt.getTime();
  if (still < STUCK_MS) return undefined;
  if (diagnosis.status === 'COMPLETED') return 'CHARGE_PENDING';
  const [pending] = run.raw.pendingActivities ?? [];
  const waits = pending?.state === SCHEDULED && (pending.attempt ?? 1) <= 1;
  if (!waits) return 'STUCK';
  if (!(await hasWorker(deps))) return 'NO_WORKER';
  return still > WAIT_MS[diagnosis.lane] ? 'WAITING_LONG' : undefined;
};

const heal = async (deps: HealDeps, diagnosis: Diagnosis): Promise<void> => {
  const { tenantId, id: diagnosisId, lane } = diagnosis;
  const call = async (code: AttentionCode | undefined): Promise<void> => {
    if (code === undefined || diagnosis.attention?.code === code) return;
    await callForAttention(deps, { tenantId, diagnosisId }, code);
    deps.logger.warn({ diagnosisId, code }, 'diagnosis needs attention');
  };
  const run = await describeRun(deps, diagnosis);
  if (run?.status.name === 'RUNNING') return call(await trouble(deps, diagnosis, run));
  // The books say that it goes on, and nothing does it: whatever ended the run, another one takes over where the books are.
  if (run !== undefined) await call('RUN_LOST');
  const started = await startDiagnosis(deps.client.workflow, { tenantId, diagnosisId, lane }, true);
  deps.logger.warn({ diagnosisId, run: run?.status.name ?? 'none', started }, 'diagnosis had no run');
  if (started === 'known') await call('STUCK');
};

/** Looks at every diagnosis that has not moved for a minute, oldest first. */
export const healDiagnoses = async (deps: HealDeps): Promise<void> => {
  let after: UnsettledCursor | undefined;
  do {
    const page = await unsettledDiagnoses(deps, { quietMs: QUIET_MS, limit: BATCH, after });
    for (const diagnosis of page) await heal(deps, diagnosis);
    after = page.length === BATCH ? page.at(-1) : undefined;
  } while (after !== undefined);
};
