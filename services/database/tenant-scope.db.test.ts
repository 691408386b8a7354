import { newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { appendOutbox, createTestDatabase, drainOutbox, type TestDatabase, withTenant } from './index.ts';

let database: TestDatabase<unknown>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a tenant may append to the outbox only on its own behalf', async () => {
  const [mine, theirs] = [newId<TenantId>(), newId<TenantId>()];
  const event = { topic: 't', idemKey: 'k', tenantId: theirs, payload: {} };
  await expect(withTenant(database.app, mine, (trx) => appendOutbox(trx, event))).rejects.toThrow(/row-level security/);
});

test('the tenant setting does not outlive its transaction', async () => {
  const tenant = newId<TenantId>();
  await withTenant(database.app, tenant, async () => undefined);
  const after = await sql<{ tenant: string | null }>`select scope.tenant() as tenant`.execute(database.app);
  expect(after.rows[0]?.tenant).toBeNull();
});

test('an event announced twice under one key is published once', async () => {
  const tenant = newId<TenantId>();
  const event = { topic: 'once', idemKey: 'same', tenantId: tenant, payload: { n: 1 } };
  await withTenant(database.app, tenant, (trx) => appendOutbox(trx, event));
  await withTenant(database.app, tenant, (trx) => appendOutbox(trx, event));
  const seen: unknown[] = [];
  const publish = async (claimed: { payload: unknown }) => void seen.push(claimed.payload);
  await drainOutbox(database.worker, 'once', 10, publish);
  await drainOutbox(database.worker, 'once', 10, publish);
  expect(seen).toEqual([{ n: 1 }]);
});

test('a failed publication waits and is tried again', async () => {
  const tenant = newId<TenantId>();
  await withTenant(database.app, tenant, (trx) =>
    appendOutbox(trx, { topic: 'retry', idemKey: 'k', tenantId: tenant, payload: 1 }),
  );
  await drainOutbox(database.worker, 'retry', 10, () => Promise.reject(new Error('down')));
  expect(await drainOutbox(database.worker, 'retry', 10, async () => undefined)).toBe(0);
  await sql`update outbox.event set next_attempt_at = now() where topic = 'retry'`.execute(database.worker);
  expect(await drainOutbox(database.worker, 'retry', 10, async () => undefined)).toBe(1);
});
