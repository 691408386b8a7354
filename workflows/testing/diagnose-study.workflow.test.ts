// `diagnoseStudy` on a real Temporal server with real books: every way a diagnosis can go, and what it costs.
import { setTimeout as pause } from 'node:timers/promises';
import { cancelDiagnosis, findingsByDiagnosis } from '@hounsfield/diagnoses';
import { newId, refusal, systemClock, type TenantId } from '@hounsfield/kernel';
import { violations } from '@hounsfield/ledger';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { type DiagnosisWorld, diagnosisWorld } from './diagnosis-world.ts';
import { madeUpOutcome, madeUpStudies, slowModel } from './made-up-study.ts';
import { recordHistory } from './recorded-history.ts';

let w: DiagnosisWorld;
let customer: TenantId;
beforeAll(async () => {
  w = await diagnosisWorld();
  customer = await w.customer();
}, 60_000);
afterAll(() => w.close());
beforeEach(() => void Object.assign(w.made, madeUpStudies()));
afterEach(async () => expect(await violations(w.database.worker)).toEqual([]));

test('a diagnosis runs from its order to its charge, and its history holds ids only', async () => {
  const diagnosis = await w.order(customer);
  const handle = await w.start(diagnosis);
  await w.whileWorking(async () => {
    expect(await handle.result()).toBe('COMPLETED');
    expect(await handle.query('currentStep')).toBe('DONE');
  });
  expect(await w.stored(diagnosis)).toMatchObject({ status: 'COMPLETED', step: 'DONE' });
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
  const history = JSON.stringify(await handle.fetchHistory());
  expect(history).not.toMatch(/lung|5123/i);
  expect(history.length).toBeLessThan(30_000);
  await recordHistory('diagnosis-completed', handle);
});

test('the price of the lane is what is charged', async () => {
  const [stat, offPeak] = [await w.order(customer, { lane: 'STAT' }), await w.order(customer, { lane: 'OFF_PEAK' })];
  await w.whileWorking(async () => {
    for (const diagnosis of [stat, offPeak]) await (await w.start(diagnosis)).result();
  });
  expect([await w.charged(stat), await w.charged(offPeak)]).toEqual([[20_000n], [5_000n]]);
});

test('a study that the check finds out of scope never waits for a model and costs nothing', async () => {
  w.made.checkStudy = async () => ({ kind: 'out-of-scope', code: 'WRONG_MODALITY', message: 'Not a CT.' });
  const diagnosis = await w.order(customer);
  const handle = await w.start(diagnosis);
  await w.whileWorking(async () => expect(await handle.result()).toBe('OUT_OF_SCOPE'));
  expect(await w.stored(diagnosis)).toMatchObject({ status: 'OUT_OF_SCOPE', reason: { code: 'WRONG_MODALITY' } });
  expect(w.made.ran).toHaveLength(0);
  expect(await w.charged(diagnosis)).toEqual([]);
  await recordHistory('diagnosis-out-of-scope-by-check', handle);
});

test('a study that the model finds out of scope costs nothing', async () => {
  w.made.runModel = async () => ({ kind: 'out-of-scope', code: 'MISSING_SLICE', message: 'A slice is missing.' });
  const diagnosis = await w.order(customer);
  const handle = await w.start(diagnosis);
  await w.whileWorking(async () => expect(await handle.result()).toBe('OUT_OF_SCOPE'));
  expect(await w.stored(diagnosis)).toMatchObject({ status: 'OUT_OF_SCOPE', reason: { code: 'MISSING_SLICE' } });
  expect(await w.charged(diagnosis)).toEqual([]);
  await recordHistory('diagnosis-out-of-scope-by-model', handle);
});

test('a model that fails three times fails the diagnosis, which costs nothing', async () => {
  w.made.runModel = async () => ({ kind: 'model-fault', code: 'ENGINE_CRASHED', message: 'The model crashed.' });
  const diagnosis = await w.order(customer);
  const handle = await w.start(diagnosis);
  await w.whileWorking(async () => expect(await handle.result()).toBe('FAILED'));
  expect(await w.stored(diagnosis)).toMatchObject({ status: 'FAILED', reason: { code: 'ENGINE_CRASHED' } });
  expect(w.made.ran).toHaveLength(3);
  expect(await findingsByDiagnosis(w.database.app, customer, [diagnosis.id])).toEqual([]);
  expect(await w.charged(diagnosis)).toEqual([]);
  await recordHistory('diagnosis-failed', handle);
});

