// Ordering diagnoses against a real Postgres: one order, one diagnosis, one event.
import { newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anOrder, type DiagnosesWorld, diagnosesWorld, refOf } from './diagnoses-world.ts';
import { failDiagnosis, requestDiagnosis } from './index.ts';

let w: DiagnosesWorld;
beforeAll(async () => {
  w = await diagnosesWorld();
});
afterAll(() => w.database.drop());

describe('ordering', () => {
  test('an order makes one diagnosis and one event that starts it', async () => {
    const diagnosis = await w.ordered();
    expect(diagnosis).toMatchObject({ status: 'REQUESTED', step: 'QUEUED', priceVersion: 1 });
    expect(await w.eventsOf('diagnosis.requested', diagnosis.id)).toBe(1);
  });

  test('the same order from two places at once is one diagnosis', async () => {
    const tenantId = newId<TenantId>();
    const order = anOrder();
    const all = await Promise.all(Array.from({ length: 6 }, () => w.ordered(order, tenantId)));
    expect(new Set(all.map((diagnosis) => diagnosis.id)).size).toBe(1);
  });

  test('another lane is refused while the first order is under way', async () => {
    const { tenantId, ...first } = await w.ordered();
    const again = anOrder({ studyId: first.studyId, lane: 'STAT' });
    expect(await requestDiagnosis(w.app, { tenantId }, again)).toMatchObject({ code: 'ALREADY_ORDERED' });
  });

  test('a completed reading answers every later order of it', async () => {
    const ref = await w.completed();
    const done = await w.stored(ref);
    const again = anOrder({ studyId: done.studyId, lane: 'STAT', orderKey: 'upload:other' });
    expect(await requestDiagnosis(w.app, ref, again)).toMatchObject({ id: done.id, status: 'COMPLETED' });
  });

  test('a failed reading may be ordered again, but not by the same command', async () => {
    const tenantId = newId<TenantId>();
    const order = anOrder({ orderKey: 'upload:1' });
    const first = await w.ordered(order, tenantId);
    await failDiagnosis(w.worker, refOf(first), { code: 'MODEL_FAULT', message: 'The model failed.' });
    expect((await w.ordered(order, tenantId)).id).toBe(first.id);
    const { orderKey: _, ...byHand } = order;
    expect((await w.ordered(byHand, tenantId)).id).not.toBe(first.id);
  });

  test('a new revision of a study is a new reading', async () => {
    const tenantId = newId<TenantId>();
    const order = anOrder();
    const first = await w.ordered(order, tenantId);
    expect((await w.ordered({ ...order, studyRevision: 2 }, tenantId)).id).not.toBe(first.id);
  });
});
