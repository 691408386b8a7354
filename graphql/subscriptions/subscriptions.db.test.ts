// The life of a subscription over a real socket: who may open one, what it hears, and what ends it.
import { cancelDiagnosis, type DiagnosesTables } from '@hounsfield/diagnoses';
import { type DiagnosisId, type StudyId, systemClock } from '@hounsfield/kernel';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { asRoom } from '../room-database.ts';
import { HOSPITAL } from '../seed/demo.ts';
import {
  type DemoWorld,
  ORDER,
  PRODUCT,
  receiveStudy,
  runDiagnosis,
  signedIn,
  startDemoWorld,
} from '../testing/demo-world.ts';
import { Socket } from '../testing/socket.ts';
import { TEST_CONSOLE } from '../testing/test-gateway.ts';

const WATCH = 'subscription ($id: ID!) { diagnosisUpdated(id: $id) { id status steps { name } } }';

let world: DemoWorld;
let seed = 100;
const sockets: Socket[] = [];
beforeAll(async () => {
  world = await startDemoWorld();
}, 60_000);
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => world?.stop());

const open = async (headers: { cookie?: string | undefined; origin?: string } = {}): Promise<Socket> => {
  const socket = await Socket.open(world.gateway.url, headers);
  sockets.push(socket);
  return socket;
};

const orderNew = async (): Promise<DiagnosisId> => {
  seed += 1;
  const studyId: StudyId = await receiveStudy(world.gateway, world.store, seed);
  const input = { studyId, productId: PRODUCT };
  return (await world.technologist.ask<{ requestDiagnosis: { id: DiagnosisId } }>(ORDER, { input })).requestDiagnosis
    .id;
};

const statusOf = (event: { data?: Record<string, unknown> }): unknown =>
  (event.data?.diagnosisUpdated as { status?: unknown } | undefined)?.status;

test('says where the diagnosis stands, then every change until its end', async () => {
  const id = await orderNew();
  const socket = await open({ cookie: world.technologist.cookie, origin: TEST_CONSOLE });
  await socket.init();
  const events = socket.subscribe(WATCH, { id });
  expect(statusOf(await events.next())).toBe('REQUESTED');
  await runDiagnosis(world.gateway, id);
  let status: unknown;
  const heard = new Set<unknown>();
  while (status !== 'COMPLETED') {
    status = statusOf(await events.next());
    heard.add(status);
  }
  expect([...heard]).toEqual(expect.arrayContaining(['COMPLETED']));
});

test('an API key may watch, too', async () => {
  const socket = await open();
  await socket.init({ authorization: `Bearer ${world.apiKey}` });
  expect(statusOf(await socket.subscribe(WATCH, { id: world.diagnosisId }).next())).toBe('COMPLETED');
});

test('what changed while nobody listened is told as it now stands', async () => {
  const id = await orderNew();
  const socket = await open({ cookie: world.technologist.cookie });
  await socket.init();
  const events = socket.subscribe(WATCH, { id });
  await events.next();
  const deps = { db: asRoom<DiagnosesTables>(world.gateway.database.app), clock: systemClock };
  await cancelDiagnosis(deps, { tenantId: HOSPITAL.id, diagnosisId: id });
  expect(statusOf(await events.next())).toBe('CANCELLED');
});

test('a stranger to us is not let in', async () => {
  const socket = await open();
  await socket.init();
  expect(await socket.closed).toBe(4401);
});

test('a page of another origin is not even upgraded', async () => {
  const attempt = Socket.open(world.gateway.url, { cookie: world.technologist.cookie, origin: 'https://evil.example' });
  await expect(attempt).rejects.toThrow(/401/);
});

test('a session that ended hears nothing more', async () => {
  const id = await orderNew();
  const browser = await signedIn(world.gateway, 'Radiologist');
  const socket = await open({ cookie: browser.cookie });
  await socket.init();
  const events = socket.subscribe(WATCH, { id });
  expect(statusOf(await events.next())).toBe('REQUESTED');
  await browser.ask('mutation { signOut }');
  await runDiagnosis(world.gateway, id);
  expect(await socket.closed).toBe(4401);
});

test('30: a socket that does not introduce itself is closed', async () => {
  const socket = await open({ cookie: world.technologist.cookie });
  expect(await socket.closed).toBe(4408);
}, 10_000);

test('30: introducing oneself twice, or talking out of turn, ends the socket', async () => {
  const twice = await open({ cookie: world.technologist.cookie });
  await twice.init();
  twice.say({ type: 'connection_init' });
  expect(await twice.closed).toBe(4429);
  const early = await open({ cookie: world.technologist.cookie });
  early.subscribe(WATCH, { id: world.diagnosisId });
  expect(await early.closed).toBe(4401);
  const garbled = await open({ cookie: world.technologist.cookie });
  garbled.say('not JSON');
  expect(await garbled.closed).toBe(4400);
});

test('30: five hundred subscriptions on one socket end it, and leave nothing watched', async () => {
  const id = await orderNew();
  const socket = await open({ cookie: world.technologist.cookie });
  await socket.init();
  for (let index = 0; index < 500; index += 1) socket.subscribe(WATCH, { id });
  expect(await socket.closed).toBe(4429);
  const watching = async (): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return world.gateway.feed.watching;
  };
  for (let tries = 0; tries < 40 && (await watching()) > 0; tries += 1);
  expect(world.gateway.feed.watching).toBe(0);
});

test('only subscriptions are served, within the same limits as everywhere', async () => {
  const socket = await open({ cookie: world.technologist.cookie });
  await socket.init();
  const refusals = [
    '{ viewer { email } }',
    'mutation { signOut }',
    `subscription { diagnosisUpdated(id: "x") { ${'study { diagnoses { '.repeat(8)} id ${'} }'.repeat(8)} } }`,
    'subscription { diagnosisUpdated(id: "x") { nothing } }',
    'subscription {',
    `subscription { diagnosisUpdated(id: "x") { ${'id '.repeat(3000)} } }`,
  ];
  for (const query of refusals) {
    const { errors } = await socket.subscribe(query).next();
    expect(errors?.[0]?.extensions.code).toMatch(/GRAPHQL_(VALIDATION|PARSE)_FAILED/);
    expect(errors?.[0]?.message).not.toMatch(/did you mean/i);
  }
});

test('a finished subscription is no longer watched', async () => {
  const socket = await open({ cookie: world.technologist.cookie });
  await socket.init();
  await socket.subscribe(WATCH, { id: world.diagnosisId }).next();
  expect(world.gateway.feed.watching).toBe(1);
  socket.complete(1);
  for (let tries = 0; tries < 40 && world.gateway.feed.watching > 0; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 25));
  expect(world.gateway.feed.watching).toBe(0);
});
