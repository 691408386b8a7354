import { createTestDatabase, type TestDatabase, withTenant } from '@hounsfield/database';
import { type DiagnosisId, newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { recordUsage, type Usage } from './index.ts';

let database: TestDatabase<unknown>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const usage = (changes: Partial<Usage> = {}): Usage => ({
  tenantId: newId<TenantId>(),
  diagnosisId: newId<DiagnosisId>(),
  outcome: 'completed',
  productSlug: 'quantitative-ct',
  lane: 'STAT',
  studySha256: 'ab'.repeat(32),
  modelSlug: 'quantitative-ct',
  modelVersion: '1.0.0',
  weightsSha256: 'cd'.repeat(32),
  workflowId: 'diagnose:1',
  runId: 'run-1',
  activityId: 'a-1',
  occurredAt: new Date('2026-11-23T12:00:00.000Z'),
  ...changes,
});

test('a fact keeps everything it was reported with', async () => {
  const reported = usage({ quotedPriceVersion: 3 });
  expect(await recordUsage(database.worker, reported)).toMatchObject({
    ...reported,
    billableClass: 'final',
    created: true,
  });
});

test('32 workers reporting one read leave one fact, and all get it', async () => {
  const reported = usage();
  const events = await Promise.all(
    Array.from({ length: 32 }, (_, run) => recordUsage(database.worker, { ...reported, runId: `run-${run}` })),
  );
  expect(new Set(events.map(({ id }) => id)).size).toBe(1);
  expect(events.filter(({ created }) => created)).toHaveLength(1);
});

test('a report that contradicts the recorded fact changes nothing and says so', async () => {
  const first = await recordUsage(database.worker, usage());
  const other = await recordUsage(database.worker, usage({ ...first, outcome: 'failed' }));
  expect(other).toMatchObject({ id: first.id, outcome: 'completed', created: false, samePayload: false });
});

test('an addendum is a fact of its own beside the final read', async () => {
  const final = await recordUsage(database.worker, usage());
  const addendum = await recordUsage(database.worker, usage({ ...final, billableClass: 'addendum' }));
  expect(addendum.id).not.toBe(final.id);
});

test('a tenant sees its own facts, writes none, and nobody changes one', async () => {
  const { tenantId, id } = await recordUsage(database.worker, usage());
  const seenBy = (tenant: TenantId) =>
    withTenant(database.app, tenant, (trx) => sql`select id from metering.usage_event where id = ${id}`.execute(trx));
  expect((await seenBy(tenantId)).rows).toHaveLength(1);
  expect((await seenBy(newId<TenantId>())).rows).toHaveLength(0);
  await expect(recordUsage(database.app, usage())).rejects.toThrow(/permission denied/);
  await expect(sql`update metering.usage_event set outcome = 'failed'`.execute(database.owner)).rejects.toThrow(
    /append-only/,
  );
  await expect(sql`delete from metering.usage_event`.execute(database.owner)).rejects.toThrow(/append-only/);
  await expect(sql`truncate metering.usage_event cascade`.execute(database.owner)).rejects.toThrow(/append-only/);
});

test('no key column may be null, so no fact escapes its key', async () => {
  const nullable = await sql<{ column_name: string }>`select column_name from information_schema.columns
    where table_schema = 'metering' and table_name = 'usage_event' and is_nullable = 'YES'`.execute(database.owner);
  expect(nullable.rows).toEqual([]);
});
