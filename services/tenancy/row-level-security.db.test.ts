import { connectDatabase, createTestDatabase, type TestDatabase, withTenant } from '@hounsfield/database';
import { ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { organisationsById, type TenancyTables } from './index.ts';
import { createTestOrganisation, type TestMember } from './test-organisation.ts';

// One test for each way that tenants leak into one another in Postgres.
const clock = new ManualClock(new Date('2026-11-23T08:00:00Z'));
let database: TestDatabase<TenancyTables>;
let [mine, theirs]: TestMember[] = [];
/** A pool of one connection: whatever a transaction leaves behind, the next one meets. */
let single: Kysely<TenancyTables>;
beforeAll(async () => {
  database = await createTestDatabase();
  single = connectDatabase({ url: database.urls.app, applicationName: 'test', maxConnections: 1 });
  mine = await createTestOrganisation(database.app, clock);
  theirs = await createTestOrganisation(database.app, clock);
});
afterAll(async () => {
  await single.destroy();
  await database.drop();
});

const me = () => (mine as TestMember).principal.tenantId;
const them = () => (theirs as TestMember).principal.tenantId;
const TABLES = ['organisation', 'member', 'session', 'api_key', 'data_key', 'audit_head', 'audit_entry'] as const;
const tenantsSeen = async (db: Kysely<TenancyTables>): Promise<TenantId[]> => {
  const rows = await sql<{ tenant_id: TenantId }>`select distinct tenant_id from tenancy.member`.execute(db);
  return rows.rows.map((row) => row.tenant_id);
};

test('a fresh session sees nothing at all', async () => {
  for (const table of TABLES) {
    const rows = await sql`select * from ${sql.table(`tenancy.${table}`)}`.execute(database.app);
    expect(rows.rows).toEqual([]);
  }
});

test('a transaction sees its own tenant alone', async () => {
  await expect(withTenant(database.app, me(), tenantsSeen)).resolves.toEqual([me()]);
});

test('a connection that comes back to the pool has forgotten its tenant and raises no error', async () => {
  await withTenant(single, me(), tenantsSeen);
  await expect(tenantsSeen(single)).resolves.toEqual([]);
  await expect(withTenant(single, me(), () => Promise.reject(new Error('broken off')))).rejects.toThrow('broken off');
  await expect(tenantsSeen(single)).resolves.toEqual([]);
});

test('a tenant set for a session by mistake does not reach into the next scoped transaction', async () => {
  await sql`select set_config('app.tenant', ${them()}, false)`.execute(single);
  await expect(withTenant(single, me(), tenantsSeen)).resolves.toEqual([me()]);
  await sql`select set_config('app.tenant', '', false)`.execute(single);
});

test('a tenant set outside a transaction lasts no longer than its own statement', async () => {
  await sql`select set_config('app.tenant', ${me()}, true)`.execute(single);
  await expect(tenantsSeen(single)).resolves.toEqual([]);
});

test('two tenants hammering one small pool never meet', async () => {
  const small = connectDatabase<TenancyTables>({ url: database.urls.app, applicationName: 'test', maxConnections: 2 });
  const visits = Array.from({ length: 200 }, async (_, n) => {
    const tenant = n % 2 === 0 ? me() : them();
    expect(await withTenant(small, tenant, tenantsSeen)).toEqual([tenant]);
  });
  await Promise.all(visits);
  await small.destroy();
});

test('a killed backend does not hand its tenant to the next one', async () => {
  const broken = withTenant(single, me(), async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.owner);
    return tenantsSeen(trx);
  });
  await expect(broken).rejects.toThrow();
  await expect(tenantsSeen(single)).resolves.toEqual([]);
});

