import { createTestDatabase, type TestDatabase, withTenant } from '@hounsfield/database';
import { newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { appendAudit, type TenancyTables, verifyAudit } from './index.ts';

let database: TestDatabase<TenancyTables>;
let tenant: TenantId;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => {
  tenant = newId();
});
afterAll(() => database.drop());

const at = new Date('2026-11-23T08:00:00Z');
const append = (count: number, tenantId = tenant) =>
  withTenant(database.app, tenantId, async (trx) => {
    for (let n = 0; n < count; n += 1)
      await appendAudit(trx, {
        tenantId,
        at,
        actor: 'member:m',
        action: 'study.opened',
        outcome: 'done',
        detail: { n },
      });
  });
/** Does what only somebody with the owner's rights and ill will could: switches the guard off and edits. */
const tamper = (change: string) =>
  database.owner.transaction().execute(async (trx) => {
    await sql`alter table tenancy.audit_entry disable trigger user`.execute(trx);
    await sql.raw(change.replaceAll('TENANT', `'${tenant}'`)).execute(trx);
    await sql`alter table tenancy.audit_entry enable trigger user`.execute(trx);
  });

test('an untouched chain verifies, entry by entry', async () => {
  await append(5);
  await expect(verifyAudit(database.app, tenant)).resolves.toMatchObject({ intact: true, entries: 5n });
  await expect(verifyAudit(database.app, newId())).resolves.toMatchObject({ intact: true, entries: 0n });
});

test('tenants have chains of their own', async () => {
  const other = newId<TenantId>();
  await Promise.all([append(3), append(4, other)]);
  await expect(verifyAudit(database.app, other)).resolves.toMatchObject({ intact: true, entries: 4n });
});

test('appending at once from many transactions leaves no gap and no fork', async () => {
  await Promise.all(Array.from({ length: 12 }, () => append(3)));
  await expect(verifyAudit(database.worker, tenant)).resolves.toMatchObject({ intact: true, entries: 36n });
});

test('an act that rolls back leaves no entry', async () => {
  const work = withTenant(database.app, tenant, async (trx) => {
    await appendAudit(trx, { tenantId: tenant, at, actor: 'a', action: 'b', outcome: 'done' });
    throw new Error('the act failed');
  });
  await expect(work).rejects.toThrow('the act failed');
  await expect(verifyAudit(database.app, tenant)).resolves.toMatchObject({ intact: true, entries: 0n });
});

test.each([
  [
    'changed',
    `update tenancy.audit_entry set entry = replace(entry, 'done', 'refused') where tenant_id = TENANT and seq = 3`,
    3n,
  ],
  ['removed', 'delete from tenancy.audit_entry where tenant_id = TENANT and seq = 3', 3n],
  ['cut off at the end', 'delete from tenancy.audit_entry where tenant_id = TENANT and seq = 5', 5n],
  [
    'swapped',
    `update tenancy.audit_entry a set entry = b.entry from tenancy.audit_entry b where a.tenant_id = TENANT and b.tenant_id = TENANT
      and (a.seq, b.seq) in ((2, 4), (4, 2))`,
    2n,
  ],
])('an entry that was %s is named', async (_, change, seq) => {
  await append(5);
  await tamper(change);
  await expect(verifyAudit(database.app, tenant)).resolves.toMatchObject({ intact: false, seq });
});

test.each([
  'update tenancy.audit_entry set entry = entry',
  'delete from tenancy.audit_entry',
  'truncate tenancy.audit_entry',
])('not even the owner may %s', async (statement) => {
  await append(1);
  await expect(sql.raw(statement).execute(database.owner)).rejects.toThrow(/append-only/);
});

test('the head of a chain cannot be moved to another place', async () => {
  await append(2);
  const back = withTenant(database.app, tenant, (trx) =>
    trx.updateTable('tenancy.audit_head').set({ seq: 0n }).where('tenant_id', '=', tenant).execute(),
  );
  await expect(back).rejects.toThrow(/one entry at a time/);
});
