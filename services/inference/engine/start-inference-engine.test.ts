import { existsSync } from 'node:fs';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import type { InferenceFault } from '../fault.ts';
import { PROVIDERS } from '../serving/open-session.ts';
import { endlessModel, nanModel, wrongShapeModel, zeroModel } from '../testing/onnx-bytes.ts';
import { testFilm } from '../testing/test-film.ts';
import { modelsWith } from '../testing/test-models.ts';
import type { InferenceEngineConfig } from './config.ts';
import type { RunRequest } from './job.ts';
import { type InferenceEngine, startInferenceEngine } from './start-inference-engine.ts';

const loadModel = modelsWith({
  '1.0.0': zeroModel(),
  '2.0.0': nanModel(),
  '3.0.0': wrongShapeModel(),
  '4.0.0': endlessModel(),
  '5.0.0': new Uint8Array([8, 9, 58, 0]),
});
const ZERO = { slug: 'test', version: '1.0.0' };
const ENDLESS = { slug: 'test', version: '4.0.0' };

// One engine for the runs that do it no harm; the first of them also tries the providers this machine lacks.
const shared = startInferenceEngine({ loadModel, threads: 2 });
afterAll(() => shared.close());

let engine: InferenceEngine | undefined;
/** An engine of the test's own, its child already up: deadlines below measure the run, not the start. */
const start = async (config: InferenceEngineConfig = {}): Promise<InferenceEngine> => {
  engine = startInferenceEngine({ loadModel, threads: 1, providers: ['cpu'], ...config });
  await engine.run({ model: ZERO, instances: film() });
  return engine;
};
afterEach(() => engine?.close());

const film = () => [{ bytes: testFilm() }];
const faultOf = (run: Promise<unknown>): Promise<InferenceFault> =>
  run.then(
    () => {
      throw new Error('the run ended well');
    },
    (fault: InferenceFault) => fault,
  );