test('a model that fails once and a store that is away for a moment cost the customer one read', async () => {
  const troubles = [
    async () => ({ kind: 'model-fault', code: 'ENGINE_CRASHED', message: 'The model crashed.' }) as const,
    () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })),
  ];
  w.made.runModel = async ({ diagnosis }) => troubles.shift()?.() ?? { kind: 'findings', ...madeUpOutcome(diagnosis) };
  const diagnosis = await w.order(customer);
  const handle = await w.start(diagnosis);
  await w.whileWorking(async () => expect(await handle.result()).toBe('COMPLETED'));
  expect(w.made.ran).toHaveLength(3);
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
  await recordHistory('diagnosis-retried', handle);
});

test('what can never succeed is not asked again', async () => {
  w.made.runModel = async () => refusal('MODEL_UNKNOWN', 'There is no such model.') as never;
  const diagnosis = await w.order(customer);
  await w.whileWorking(async () => expect(await (await w.start(diagnosis)).result()).toBe('FAILED'));
  expect(await w.stored(diagnosis)).toMatchObject({ status: 'FAILED', reason: { code: 'MODEL_UNKNOWN' } });
  expect(w.made.ran).toHaveLength(1);
});

test("a fault's own words stay out of the history", async () => {
  w.made.writeReport = (() => {
    let first = true;
    return async (diagnosis) => {
      if (!first) return madeUpStudies().writeReport(diagnosis);
      first = false;
      throw new Error('could not parse patient WANG^XIAODONG');
    };
  })();
  w.made.runModel = async ({ diagnosis }) => {
    if (w.made.ran.length === 1) throw new TypeError('bad name WANG^XIAODONG');
    return { kind: 'findings', ...madeUpOutcome(diagnosis) };
  };
  const handle = await w.start(await w.order(customer));
  await w.whileWorking(async () => expect(await handle.result()).toBe('COMPLETED'));
  expect(JSON.stringify(await handle.fetchHistory())).not.toContain('WANG');
});

test('a customer cancels while the model runs: the model stops, nothing is charged', async () => {
  let stopped = false;
  w.made.runModel = async (call) => {
    call.signal.addEventListener('abort', () => {
      stopped = true;
    });
    return slowModel(15_000)(call);
  };
  const diagnosis = await w.order(customer);
  const handle = await w.start(diagnosis);
  await w.whileWorking(async () => {
    await w.until(() => w.made.ran.length === 1);
    const ref = { tenantId: customer, diagnosisId: diagnosis.id };
    await cancelDiagnosis({ db: w.database.app, clock: systemClock }, ref);
    expect((await w.stored(diagnosis)).status).toBe('CANCELLED');
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    await w.until(() => stopped);
  });
  expect(await w.charged(diagnosis)).toEqual([]);
  await recordHistory('diagnosis-cancelled-in-inference', handle);
});

test('a diagnosis cancelled before its workflow starts never runs', async () => {
  const diagnosis = await w.order(customer);
  const ref = { tenantId: customer, diagnosisId: diagnosis.id };
  await cancelDiagnosis({ db: w.database.app, clock: systemClock }, ref);
  await w.whileWorking(async () => expect(await (await w.start(diagnosis)).result()).toBe('CANCELLED'));
  expect(w.made.ran).toHaveLength(0);
});

test('an operator who cancels the workflow cancels the diagnosis', async () => {
  w.made.runModel = slowModel(15_000);
  const diagnosis = await w.order(customer);
  const handle = await w.start(diagnosis);
  await w.whileWorking(async () => {
    await w.until(() => w.made.ran.length === 1);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
  });
  expect((await w.stored(diagnosis)).status).toBe('CANCELLED');
  expect(await w.charged(diagnosis)).toEqual([]);
});

