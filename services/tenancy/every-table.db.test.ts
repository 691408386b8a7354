import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';

// Rules that every room's migrations keep, read from Postgres's own catalogue: a table that forgets one fails here.
let database: TestDatabase<unknown>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Unique keys that may cross tenants, and why. */
const UNIQUE_ACROSS_TENANTS: Readonly<Record<string, string>> = {
  'tenancy.member_email_once':
    'an address signs in before its tenant is known; the answer to a clash is for administrators',
  'outbox.event_pkey': 'a sequence number of the outbox, never shown',
  'outbox.outbox_event_once': 'keys are born from the ids of facts (random UUIDs), never from what a caller sends',
};

/** Trigger functions that run with their owner's rights, and why. */
const OWNERS_RIGHTS: Readonly<Record<string, string>> = {
  'diagnoses.take_ticket()': 'draws a number from the one queue of all tenants, which holds nothing but numbers',
  'diagnoses.guard_change()': 'gives that number back',
};

/** Tables that the app role can write: where it cannot, a clash of keys has nobody to tell anything to. */
const APP_WRITES = sql`has_table_privilege('hounsfield_app', c.oid, 'insert')`;

/** Schemas of the product: all but Postgres's own and the list of applied migrations. */
const PRODUCT = sql`n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'public')`;
const TENANT_TABLES = sql`pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  where c.relkind in ('r', 'p') and ${PRODUCT}`;

const names = async (query: ReturnType<typeof sql<{ name: string }>>): Promise<string[]> =>
  (await query.execute(database.owner)).rows.map((row) => row.name).sort();

test('there are tenant tables to judge', async () => {
  const found = await names(sql<{ name: string }>`select n.nspname || '.' || c.relname as name from ${TENANT_TABLES}`);
  expect(found).toEqual(expect.arrayContaining(['tenancy.member', 'outbox.event']));
});

test('every tenant table has row-level security enabled and forced', async () => {
  const bare = sql<{ name: string }>`select n.nspname || '.' || c.relname as name from ${TENANT_TABLES}
    and not (c.relrowsecurity and c.relforcerowsecurity)`;
  expect(await names(bare)).toEqual([]);
});

test('every tenant_id is a uuid that is never null', async () => {
  const loose = sql<{ name: string }>`select n.nspname || '.' || c.relname as name from ${TENANT_TABLES}
    and (not a.attnotnull or a.atttypid <> 'uuid'::regtype)`;
  expect(await names(loose)).toEqual([]);
});

test('the roles of the processes own nothing, bypass nothing and create nothing', async () => {
  const owned = sql<{
    name: string;
  }>`select c.oid::regclass::text as name from pg_class c join pg_roles r on r.oid = c.relowner
    where r.rolname in ('hounsfield_app', 'hounsfield_worker')`;
  expect(await names(owned)).toEqual([]);
  const mighty = sql<{
    name: string;
  }>`select rolname as name from pg_roles where rolname in ('hounsfield_app', 'hounsfield_worker')
    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`;
  expect(await names(mighty)).toEqual([]);
  const creators = sql<{
    name: string;
  }>`select n.nspname as name from pg_namespace n, unnest(array['hounsfield_app', 'hounsfield_worker']) r
    where ${PRODUCT} and has_schema_privilege(r, n.oid, 'create')`;
  expect(await names(creators)).toEqual([]);
});

test('no policy shows a process of the app role every tenant', async () => {
  const open = sql<{
    name: string;
  }>`select schemaname || '.' || tablename || ' ' || policyname as name from pg_policies p
    join (select n.nspname, c.relname from ${TENANT_TABLES}) t on t.nspname = p.schemaname and t.relname = p.tablename
    where ('hounsfield_app' = any (p.roles) or 'public' = any (p.roles)) and (p.qual = 'true' or p.with_check = 'true')`;
  expect(await names(open)).toEqual([]);
});

test('every unique key of a table that tenants write starts with the tenant, or says why not', async () => {
  const keys = sql<{ name: string }>`select n.nspname || '.' || i.relname as name from pg_index x
    join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where x.indisunique and ${PRODUCT} and ${APP_WRITES} and x.indkey[0] <> a.attnum`;
  expect((await names(keys)).filter((name) => !(name in UNIQUE_ACROSS_TENANTS))).toEqual([]);
});

test('every foreign key between tables that tenants write carries the tenant along', async () => {
  const loose = sql<{
    name: string;
  }>`select f.conrelid::regclass || ' ' || f.conname as name from pg_constraint f join pg_class c on c.oid = f.conrelid
    join pg_attribute a on a.attrelid = f.conrelid and a.attname = 'tenant_id' and not a.attisdropped
    join pg_attribute b on b.attrelid = f.confrelid and b.attname = 'tenant_id' and not b.attisdropped
    where f.contype = 'f' and ${APP_WRITES} and not (f.conkey[1] = a.attnum and f.confkey[1] = b.attnum)`;
  expect(await names(loose)).toEqual([]);
});

test('neither role may truncate, and nothing is granted to everybody', async () => {
  const granted = sql<{
    name: string;
  }>`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace,
    unnest(array['hounsfield_app', 'hounsfield_worker']) r
    where c.relkind in ('r', 'p') and ${PRODUCT} and has_table_privilege(r, c.oid, 'truncate')`;
  expect(await names(granted)).toEqual([]);
  const everybody = sql<{
    name: string;
  }>`select table_schema || '.' || table_name as name from information_schema.role_table_grants
    where grantee = 'PUBLIC' and table_schema not like 'pg\\_%' and table_schema <> 'information_schema'`;
  expect(await names(everybody)).toEqual([]);
});

test('views ask as their caller, and nothing else sees past the policies', async () => {
  const views = sql<{
    name: string;
  }>`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${PRODUCT} and ((c.relkind = 'v' and not coalesce(c.reloptions, '{}') @> '{security_invoker=true}') or c.relkind = 'm')`;
  expect(await names(views)).toEqual([]);
  const definers = sql<{
    name: string;
  }>`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where ${PRODUCT} and p.prosecdef`;
  expect((await names(definers)).filter((name) => !(name in OWNERS_RIGHTS))).toEqual([]);
});
