import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { isRefusal, ManualClock, newId } from '@hounsfield/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  addMember,
  authenticateSession,
  createOrganisation,
  disableMember,
  setMemberLocale,
  signIn,
  signOut,
  sweepTenancy,
  type TenancyTables,
} from './index.ts';
import { createTestOrganisation, TEST_PASSWORD, type TestMember } from './test-organisation.ts';

const MINUTE = 60_000;
let database: TestDatabase<TenancyTables>;
let clock: ManualClock;
let member: TestMember;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  clock = new ManualClock(new Date('2026-11-23T08:00:00Z'));
  member = await createTestOrganisation(database.app, clock);
});
afterAll(() => database.drop());

const enter = (password = TEST_PASSWORD, email = member.email, address?: string) =>
  signIn(database.app, { email, password, ...(address === undefined ? {} : { address }) }, clock);
const codeOf = (value: unknown) => (isRefusal(value) ? value.code : 'OK');

test('the right password opens a session that names the member', async () => {
  const answer = await enter(TEST_PASSWORD, ` ${member.email.toUpperCase()} `);
  if (isRefusal(answer)) throw new Error(answer.code);
  expect(answer.principal).toMatchObject({ email: member.email, roles: ['ADMIN'], organisationKind: 'imaging_centre' });
  await expect(authenticateSession(database.app, answer.sessionToken, clock)).resolves.toEqual(answer.principal);
});

test('a wrong password and an unknown account are refused with the same words', async () => {
  const wrong = await enter('not the password');
  await expect(enter('not the password', 'nobody@example.org')).resolves.toEqual(wrong);
  expect(codeOf(wrong)).toBe('BAD_CREDENTIALS');
});

test('an unknown account takes as long as a wrong password', async () => {
  const median = async (email: () => string) => {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const from = performance.now();
      await enter('not the password', email());
      times.push(performance.now() - from);
      clock.advance(16 * MINUTE);
    }
    return times.sort((a, b) => a - b)[2] as number;
  };
  const [known, unknown] = [await median(() => member.email), await median(() => `${newId()}@example.org`)];
  // Without the dummy derivation the ratio would be near 0.1.
  expect(unknown / known).toBeGreaterThan(0.5);
});

test.each(['known', 'unknown'])(
  'the sixth attempt within 15 minutes is refused for a %s account, and a later one is not',
  async (kind) => {
    const email = kind === 'known' ? member.email : `${newId()}@example.org`;
    for (let n = 0; n < 5; n += 1) expect(codeOf(await enter('wrong password', email))).toBe('BAD_CREDENTIALS');
    expect(codeOf(await enter(TEST_PASSWORD, email))).toBe('TOO_MANY_ATTEMPTS');
    clock.advance(15 * MINUTE + 1);
    expect(codeOf(await enter(TEST_PASSWORD, email))).toBe(kind === 'known' ? 'OK' : 'BAD_CREDENTIALS');
  },
);

test('twenty guesses at once get no more than five looks at the password', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => enter('wrong password')));
  expect(answers.filter((answer) => codeOf(answer) === 'BAD_CREDENTIALS')).toHaveLength(5);
});