const until = async (condition: () => boolean): Promise<void> => {
  const end = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error('what was waited for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const started = (request: Omit<RunRequest, 'onProgress'>, on: InferenceEngine) => {
  let reached = false;
  const run = on.run({ ...request, onProgress: (progress) => (reached ||= progress.stage === 'inferring') });
  run.catch(() => undefined);
  return { run, reached: until(() => reached) };
};

test('answers a finding with everything that repeats it: model, hash, provider, runtime and input', async () => {
  const result = await shared.run({ model: ZERO, instances: film() });
  expect(result).toMatchObject({
    kind: 'findings',
    findings: [{ concept: { value: '233604007', scheme: 'SCT' }, probability: 0, category: { meaning: 'Absent' } }],
    sources: [{ sopInstanceUid: '2.25.1001', seriesInstanceUid: '2.25.2' }],
    acquisition: { viewPosition: 'PA', ageYears: 45 },
    provenance: { modelSlug: 'test', modelVersion: '1.0.0', runtimeVersion: '1.30.0' },
  });
  expect(PROVIDERS).toContain(result.kind === 'findings' && result.provenance.provider);
});

test('runs many studies at once and gives each its own answer', async () => {
  const ages = Array.from({ length: 24 }, (_, index) => 20 + index);
  const results = await Promise.all(
    ages.map((age) => shared.run({ model: ZERO, instances: [{ bytes: testFilm({ age: `0${age}Y` }) }] })),
  );
  expect(results.map((result) => result.kind === 'findings' && result.acquisition.ageYears)).toEqual(ages);
});

test('refuses a film outside the contract without running the network', async () => {
  const result = await shared.run({ model: ENDLESS, instances: [{ bytes: testFilm({ view: 'LATERAL' }) }] });
  expect(result).toMatchObject({ kind: 'out-of-scope', code: 'WRONG_VIEW' });
});

test.each([
  ['a probability that is not a number', '2.0.0', 'MODEL_OUTPUT_INVALID'],
  ['an output of the wrong shape', '3.0.0', 'MODEL_OUTPUT_INVALID'],
  ['a network that no provider loads', '5.0.0', 'MODEL_UNAVAILABLE'],
  ['a model that does not exist', '9.9.9', 'MODEL_UNAVAILABLE'],
])('makes %s a fault, never a normal finding', async (_, version, code) => {
  const fault = await faultOf(shared.run({ model: { slug: 'test', version }, instances: film() }));
  expect(fault).toMatchObject({ name: 'InferenceFault', code });
});

test('kills a network that never returns at its deadline, and goes on with others in a new child', async () => {
  const on = await start();
  const { run, reached } = started({ model: ENDLESS, instances: film(), deadlineMs: 3_000 }, on);
  await reached;
  const before = on.childPid as number;
  expect((await faultOf(run)).code).toBe('DEADLINE_EXCEEDED');
  expect(on.childPid).not.toBe(before);
  await until(() => !existsSync(`/proc/${before}`));
  expect((await on.run({ model: ZERO, instances: film() })).kind).toBe('findings');
});

test('runs a study again when its child was killed under it by another study', async () => {
  const on = await start({ threads: 2, maxConcurrent: 8 });
  const hung = started({ model: ENDLESS, instances: film(), deadlineMs: 3_000 }, on);
  await hung.reached;
  // Both threads hang, so the innocent study waits inside the child that is going to die.
  const second = started({ model: ENDLESS, instances: film(), deadlineMs: 3_000 }, on);
  await second.reached;
  const innocent = started({ model: ZERO, instances: film() }, on);
  await innocent.reached;
  expect((await faultOf(hung.run)).code).toBe('DEADLINE_EXCEEDED');
  expect((await innocent.run).kind).toBe('findings');
});

test('restarts a child that was killed from outside and repeats its run', async () => {
  const on = await start();
  const before = on.childPid as number;
  const run = on.run({ model: ZERO, instances: film() });
  process.kill(before, 'SIGKILL');
  expect((await run).kind).toBe('findings');
  await until(() => on.childPid !== before);
});

test('gives up a run whose child dies twice', async () => {
  const on = await start();
  const { run, reached } = started({ model: ENDLESS, instances: film() }, on);
  await reached;
  const first = on.childPid as number;
  process.kill(first, 'SIGKILL');
  await until(() => on.childPid !== undefined && on.childPid !== first);
  process.kill(on.childPid as number, 'SIGKILL');
  expect((await faultOf(run)).code).toBe('ENGINE_CRASHED');
});

test('stops a cancelled run at once', async () => {
  const on = await start();
  const abort = new AbortController();
  const { run, reached } = started({ model: ENDLESS, instances: film(), signal: abort.signal }, on);
  await reached;
  const from = performance.now();
  abort.abort();
  expect((await faultOf(run)).code).toBe('CANCELLED');
  expect(performance.now() - from).toBeLessThan(1_000);
});

test('renews its child after the allowed number of runs without losing one', async () => {
  const on = await start({ maxRunsPerChild: 3 });
  const pids = new Set<number | undefined>();
  for (let index = 0; index < 7; index++) {
    expect((await on.run({ model: ZERO, instances: film() })).kind).toBe('findings');
    pids.add(on.childPid);
  }
  expect(pids.size).toBeGreaterThanOrEqual(3);
});

test('tells that it is alive while a run takes long', async () => {
  const on = await start();
  let beats = 0;
  const run = on.run({ model: ENDLESS, instances: film(), deadlineMs: 4_000, onProgress: () => beats++ });
  await faultOf(run);
  // Three steps of the run, and a beat a second from the child's loop, which the endless network does not block.
  expect(beats).toBeGreaterThanOrEqual(5);
});

test('rejects what is under way when it is closed, and leaves no process', async () => {
  const on = await start();
  const { run, reached } = started({ model: ENDLESS, instances: film() }, on);
  await reached;
  const pid = on.childPid as number;
  await on.close();
  expect((await faultOf(run)).code).toBe('ENGINE_CLOSED');
  await until(() => !existsSync(`/proc/${pid}`));
  expect((await faultOf(on.run({ model: ZERO, instances: film() }))).code).toBe('ENGINE_CLOSED');
});
