// The order of the inference queue on the real server: urgent lanes first, tenants in turn within a lane; and a lost server.
import type { Diagnosis } from '@hounsfield/diagnoses';
import type { TenantId } from '@hounsfield/kernel';
import { violations } from '@hounsfield/ledger';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type DiagnosisWorld, diagnosisWorld } from './diagnosis-world.ts';
import { madeUpStudies, slowModel } from './made-up-study.ts';

let w: DiagnosisWorld;
beforeAll(async () => {
  w = await diagnosisWorld();
}, 60_000);
afterAll(() => w.close());
beforeEach(() => void Object.assign(w.made, madeUpStudies()));

type Lane = Diagnosis['lane'];

/** Orders and starts so many diagnoses and waits until all of them wait for a model. */
const queued = async (tenantId: TenantId, lane: Lane, count: number) => {
  const diagnoses = await Promise.all(Array.from({ length: count }, () => w.order(tenantId, { lane })));
  return Promise.all(diagnoses.map((diagnosis) => w.start(diagnosis)));
};

const waiting = async (): Promise<number> => {
  const { client, namespace } = w.temporal;
  const { stats } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: 'inference-cpu' },
    taskQueueType: 2,
    reportStats: true,
  });
  return Number(stats?.approximateBacklogCount ?? 0);
};

/** Runs a worker for workflows until so many wait for a model, then adds one for models, one at a time, until all are done. */
const drain = async (runs: readonly { result(): Promise<unknown> }[]): Promise<void> => {
  const cpu = await w.cpuWorker();
  const cpuRun = cpu.run();
  await w.until(async () => (await waiting()) >= runs.length);
  const inference = await w.inferenceWorker(1);
  const inferenceRun = inference.run();
  await Promise.all(runs.map((run) => run.result()));
  inference.shutdown();
  cpu.shutdown();
  await Promise.all([cpuRun, inferenceRun]);
};

test('urgent reads run first, off-peak reads last, whenever they were ordered', async () => {
  const tenant = await w.customer();
  const offPeak = await queued(tenant, 'OFF_PEAK', 3);
  const routine = await queued(tenant, 'ROUTINE', 4);
  const stat = await queued(tenant, 'STAT', 3);
  await drain([...offPeak, ...routine, ...stat]);
  expect(w.made.ran.map((diagnosis) => diagnosis.lane)).toEqual([
    ...Array<Lane>(3).fill('STAT'),
    ...Array<Lane>(4).fill('ROUTINE'),
    ...Array<Lane>(3).fill('OFF_PEAK'),
  ]);
}, 60_000);

test("a tenant that orders much does not keep another's few reads waiting", async () => {
  const [much, few] = [await w.customer(), await w.customer()];
  const first = await queued(much, 'ROUTINE', 20);
  const later = await queued(few, 'ROUTINE', 3);
  await drain([...first, ...later]);
  const places = w.made.ran.flatMap((diagnosis, place) => (diagnosis.tenantId === few ? [place] : []));
  expect(places).toHaveLength(3);
  expect(Math.max(...places)).toBeLessThan(8);
}, 60_000);

test('a Temporal server killed in the middle loses no diagnosis and bills each once', async () => {
  const tenant = await w.customer();
  w.made.runModel = slowModel(150);
  const diagnoses = await Promise.all(Array.from({ length: 12 }, () => w.order(tenant)));
  const handles = await Promise.all(diagnoses.map((diagnosis) => w.start(diagnosis)));
  await w.whileWorking(async () => {
    await w.until(() => w.made.ran.length >= 4);
    await w.temporal.kill();
    await w.temporal.restart();
    for (const handle of handles) {
      await w.until(async () => (await handle.describe().catch(() => undefined))?.status.name === 'COMPLETED');
    }
  }, 2);
  for (const diagnosis of diagnoses) {
    expect(await w.stored(diagnosis)).toMatchObject({ status: 'COMPLETED', step: 'DONE' });
    expect(await w.charged(diagnosis)).toEqual([10_000n]);
  }
  expect(await violations(w.database.worker)).toEqual([]);
}, 120_000);
