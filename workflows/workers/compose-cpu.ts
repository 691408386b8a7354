// The CPU worker put together: workflows, the short steps of a diagnosis, uploads.
import { readFile } from 'node:fs/promises';
import type { CatalogueTables } from '@hounsfield/catalogue';
import type { DiagnosesTables } from '@hounsfield/diagnoses';
import { type Logger, type RunningProcess, systemClock } from '@hounsfield/kernel';
import { type ReceiveDeps, type StudiesTables, startInstanceParser } from '@hounsfield/studies';
import { appendAudit, createMasterKey, createTenantKeys, type TenancyTables } from '@hounsfield/tenancy';
import {
  createDiagnosisActivities,
  createReportWriter,
  createStudyCheck,
  createUploadActivities,
  guarded,
  readManifests,
  whereabouts,
} from '@hounsfield/workflow-activities';
import { INFERENCE_CPU_QUEUE } from '@hounsfield/workflow-contract';
import { Context } from '@temporalio/activity';
import type { CpuConfig } from './config.ts';
import { openDatabase, openStore, serve } from './serve.ts';
import { temporalLogger } from './temporal-logger.ts';
import { createCpuWorker } from './temporal-workers.ts';
import { workflowBundle } from './workflow-bundle.ts';

type Tables = CatalogueTables & DiagnosesTables & StudiesTables & TenancyTables;

const softwareVersion = async (): Promise<string> => {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
};

/** Starts the CPU worker. */
export const startCpuWorker = async (config: CpuConfig, logger: Logger): Promise<RunningProcess> => {
  const clock = systemClock;
  const db = openDatabase<Tables>(config, 'hounsfield-worker-cpu', logger);
  const store = openStore(config);
  const parser = startInstanceParser();
  const studies: ReceiveDeps = {
    db,
    clock,
    store,
    parser,
    tenantKeys: createTenantKeys({ db, clock, masterKey: createMasterKey(config.HOUNSFIELD_MASTER_KEY) }),
    audit: appendAudit,
  };
  const [findManifest, bundle, version] = await Promise.all([
    readManifests(),
    workflowBundle(temporalLogger(logger.child({}, { level: 'warn' }))),
    softwareVersion(),
  ]);
  logger.info({ bundle: bundle.hash }, 'workflow bundle');
  const plan = {
    taskQueue: INFERENCE_CPU_QUEUE,
    attemptTimeoutMs: config.INFERENCE_ATTEMPT_SECONDS * 1_000,
    heartbeatTimeoutMs: config.INFERENCE_HEARTBEAT_SECONDS * 1_000,
  };
  const activities = guarded(
    {
      ...createDiagnosisActivities({
        db,
        clock,
        checkStudy: createStudyCheck({ db, findManifest, plan }),
        writeReport: createReportWriter({ ...studies, findManifest, softwareVersion: version }),
        whereabouts,
      }),
      ...createUploadActivities({
        studies,
        db,
        clock,
        logger,
        heartbeat: () => Context.current().heartbeat(),
      }),
    },
    logger,
  );
  return serve(
    config,
    logger,
    (connection) =>
      createCpuWorker({
        connection,
        namespace: config.TEMPORAL_NAMESPACE,
        graceMs: config.SHUTDOWN_GRACE_SECONDS * 1_000,
        activities,
        bundle,
        uploads: config.UPLOAD_SLOTS,
      }),
    async () => {
      await parser.close();
      store.close();
      await db.destroy();
    },
  );
};