test('one network address cannot spray more than thirty guesses over many accounts', async () => {
  const codes: string[] = [];
  for (let n = 0; n < 32; n += 1)
    codes.push(codeOf(await enter('wrong password', `${newId()}@example.org`, '203.0.113.7')));
  expect(codes.filter((code) => code === 'BAD_CREDENTIALS')).toHaveLength(30);
  expect(codes.slice(30)).toEqual(['TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
});

test('a success gives the places back', async () => {
  for (let n = 0; n < 4; n += 1) await enter('wrong password');
  expect(codeOf(await enter())).toBe('OK');
  for (let n = 0; n < 4; n += 1) expect(codeOf(await enter('wrong password'))).toBe('BAD_CREDENTIALS');
});

test('a session ends after 15 idle minutes, and lives on while it is used, 12 hours at most', async () => {
  const { sessionToken } = member;
  const alive = async () => (await authenticateSession(database.app, sessionToken, clock)) !== undefined;
  for (let n = 0; n < 51; n += 1) {
    clock.advance(14 * MINUTE);
    expect(await alive()).toBe(true);
  }
  clock.advance(7 * MINUTE);
  expect(await alive()).toBe(false);
  const other = await createTestOrganisation(database.app, clock);
  clock.advance(15 * MINUTE);
  await expect(authenticateSession(database.app, other.sessionToken, clock)).resolves.toBeUndefined();
});

test('signing in ends the session that the browser held before', async () => {
  const answer = await signIn(
    database.app,
    { email: member.email, password: TEST_PASSWORD, previousToken: member.sessionToken },
    clock,
  );
  expect(isRefusal(answer)).toBe(false);
  await expect(authenticateSession(database.app, member.sessionToken, clock)).resolves.toBeUndefined();
});

test('a token is good for nothing after signing out, and odd tokens are nobody', async () => {
  await signOut(database.app, member.sessionToken, clock);
  for (const token of [member.sessionToken, '', 'x', "' or 1=1 --", 'a'.repeat(43), 'a'.repeat(10_000)])
    await expect(authenticateSession(database.app, token, clock)).resolves.toBeUndefined();
});

test('a disabled member is out at once and stays out', async () => {
  const memberId = member.principal.memberId;
  if (memberId === undefined) throw new Error('a member has an id');
  await disableMember(database.app, member.principal, memberId, clock);
  await expect(authenticateSession(database.app, member.sessionToken, clock)).resolves.toBeUndefined();
  expect(codeOf(await enter())).toBe('BAD_CREDENTIALS');
});

test('an address signs in to one organisation only', async () => {
  const other = await createTestOrganisation(database.app, clock, 'hospital');
  const again = { ...other.principal, email: member.email.toUpperCase(), password: TEST_PASSWORD, displayName: 'X' };
  expect(codeOf(await addMember(database.app, again, clock))).toBe('EMAIL_TAKEN');
});

test.each([
  ['vendor', 'RADIOLOGIST'],
  ['vendor', 'TECHNOLOGIST'],
  ['platform', 'RADIOLOGIST'],
  ['hospital', 'OPERATOR'],
] as const)('a %s gives nobody the role %s', async (kind, role) => {
  const organisation = await createOrganisation(database.app, { kind, name: 'X' }, clock);
  if (isRefusal(organisation)) throw new Error(organisation.code);
  const wanted = { tenantId: organisation.id, email: `${newId()}@x.org`, displayName: 'X', password: TEST_PASSWORD };
  expect(codeOf(await addMember(database.app, { ...wanted, roles: [role] }, clock))).toBe('ROLE_NOT_ALLOWED');
});

test.each(['short', 'aaaaaaaaaaaaaa', 'x'.repeat(201)])('the password %j is too weak', async (password) => {
  const { tenantId } = member.principal;
  const wanted = { tenantId, email: `${newId()}@x.org`, displayName: 'X', password, roles: ['ADMIN'] as const };
  expect(codeOf(await addMember(database.app, wanted, clock))).toBe('WEAK_PASSWORD');
});

test('a member chooses the language of the interface', async () => {
  await setMemberLocale(database.app, member.principal, 'zh-CN');
  await expect(authenticateSession(database.app, member.sessionToken, clock)).resolves.toMatchObject({
    locale: 'zh-CN',
  });
  expect(codeOf(await setMemberLocale(database.app, member.principal, 'tlh'))).toBe('BAD_LOCALE');
});

test('passwords, tokens and addresses are nowhere in the database in the clear, save the address itself', async () => {
  const rows = await database.owner.selectFrom('tenancy.session').selectAll().execute();
  const members = await database.owner.selectFrom('tenancy.member').selectAll().execute();
  const text = JSON.stringify([rows, members]);
  expect(text).not.toContain(member.sessionToken);
  expect(text).not.toContain(TEST_PASSWORD);
  expect(members[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('old attempts and long-ended sessions are swept by the worker', async () => {
  await enter('wrong password');
  clock.advance(32 * 24 * 60 * MINUTE);
  expect(await sweepTenancy(database.worker, clock)).toBeGreaterThanOrEqual(2);
});
