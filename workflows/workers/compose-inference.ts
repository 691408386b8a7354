// The inference worker put together: one engine, one hardware queue.
import type { DiagnosesTables } from '@hounsfield/diagnoses';
import { startInferenceEngine } from '@hounsfield/inference';
import { type Logger, type RunningProcess, systemClock } from '@hounsfield/kernel';
import type { StudiesTables } from '@hounsfield/studies';
import {
  createInferenceActivities,
  createModelRunner,
  guarded,
  readManifests,
  runningAttempt,
} from '@hounsfield/workflow-activities';
import type { InferenceConfig } from './config.ts';
import { openDatabase, openStore, serve } from './serve.ts';
import { createInferenceWorker } from './temporal-workers.ts';

/** Starts the inference worker. */
export const startInferenceWorker = async (config: InferenceConfig, logger: Logger): Promise<RunningProcess> => {
  const db = openDatabase<DiagnosesTables & StudiesTables>(config, 'hounsfield-worker-inference', logger);
  const store = openStore(config);
  const engine = startInferenceEngine({
    logger: logger.child({ part: 'engine' }),
    deadlineMs: config.INFERENCE_DEADLINE_SECONDS * 1_000,
  });
  const findManifest = await readManifests();
  const activities = guarded(
    createInferenceActivities({
      db,
      clock: systemClock,
      attempt: runningAttempt,
      runModel: createModelRunner({ db, store, engine, findManifest }),
    }),
    logger,
  );
  return serve(
    config,
    logger,
    (connection) =>
      createInferenceWorker({
        connection,
        namespace: config.TEMPORAL_NAMESPACE,
        graceMs: config.SHUTDOWN_GRACE_SECONDS * 1_000,
        activities,
        taskQueue: config.INFERENCE_QUEUE,
        slots: config.INFERENCE_SLOTS,
      }),
    async () => {
      await engine.close();
      store.close();
      await db.destroy();
    },
  );
};
