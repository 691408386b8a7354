import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { isRefusal, ManualClock, newId } from '@hounsfield/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  authenticateApiKey,
  createApiKey,
  listApiKeys,
  looksLikeApiKey,
  type NewApiKey,
  revokeApiKey,
  type TenancyTables,
} from './index.ts';
import { createTestOrganisation, type TestMember } from './test-organisation.ts';

const DAY = 86_400_000;
let database: TestDatabase<TenancyTables>;
let clock: ManualClock;
let admin: TestMember;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  clock = new ManualClock(new Date('2026-11-23T08:00:00Z'));
  admin = await createTestOrganisation(database.app, clock);
});
afterAll(() => database.drop());

const make = async (wanted: NewApiKey = { name: 'modality 3' }) => {
  const made = await createApiKey(database.app, admin.principal, wanted, clock);
  if (isRefusal(made)) throw new Error(made.code);
  return made;
};

test('a key speaks for its organisation with the roles of its scopes', async () => {
  const { secret, apiKey } = await make({ name: 'sender', scopes: ['studies:write'] });
  await expect(authenticateApiKey(database.app, secret, clock)).resolves.toEqual({
    tenantId: admin.principal.tenantId,
    organisationKind: 'imaging_centre',
    apiKeyId: apiKey.id,
    roles: ['TECHNOLOGIST'],
    displayName: 'sender',
    locale: 'en',
  });
});

test('only its hash is kept; its first characters are shown', async () => {
  const { secret, apiKey } = await make();
  expect(secret).toMatch(/^hf_live_[a-z2-7]{39}$/);
  expect(secret.startsWith(apiKey.prefix)).toBe(true);
  const rows = await database.owner.selectFrom('tenancy.api_key').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(secret);
});

test('a mistyped key is recognised by its checksum, without a question to the database', async () => {
  const { secret } = await make();
  expect(looksLikeApiKey(secret)).toBe(true);
  for (let at = 8; at < secret.length; at += 1) {
    const typo = `${secret.slice(0, at)}${secret[at] === 'a' ? 'b' : 'a'}${secret.slice(at + 1)}`;
    expect(looksLikeApiKey(typo)).toBe(false);
  }
});

test('a revoked key is nobody at once; revoking it again changes nothing', async () => {
  const { secret, apiKey } = await make();
  const first = await revokeApiKey(database.app, admin.principal, apiKey.id, clock);
  clock.advance(1_000);
  await expect(revokeApiKey(database.app, admin.principal, apiKey.id, clock)).resolves.toEqual(first);
  await expect(authenticateApiKey(database.app, secret, clock)).resolves.toBeUndefined();
});

test('a key ends by itself after a year, and a longer life is refused', async () => {
  const { secret } = await make();
  clock.advance(365 * DAY - 1);
  await expect(authenticateApiKey(database.app, secret, clock)).resolves.toBeDefined();
  clock.advance(1);
  await expect(authenticateApiKey(database.app, secret, clock)).resolves.toBeUndefined();
  const expiresAt = new Date(clock.now().getTime() + 366 * DAY);
  await expect(createApiKey(database.app, admin.principal, { name: 'x', expiresAt }, clock)).resolves.toMatchObject({
    code: 'BAD_EXPIRY',
  });
});

test('using a key is noted once a minute', async () => {
  const { secret } = await make();
  await authenticateApiKey(database.app, secret, clock);
  const used = clock.now();
  clock.advance(30_000);
  await authenticateApiKey(database.app, secret, clock);
  const keys = await listApiKeys(database.app, admin.principal);
  if (isRefusal(keys)) throw new Error(keys.code);
  expect(keys[0]?.lastUsedAt).toEqual(used);
});

test('only an administrator makes, sees and ends keys', async () => {
  const principal = { ...admin.principal, roles: ['RADIOLOGIST'] as const };
  const { apiKey } = await make();
  for (const answer of [
    await createApiKey(database.app, principal, { name: 'x' }, clock),
    await listApiKeys(database.app, principal),
    await revokeApiKey(database.app, principal, apiKey.id, clock),
  ])
    expect(answer).toMatchObject({ code: 'FORBIDDEN' });
});

test("a vendor's key never opens studies", async () => {
  const vendor = await createTestOrganisation(database.app, clock, 'vendor');
  const wanted = { name: 'x', scopes: ['studies:read'] as const };
  await expect(createApiKey(database.app, vendor.principal, wanted, clock)).resolves.toMatchObject({
    code: 'BAD_SCOPE',
  });
});

test("another organisation's key is neither listed nor ended", async () => {
  const { apiKey, secret } = await make();
  const other = await createTestOrganisation(database.app, clock);
  await expect(listApiKeys(database.app, other.principal)).resolves.toEqual([]);
  for (const id of [apiKey.id, newId()])
    await expect(revokeApiKey(database.app, other.principal, id, clock)).resolves.toMatchObject({
      code: 'API_KEY_NOT_FOUND',
    });
  await expect(authenticateApiKey(database.app, secret, clock)).resolves.toBeDefined();
});
