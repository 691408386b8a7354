import { newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { createTestDatabase, type TestDatabase, withTenant } from './index.ts';

let database: TestDatabase<unknown>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a connection that dies in the middle of a transaction fails the transaction, not the process', async () => {
  const broken = withTenant(database.app, newId<TenantId>(), async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.owner);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return sql`select 1`.execute(trx);
  });
  await expect(broken).rejects.toThrow();
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(database.app);
  expect(rows).toEqual([{ one: 1 }]);
});
