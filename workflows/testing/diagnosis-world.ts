// The world of a workflow test: a real Temporal server, real books and money in Postgres, a study and a model made up by the test.
import { setTimeout as pause } from 'node:timers/promises';
import { chargesByDiagnosis, createContract } from '@hounsfield/charging';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import {
  type DiagnosesTables,
  type Diagnosis,
  type DiagnosisOrder,
  diagnosisById,
  requestDiagnosis,
} from '@hounsfield/diagnoses';
import {
  createLogger,
  isRefusal,
  newId,
  type StudyId,
  sha256Hex,
  systemClock,
  type TenantId,
} from '@hounsfield/kernel';
import { flatPrice } from '@hounsfield/rating';
import { createCpuWorker, createInferenceWorker, installRuntime, workflowBundle } from '@hounsfield/workers';
import {
  createDiagnosisActivities,
  createInferenceActivities,
  guarded,
  runningAttempt,
  whereabouts,
} from '@hounsfield/workflow-activities';
import {
  CPU_QUEUE,
  DIAGNOSE_STUDY,
  type DiagnoseStudyInput,
  diagnoseWorkflowId,
  INFERENCE_CPU_QUEUE,
  PRIORITY_KEY,
  type UploadActivities,
} from '@hounsfield/workflow-contract';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { type MadeUp, madeUpStudies } from './made-up-study.ts';
import { startTestTemporal, type TestTemporal } from './test-environment.ts';

/** A price of 100.00 USD, shared in three. */
const NET_MINOR = 10_000n;

/** No uploads happen in this world. */
const noUploads: UploadActivities = {
  receiveUploadedFiles: () => Promise.reject(new Error('no uploads here')),
  completeStudy: () => Promise.reject(new Error('no uploads here')),
  requestOrderedDiagnoses: () => Promise.reject(new Error('no uploads here')),
};

