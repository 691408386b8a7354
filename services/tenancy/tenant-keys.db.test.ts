import { randomBytes } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMasterKey, createTenantKeys, rewrapTenantKeys, type TenancyTables } from './index.ts';

let database: TestDatabase<TenancyTables>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const clock = new ManualClock(new Date('2026-11-23T08:00:00Z'));
const freshMaster = () => createMasterKey(randomBytes(32).toString('hex'));
const master = freshMaster();
const keysFor = (masterKey = master, db = database.app) => createTenantKeys({ db, masterKey, clock });

test('a tenant has its own two keys, the same in every process and role', async () => {
  const [one, two] = [newId<TenantId>(), newId<TenantId>()];
  const keys = await keysFor()(one);
  expect(keys.uidMapKey).toHaveLength(32);
  expect(keys.uidMapKey).not.toEqual(keys.sealingKey);
  await expect(keysFor(master, database.worker)(one)).resolves.toEqual(keys);
  expect((await keysFor()(two)).sealingKey).not.toEqual(keys.sealingKey);
});

test('two processes that are first at once agree', async () => {
  const tenant = newId<TenantId>();
  const all = await Promise.all(Array.from({ length: 8 }, () => keysFor()(tenant)));
  for (const keys of all) expect(keys).toEqual(all[0]);
});

test('no plain key is stored, and a wrapped key does not open for another tenant', async () => {
  const [one, two] = [newId<TenantId>(), newId<TenantId>()];
  const { sealingKey } = await keysFor()(one);
  const rows = await database.owner.selectFrom('tenancy.data_key').selectAll().where('tenant_id', '=', one).execute();
  const wrapped = rows.find((row) => row.purpose === 'sealing');
  if (wrapped === undefined) throw new Error('no row');
  expect(wrapped.wrapped.includes(Buffer.from(sealingKey))).toBe(false);
  await expect(master.unwrap(wrapped.wrapped, `tenant|${two}|sealing`)).rejects.toThrow();
  await expect(master.unwrap(wrapped.wrapped, `tenant|${one}|sealing`)).resolves.toEqual(Buffer.from(sealingKey));
});

test('under another master key the keys do not open, and the fault names both', async () => {
  const tenant = newId<TenantId>();
  await keysFor()(tenant);
  await expect(keysFor(freshMaster())(tenant)).rejects.toThrow(/wrapped by master key local:[0-9a-f]{16}, not local:/);
});

test('after a change of the master key the tenants have the keys they had', async () => {
  const [before, after] = [freshMaster(), freshMaster()];
  const tenants = Array.from({ length: 12 }, () => newId<TenantId>());
  const old = await Promise.all(tenants.map(keysFor(before)));
  await expect(rewrapTenantKeys(database.worker, before, after)).resolves.toBe(24);
  await expect(rewrapTenantKeys(database.worker, before, after)).resolves.toBe(0);
  await expect(Promise.all(tenants.map(keysFor(after)))).resolves.toEqual(old);
});

test.each(['', 'ab', '0'.repeat(64), 'g'.repeat(64), '01'.repeat(32)])('%j is no master key', (hex) => {
  expect(() => createMasterKey(hex)).toThrow(RangeError);
});
