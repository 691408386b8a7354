// Reading diagnoses: pages, batches, the queue, announcements, and what needs attention.
import { setTimeout as pause } from 'node:timers/promises';
import { listen } from '@hounsfield/database';
import { type DiagnosisId, newId, type StudyId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anOrder, type DiagnosesWorld, diagnosesWorld, refOf } from './diagnoses-world.ts';
import {
  beginAttempt,
  beginDiagnosis,
  callForAttention,
  cancelDiagnosis,
  type Diagnosis,
  diagnosesByStudy,
  diagnosesPage,
  markCharged,
  queueLength,
  queuePositions,
  unsettledDiagnoses,
} from './index.ts';

let w: DiagnosesWorld;
beforeAll(async () => {
  w = await diagnosesWorld();
});
afterAll(() => w.database.drop());

describe('reading', () => {
  test('pages hold every diagnosis once, newest first, also when two share a time', async () => {
    const tenantId = newId<TenantId>();
    const all: DiagnosisId[] = [];
    for (let n = 0; n < 7; n += 1) {
      if (n % 2 === 0) w.clock.advance(1000);
      all.push((await w.ordered(anOrder(), tenantId)).id);
    }
    const seen: Diagnosis[] = [];
    for (let more = true; more; ) {
      const page = await diagnosesPage(w.database.app, tenantId, { first: 3, after: seen.at(-1) });
      seen.push(...page.diagnoses);
      more = page.hasMore;
    }
    expect(seen.map((diagnosis) => diagnosis.id).sort()).toEqual(all.sort());
    const times = seen.map((diagnosis) => diagnosis.requestedAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  test('finds the diagnoses of studies', async () => {
    const diagnosis = await w.ordered();
    const found = await diagnosesByStudy(w.database.app, diagnosis.tenantId, [diagnosis.studyId, newId<StudyId>()]);
    expect(found.map(({ id }) => id)).toEqual([diagnosis.id]);
  });

  test('tells how many wait before one, over lanes and tenants, until it runs', async () => {
    const before = await queueLength(w.database.app, 'OFF_PEAK');
    const stat = await queueLength(w.database.app, 'STAT');
    const offPeak = await w.ordered(anOrder({ lane: 'OFF_PEAK' }));
    const urgent = await w.ordered(anOrder({ lane: 'STAT' }));
    const position = async ({ tenantId, id }: Diagnosis) =>
      (await queuePositions(w.database.app, tenantId, [id])).get(id);
    expect(await position(urgent)).toBe(stat);
    expect(await position(offPeak)).toBe(before + 1);
    await beginDiagnosis(w.worker, refOf(urgent));
    expect(await position(offPeak)).toBe(before + 1);
    await beginAttempt(w.worker, refOf(urgent));
    expect(await position(urgent)).toBeUndefined();
    expect(await position(offPeak)).toBe(before);
    await cancelDiagnosis(w.app, refOf(offPeak));
    expect(await position(offPeak)).toBeUndefined();
  });

  test('every change is announced to listeners, naming tenant and diagnosis', async () => {
    const heard: string[] = [];
    const ear = await listen({
      url: w.database.urls.app,
      channel: 'diagnosis',
      applicationName: 'test',
      onPayload: (payload) => void heard.push(payload),
      onRestored: () => undefined,
    });
    const ref = await w.completed();
    await markCharged(w.worker, ref);
    const mine = () => heard.filter((payload) => payload === `${ref.tenantId}:${ref.diagnosisId}`);
    for (let waits = 0; mine().length < 5 && waits < 100; waits += 1) await pause(20);
    expect(mine()).toHaveLength(5);
    await ear.close();
  });
});

describe('attention', () => {
  test('what has not moved is found, shown as needing attention, and forgotten when it moves', async () => {
    const still = refOf(await w.ordered());
    w.clock.advance(600_000);
    const moving = refOf(await w.ordered());
    const found = (await unsettledDiagnoses(w.worker, { quietMs: 300_000, limit: 1000 })).map(({ id }) => id);
    expect(found).toContain(still.diagnosisId);
    expect(found).not.toContain(moving.diagnosisId);
    await callForAttention(w.worker, still, 'STUCK');
    expect(await w.stored(still)).toMatchObject({ status: 'NEEDS_ATTENTION', attention: { code: 'STUCK' } });
    await beginDiagnosis(w.worker, still);
    expect(await w.stored(still)).toMatchObject({ status: 'RUNNING', attention: undefined });
  });

  test('the sweep goes through all of them, page by page', async () => {
    const whole = await unsettledDiagnoses(w.worker, { quietMs: 0, limit: 1000 });
    const seen: Diagnosis[] = [];
    for (let page = whole; page.length > 0; seen.push(...page))
      page = await unsettledDiagnoses(w.worker, { quietMs: 0, limit: 2, after: seen.at(-1) });
    expect(seen.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
  });

  test('a completed diagnosis that waits for its charge is called for, and stays completed', async () => {
    const ref = await w.completed();
    w.clock.advance(600_000);
    expect((await unsettledDiagnoses(w.worker, { quietMs: 300_000, limit: 1000 })).map(({ id }) => id)).toContain(
      ref.diagnosisId,
    );
    await callForAttention(w.worker, ref, 'CHARGE_PENDING');
    expect(await w.stored(ref)).toMatchObject({ status: 'COMPLETED', attention: { code: 'CHARGE_PENDING' } });
    await markCharged(w.worker, ref);
    expect((await w.stored(ref)).attention).toBeUndefined();
  });

  test('nobody is called for what has ended', async () => {
    const ref = refOf(await w.ordered());
    await cancelDiagnosis(w.app, ref);
    await callForAttention(w.worker, ref, 'STUCK');
    expect((await w.stored(ref)).attention).toBeUndefined();
  });
});