export type DiagnosisWorld = {
  readonly database: TestDatabase<DiagnosesTables>;
  readonly temporal: TestTemporal;
  readonly made: MadeUp;
  /** A customer with a contract. */
  customer(): Promise<TenantId>;
  openContract(tenantId: TenantId): Promise<void>;
  order(tenantId: TenantId, changes?: Partial<DiagnosisOrder>): Promise<Diagnosis>;
  start(diagnosis: Diagnosis, workflowId?: string): Promise<WorkflowHandleWithFirstExecutionRunId>;
  stored(diagnosis: Diagnosis): Promise<Diagnosis>;
  /** The net amounts charged for it, in minor units. */
  charged(diagnosis: Diagnosis): Promise<readonly bigint[]>;
  /** Waits until it is so; fails after 20 seconds. */
  until(isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** Runs a worker of each kind while `work` does. */
  whileWorking<Result>(work: () => Promise<Result>, slots?: number): Promise<Result>;
  /** Runs only the worker for workflows, or only the one for models. */
  readonly cpuWorker: () => Promise<Worker>;
  readonly inferenceWorker: (slots?: number) => Promise<Worker>;
  close(): Promise<void>;
};

const openContract = async (
  database: TestDatabase<DiagnosesTables>,
  platform: TenantId,
  tenantId: TenantId,
): Promise<void> => {
  const contract = await createContract(database.worker, {
    tenantId,
    productSlug: 'quantitative-ct',
    currency: 'USD',
    validFrom: new Date('2026-01-01T00:00:00Z'),
    terms: flatPrice({ STAT: 2n * NET_MINOR, ROUTINE: NET_MINOR, OFF_PEAK: NET_MINOR / 2n }),
    shares: [
      { partyId: platform, role: 'platform', basisPoints: 3000 },
      { partyId: newId<TenantId>(), role: 'partner', basisPoints: 5500 },
      { partyId: newId<TenantId>(), role: 'vendor', basisPoints: 1500 },
    ],
  });
  if (isRefusal(contract)) throw new Error(contract.message);
};

/** Opens a world of its own for a test file. Call `close()` in `afterAll`. */
export const diagnosisWorld = async (): Promise<DiagnosisWorld> => {
  const logger = createLogger('test', 'fatal');
  installRuntime(logger);
  const [database, temporal, bundle] = await Promise.all([
    createTestDatabase<DiagnosesTables>(),
    startTestTemporal(),
    workflowBundle({ ...console, log: () => undefined, trace: () => undefined, info: () => undefined } as never),
  ]);
  const connection = await NativeConnection.connect({ address: temporal.address });
  const made = madeUpStudies();
  const platform = newId<TenantId>();
  const common = { connection, namespace: temporal.namespace, graceMs: 1_000 };
  const books = { db: database.worker, clock: systemClock };

  const cpuWorker = () =>
    createCpuWorker({
      ...common,
      bundle,
      uploads: 1,
      activities: {
        ...noUploads,
        ...guarded(
          createDiagnosisActivities({
            ...books,
            checkStudy: async (diagnosis) =>
              (await made.checkStudy(diagnosis)) ?? {
                kind: 'in-scope',
                plan: { taskQueue: INFERENCE_CPU_QUEUE, ...made.plan },
              },
            writeReport: (diagnosis) => made.writeReport(diagnosis),
            whereabouts,
          }),
          logger,
        ),
      },
    });
  const inferenceWorker = (slots = 1) =>
    createInferenceWorker({
      ...common,
      taskQueue: INFERENCE_CPU_QUEUE,
      slots,
      activities: guarded(
        createInferenceActivities({
          ...books,
          attempt: runningAttempt,
          runModel: (diagnosis, signal, alive) => {
            made.ran.push(diagnosis);
            return made.runModel({ diagnosis, signal, alive });
          },
        }),
        logger,
      ),
    });

  return {
    database,
    temporal,
    made,
    cpuWorker,
    inferenceWorker,
    customer: async () => {
      const tenantId = newId<TenantId>();
      await openContract(database, platform, tenantId);
      return tenantId;
    },
    openContract: (tenantId) => openContract(database, platform, tenantId),
    order: async (tenantId, changes = {}) => {
      const diagnosis = await requestDiagnosis(
        { db: database.app, clock: systemClock },
        { tenantId },
        {
          studyId: newId<StudyId>(),
          studyRevision: 1,
          productSlug: 'quantitative-ct',
          modelSlug: 'quantitative-ct',
          modelVersion: '1.0.0',
          modelSha256: sha256Hex('model'),
          lane: 'ROUTINE',
          ...changes,
        },
      );
      if (isRefusal(diagnosis)) throw new Error(diagnosis.message);
      return diagnosis;
    },
    start: ({ tenantId, id, lane }, workflowId = diagnoseWorkflowId(id)) =>
      temporal.client.workflow.start(DIAGNOSE_STUDY, {
        workflowId,
        taskQueue: CPU_QUEUE,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowTaskTimeout: '5s',
        priority: { priorityKey: PRIORITY_KEY[lane], fairnessKey: tenantId },
        args: [{ tenantId, diagnosisId: id, lane } satisfies DiagnoseStudyInput],
      }),
    stored: async ({ tenantId, id }) => {
      const found = await diagnosisById(database.worker, tenantId, id);
      if (found === undefined) throw new Error('no such diagnosis');
      return found;
    },
    charged: async ({ tenantId, id }) => {
      const charge = (await chargesByDiagnosis(database.app, tenantId, [id])).get(id);
      return charge === undefined ? [] : [charge.net.amountMinor];
    },
    until: async (isSo) => {
      for (const deadline = performance.now() + 20_000; !(await isSo()); await pause(20))
        if (performance.now() > deadline) throw new Error('it did not become so within 20 s');
    },
    whileWorking: async (work, slots) => {
      const workers = await Promise.all([cpuWorker(), inferenceWorker(slots)]);
      const runs = workers.map((worker) => worker.run());
      try {
        return await work();
      } finally {
        for (const worker of workers) worker.shutdown();
        await Promise.all(runs);
      }
    },
    close: async () => {
      await connection.close();
      await temporal.stop();
      await database.drop();
    },
  };
};