test('even the owner of a table is held by its policies', async () => {
  await sql`create role probe_owner nologin`.execute(database.owner);
  const seen = await database.owner.transaction().execute(async (trx) => {
    await sql`grant usage on schema tenancy, scope to probe_owner`.execute(trx);
    await sql`alter table tenancy.member owner to probe_owner`.execute(trx);
    await sql`set local role probe_owner`.execute(trx);
    const rows = await tenantsSeen(trx);
    await sql`reset role`.execute(trx);
    await sql`alter table tenancy.member owner to hounsfield_owner`.execute(trx);
    await sql`revoke usage on schema tenancy, scope from probe_owner`.execute(trx);
    return rows;
  });
  await sql`drop role probe_owner`.execute(database.owner);
  expect(seen).toEqual([]);
});

test('a row cannot be written for, or moved to, another tenant', async () => {
  const row = { tenant_id: them(), kind: 'vendor', name: 'x', created_at: clock.now() } as const;
  const insert = withTenant(database.app, me(), (trx) => trx.insertInto('tenancy.organisation').values(row).execute());
  await expect(insert).rejects.toThrow(/row-level security/);
  const move = withTenant(database.app, me(), (trx) =>
    sql`update tenancy.audit_head set tenant_id = ${them()}`.execute(trx),
  );
  await expect(move).rejects.toThrow();
});

test("a foreign key does not accept another tenant's row", async () => {
  const theirMember = (theirs as TestMember).principal.memberId;
  const insert = withTenant(database.app, me(), (trx) =>
    sql`insert into tenancy.session (tenant_id, id, member_id, token_hash, created_at, last_seen_at, expires_at)
      values (${me()}, ${newId()}, ${theirMember}, sha256('x'), now(), now(), now())`.execute(trx),
  );
  await expect(insert).rejects.toThrow(/foreign key/);
});

test('a unique key does not tell whether another tenant has the same id', async () => {
  const { rows } = await sql<{ id: string }>`select id from tenancy.session where tenant_id = ${them()}`.execute(
    database.owner,
  );
  const insert = withTenant(database.app, me(), (trx) =>
    sql`insert into tenancy.session (tenant_id, id, member_id, token_hash, created_at, last_seen_at, expires_at)
      values (${me()}, ${rows[0]?.id}, ${(mine as TestMember).principal.memberId}, sha256('x'), now(), now(), now())`.execute(
      trx,
    ),
  );
  await expect(insert).resolves.toBeDefined();
});

test.each(TABLES)('neither role may empty tenancy.%s', async (table) => {
  for (const role of [database.app, database.worker])
    await expect(sql`truncate ${sql.table(`tenancy.${table}`)}`.execute(role)).rejects.toThrow(
      /permission denied|append-only/,
    );
});

test('switching row security off fails the query rather than the policy', async () => {
  const attempt = database.app.transaction().execute(async (trx) => {
    await sql`set local row_security = off`.execute(trx);
    return tenantsSeen(trx);
  });
  await expect(attempt).rejects.toThrow(/row-level security/);
});

test('what is presented shows the row it belongs to, and no neighbour', async () => {
  const { rows } = await sql<{ hash: string }>`select encode(email_hash, 'hex') as hash from tenancy.member
    where tenant_id = ${them()}`.execute(database.owner);
  const seen = await database.app.transaction().execute(async (trx) => {
    await sql`select set_config('app.presented_hash', ${rows[0]?.hash}, true)`.execute(trx);
    const members = await tenantsSeen(trx);
    const sessions = await sql`select 1 from tenancy.session`.execute(trx);
    const organisations = await sql`select 1 from tenancy.organisation`.execute(trx);
    return { members, sessions: sessions.rows.length, organisations: organisations.rows.length };
  });
  expect(seen).toEqual({ members: [them()], sessions: 0, organisations: 0 });
});

test('organisations are named only to those who hold their ids', async () => {
  await expect(organisationsById(database.app, [them(), newId()])).resolves.toMatchObject([{ id: them() }]);
  await expect(organisationsById(database.app, [])).resolves.toEqual([]);
});
