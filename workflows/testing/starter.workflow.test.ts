// The starter on real servers: what is ordered runs, what is cancelled stops, what is lost is found again.
import { cancelDiagnosis, type Diagnosis } from '@hounsfield/diagnoses';
import { type Clock, createLogger, newId, type RunningProcess, systemClock, type TenantId } from '@hounsfield/kernel';
import { violations } from '@hounsfield/ledger';
import { healDiagnoses, startStarter } from '@hounsfield/starter';
import { diagnoseWorkflowId } from '@hounsfield/workflow-contract';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type DiagnosisWorld, diagnosisWorld } from './diagnosis-world.ts';
import { madeUpStudies, slowModel } from './made-up-study.ts';

const logger = createLogger('test', 'silent');
let w: DiagnosisWorld;
let customer: TenantId;
let starter: RunningProcess | undefined;
beforeAll(async () => {
  w = await diagnosisWorld();
  customer = await w.customer();
}, 60_000);
afterAll(() => w.close());
beforeEach(() => void Object.assign(w.made, madeUpStudies()));
afterEach(async () => {
  await starter?.stop();
  starter = undefined;
  expect(await violations(w.database.worker)).toEqual([]);
});

const startNow = async (): Promise<void> => {
  starter = await startStarter(
    {
      WORKER_DATABASE_URL: w.database.urls.worker,
      TEMPORAL_ADDRESS: w.temporal.address,
      TEMPORAL_NAMESPACE: w.temporal.namespace,
      HEALTH_PORT: 0,
      LOG_LEVEL: 'silent',
      STUDY_QUIET_SECONDS: 60,
      SWEEP_SECONDS: 600,
    },
    logger,
  );
};

const done = (diagnosis: Diagnosis) => w.until(async () => (await w.stored(diagnosis)).step === 'DONE');
const minutesAhead = (minutes: number): Clock => ({
  now: () => new Date(systemClock.now().getTime() + minutes * 60_000),
});
const heal = (minutes: number): Promise<void> =>
  healDiagnoses({
    db: w.database.worker,
    clock: minutesAhead(minutes),
    client: w.temporal.client,
    namespace: w.temporal.namespace,
    logger,
  });
const runOf = (diagnosis: Diagnosis) => w.temporal.client.workflow.getHandle(diagnoseWorkflowId(diagnosis.id));

test('what is ordered runs within a moment', async () => {
  await startNow();
  await w.whileWorking(async () => {
    const diagnosis = await w.order(customer);
    await done(diagnosis);
    expect(await w.charged(diagnosis)).toEqual([10_000n]);
  });
});

test('what a customer cancels stops', async () => {
  await startNow();
  let stopped = false;
  w.made.runModel = async (call) => {
    call.signal.addEventListener('abort', () => {
      stopped = true;
    });
    return slowModel(30_000)(call);
  };
  await w.whileWorking(async () => {
    const diagnosis = await w.order(customer);
    await w.until(() => w.made.ran.length === 1);
    await cancelDiagnosis(
      { db: w.database.app, clock: systemClock },
      { tenantId: customer, diagnosisId: diagnosis.id },
    );
    await w.until(() => stopped);
    await w.until(async () => (await runOf(diagnosis).describe()).status.name === 'CANCELLED');
    expect(await w.charged(diagnosis)).toEqual([]);
  });
});

test('orders wait while Temporal is away, and run once it is back, none twice and none late by back-off', async () => {
  await w.temporal.kill();
  await startNow();
  const diagnoses = await Promise.all(Array.from({ length: 6 }, () => w.order(customer)));
  await w.until(async () => (await starter?.ready()) === false);
  await w.temporal.restart();
  await w.whileWorking(async () => {
    for (const diagnosis of diagnoses) await done(diagnosis);
  });
  expect(w.made.ran).toHaveLength(6);
  for (const diagnosis of diagnoses) expect(await w.charged(diagnosis)).toEqual([10_000n]);
  const late = await sql`select 1 from outbox.event where attempt > 1`.execute(w.database.worker);
  expect(late.rows).toEqual([]);
}, 60_000);

test('a run that was lost is started again where the books are', async () => {
  const diagnosis = await w.order(customer);
  w.made.runModel = slowModel(20_000);
  await w.start(diagnosis);
  await w.whileWorking(async () => {
    await w.until(() => w.made.ran.length === 1);
    await runOf(diagnosis).terminate('a mishap');
    Object.assign(w.made, madeUpStudies());
    expect((await w.stored(diagnosis)).status).toBe('RUNNING');
    await heal(2);
    await done(diagnosis);
  }, 2);
  expect((await w.stored(diagnosis)).attention).toBeUndefined();
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
}, 60_000);

test('an order that was never started is found', async () => {
  const diagnosis = await w.order(customer);
  await sql`update outbox.event set published_at = now() where idem_key = ${diagnosis.id}`.execute(w.database.worker);
  await w.whileWorking(async () => {
    await heal(2);
    await done(diagnosis);
  });
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
});

test('a read that waits without any machine calls for an operator, until it runs', async () => {
  const diagnosis = await w.order(customer);
  await w.start(diagnosis);
  const cpu = await w.cpuWorker();
  const running = cpu.run();
  await w.until(async () => ((await runOf(diagnosis).describe()).raw.pendingActivities ?? []).length === 1);
  await heal(2);
  expect((await w.stored(diagnosis)).status).toBe('RUNNING');
  await heal(6);
  expect(await w.stored(diagnosis)).toMatchObject({ status: 'NEEDS_ATTENTION', attention: { code: 'NO_WORKER' } });
  const inference = await w.inferenceWorker();
  const inferring = inference.run();
  await done(diagnosis);
  expect(await w.stored(diagnosis)).toMatchObject({ status: 'COMPLETED', attention: undefined });
  for (const worker of [cpu, inference]) worker.shutdown();
  await Promise.all([running, inferring]);
});

test('a completed read that cannot be charged calls for an operator, until it is', async () => {
  const newcomer = newId<TenantId>();
  const diagnosis = await w.order(newcomer);
  await w.start(diagnosis);
  await w.whileWorking(async () => {
    await w.until(async () => (await w.stored(diagnosis)).status === 'COMPLETED');
    await heal(6);
    expect(await w.stored(diagnosis)).toMatchObject({ status: 'COMPLETED', attention: { code: 'CHARGE_PENDING' } });
    await w.openContract(newcomer);
    await done(diagnosis);
  });
  expect((await w.stored(diagnosis)).attention).toBeUndefined();
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
});