test('a charge that cannot be made yet is made later, and a cancellation then comes too late', async () => {
  const newcomer = newId<TenantId>();
  const diagnosis = await w.order(newcomer);
  const handle = await w.start(diagnosis);
  await w.whileWorking(async () => {
    await w.until(async () => (await w.stored(diagnosis)).status === 'COMPLETED');
    await handle.cancel();
    await pause(500);
    expect(await w.charged(diagnosis)).toEqual([]);
    await w.openContract(newcomer);
    expect(await handle.result()).toBe('COMPLETED');
  });
  expect(await w.stored(diagnosis)).toMatchObject({ status: 'COMPLETED', step: 'DONE' });
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
  await recordHistory('diagnosis-charged-late', handle);
});

test('a second start does nothing, while it runs and after', async () => {
  const diagnosis = await w.order(customer);
  const handle = await w.start(diagnosis);
  await expect(w.start(diagnosis)).rejects.toThrow(/already started/i);
  await w.whileWorking(() => handle.result());
  await expect(w.start(diagnosis)).rejects.toThrow(/already started/i);
});

test('a second run under another name, its history forgotten, finds the work done and charges nothing', async () => {
  const diagnosis = await w.order(customer);
  await w.whileWorking(async () => {
    await (await w.start(diagnosis)).result();
    expect(await (await w.start(diagnosis, `again:${diagnosis.id}`)).result()).toBe('COMPLETED');
  });
  expect(w.made.ran).toHaveLength(1);
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
});

test('two runs of one diagnosis at the same time complete and charge it once', async () => {
  w.made.runModel = slowModel(300);
  const diagnosis = await w.order(customer);
  await w.whileWorking(async () => {
    const runs = await Promise.all([w.start(diagnosis), w.start(diagnosis, `twin:${diagnosis.id}`)]);
    const ends = await Promise.all(runs.map((run) => run.result()));
    expect(ends).toEqual(['COMPLETED', 'COMPLETED']);
  });
  expect(await findingsByDiagnosis(w.database.app, customer, [diagnosis.id])).toHaveLength(1);
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
});

test('a worker that finishes late, after another took over, changes nothing', async () => {
  w.made.plan = { attemptTimeoutMs: 1_500, heartbeatTimeoutMs: 6_000 };
  let lateIsOver = false;
  w.made.runModel = async ({ diagnosis }) => {
    const outcome = madeUpOutcome(diagnosis);
    if (w.made.ran.length > 1) return { kind: 'findings', ...outcome };
    await pause(5_000);
    lateIsOver = true;
    const [finding] = outcome.findings;
    return { kind: 'findings', ...outcome, findings: [{ ...finding, value: 1 } as never] };
  };
  const diagnosis = await w.order(customer);
  const handle = await w.start(diagnosis);
  await w.whileWorking(async () => {
    expect(await handle.result()).toBe('COMPLETED');
    await w.until(() => lateIsOver);
    await pause(200);
  }, 2);
  const [finding] = await findingsByDiagnosis(w.database.app, customer, [diagnosis.id]);
  expect(finding?.value).toBe(5123.5);
  expect(await w.charged(diagnosis)).toEqual([10_000n]);
});

test('a worker told to stop hands its read back, and another one does it at once', async () => {
  w.made.runModel = slowModel(60_000);
  const handle = await w.start(await w.order(customer));
  const [cpu, stopping] = [await w.cpuWorker(), await w.inferenceWorker()];
  const runs = [cpu.run(), stopping.run()];
  await w.until(() => w.made.ran.length === 1);
  stopping.shutdown();
  Object.assign(w.made, { runModel: madeUpStudies().runModel });
  const next = await w.inferenceWorker();
  runs.push(next.run());
  const from = performance.now();
  expect(await handle.result()).toBe('COMPLETED');
  // Sooner than its silence would have been noticed.
  expect(performance.now() - from).toBeLessThan(w.made.plan.heartbeatTimeoutMs);
  for (const worker of [cpu, next]) worker.shutdown();
  await Promise.all(runs);
});
