// The starter put together: outbox to workflows, quiet studies completed, unsettled diagnoses healed.
import { connectDatabase, listen } from '@hounsfield/database';
import type { DiagnosesTables } from '@hounsfield/diagnoses';
import { type Logger, type RunningProcess, systemClock } from '@hounsfield/kernel';
import { completeQuietStudies, type StudiesTables } from '@hounsfield/studies';
import { Client, Connection } from '@temporalio/client';
import type { StarterConfig } from './config.ts';
import { ensureNamespace } from './ensure-namespace.ts';
import { every } from './every.ts';
import { healDiagnoses } from './heal-diagnoses.ts';
import { OutboxLoop } from './outbox-loop.ts';
import { createPublishers } from './start-workflows.ts';

const RPC_DEADLINE_MS = 5_000;
const QUIET_SWEEP_MS = 5_000;

/** Starts the starter; it begins without Temporal too, and goes to work when that answers. */
export const startStarter = async (config: StarterConfig, logger: Logger): Promise<RunningProcess> => {
  const clock = systemClock;
  const db = connectDatabase<DiagnosesTables & StudiesTables>({
    url: config.WORKER_DATABASE_URL,
    applicationName: 'hounsfield-starter',
    maxConnections: 4,
    onIdleError: (error) => logger.warn({ err: error }, 'database connection lost'),
  });
  const connection = Connection.lazy({
    address: config.TEMPORAL_ADDRESS,
    ...(config.TEMPORAL_TLS === undefined ? {} : { tls: config.TEMPORAL_TLS }),
    ...(config.TEMPORAL_API_KEY === undefined ? {} : { apiKey: config.TEMPORAL_API_KEY }),
  });
  const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  const timely = <Result>(work: () => Promise<Result>): Promise<Result> =>
    connection.withDeadline(clock.now().getTime() + RPC_DEADLINE_MS, work);

  let namespaceReady = false;
  const reachable = async (): Promise<boolean> => {
    try {
      if (!namespaceReady) await timely(() => ensureNamespace(connection, config.TEMPORAL_NAMESPACE));
      else await timely(() => connection.workflowService.getSystemInfo({}));
      namespaceReady = true;
      return true;
    } catch (error) {
      logger.warn({ err: error }, 'Temporal cannot be reached');
      return false;
    }
  };
  const publishers = [...createPublishers(client.workflow)].map(
    ([topic, publish]) => [topic, (event: Parameters<typeof publish>[0]) => timely(() => publish(event))] as const,
  );
  const outbox = new OutboxLoop({ db, publishers: new Map(publishers), reachable, logger });
  const ear = await listen({
    url: config.WORKER_DATABASE_URL,
    channel: 'outbox',
    applicationName: 'hounsfield-starter-listen',
    onPayload: () => outbox.wake(),
    onRestored: () => outbox.wake(),
    onError: (error) => logger.warn({ err: error }, 'listening interrupted'),
  });
  outbox.start();
  const sweeps = [
    every('complete-quiet-studies', QUIET_SWEEP_MS, logger, () =>
      completeQuietStudies({ db, clock }, config.STUDY_QUIET_SECONDS * 1_000),
    ),
    every('heal-diagnoses', config.SWEEP_SECONDS * 1_000, logger, async () => {
      if (outbox.healthy) await healDiagnoses({ db, clock, client, namespace: config.TEMPORAL_NAMESPACE, logger });
    }),
  ];
  return {
    ready: async () => outbox.healthy,
    stop: async () => {
      await ear.close();
      await Promise.all([outbox.stop(), ...sweeps.map((sweep) => sweep.stop())]);
      await connection.close();
      await db.destroy();
    },
  };
};
