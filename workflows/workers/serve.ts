// What both kinds of worker share: their connections, and the life of a Temporal worker inside a process of ours.
import { setTimeout as pause } from 'node:timers/promises';
import { connectDatabase } from '@hounsfield/database';
import type { Logger, RunningProcess } from '@hounsfield/kernel';
import { createObjectStore, type ObjectStore } from '@hounsfield/storage';
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { Kysely } from 'kysely';
import type { CommonConfig } from './config.ts';

const STATEMENT_TIMEOUT_MS = 60_000;
const PATIENCE_MS = 60_000;
const RETRY_MS = 500;

/** A pool by the worker role. */
export const openDatabase = <Tables>(config: CommonConfig, name: string, logger: Logger): Kysely<Tables> =>
  connectDatabase<Tables>({
    url: config.WORKER_DATABASE_URL,
    applicationName: name,
    maxConnections: 8,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onIdleError: (error) => logger.warn({ err: error }, 'database connection lost'),
  });

export const openStore = (config: CommonConfig): ObjectStore =>
  createObjectStore({
    region: config.S3_REGION,
    bucket: config.S3_BUCKET,
    forcePathStyle: config.S3_FORCE_PATH_STYLE,
    ...(config.S3_ENDPOINT === undefined ? {} : { endpoint: config.S3_ENDPOINT }),
    ...(config.S3_PUBLIC_ENDPOINT === undefined ? {} : { publicEndpoint: config.S3_PUBLIC_ENDPOINT }),
    ...(config.S3_ACCESS_KEY_ID === undefined ? {} : { accessKeyId: config.S3_ACCESS_KEY_ID }),
    ...(config.S3_SECRET_ACCESS_KEY === undefined ? {} : { secretAccessKey: config.S3_SECRET_ACCESS_KEY }),
  });

/** Tries until it works or patience ends: Temporal and the namespace (the starter's work) may come a moment later than we do. */
const patiently = async <Result>(work: () => Promise<Result>, logger: Logger): Promise<Result> => {
  for (const deadline = performance.now() + PATIENCE_MS; ; await pause(RETRY_MS)) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      logger.info({ err: error }, 'waiting for Temporal');
    }
  }
};

/** Connects, creates the worker, runs it; `close` releases what its activities use. A worker that fails ends the process. */
export const serve = async (
  config: CommonConfig,
  logger: Logger,
  createWorker: (connection: NativeConnection) => Promise<Worker>,
  close: () => Promise<void>,
): Promise<RunningProcess> => {
  const connection = await patiently(
    () =>
      NativeConnection.connect({
        address: config.TEMPORAL_ADDRESS,
        ...(config.TEMPORAL_TLS === undefined ? {} : { tls: config.TEMPORAL_TLS }),
        ...(config.TEMPORAL_API_KEY === undefined ? {} : { apiKey: config.TEMPORAL_API_KEY }),
      }),
    logger,
  );
  const worker = await patiently(() => createWorker(connection), logger);
  const running = worker.run();
  return {
    ready: async () => worker.getState() === 'RUNNING',
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await connection.close();
      await close();
    },
  };
};
