// The laws of charges are attacked through SQL, by the owner: Postgres refuses what our own code would never write.
import { createTestDatabase, type TestDatabase, withTenant } from '@hounsfield/database';
import { ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { postJournal, violations } from '@hounsfield/ledger';
import type { UsageEvent } from '@hounsfield/metering';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql, type Transaction } from 'kysely';
import { chargeUsage } from './index.ts';
import { newParties, openTestContract, recordTestRead, TEST_DAY, type TestParties } from './test-contract.ts';

type Trx = Transaction<unknown>;
let database: TestDatabase<unknown>;
const platform = newId<TenantId>();
const clock = new ManualClock(TEST_DAY);
let parties: TestParties;
beforeAll(async () => {
  database = await createTestDatabase();
  parties = newParties(platform);
  await openTestContract(database.worker, parties);
});
afterEach(async () => {
  expect(await violations(database.worker)).toEqual([]);
});
afterAll(() => database.drop());

const inTransaction = <Result>(work: (trx: Trx) => Promise<Result>): Promise<Result> =>
  database.owner.transaction().setIsolationLevel('read committed').execute(work);

/** A charge of 100 with whatever journal and splits the attacker likes. */
const rawCharge = async (
  trx: Trx,
  event: UsageEvent,
  attack: {
    readonly posted?: bigint;
    readonly splits?: readonly (readonly [keyof TestParties, string, bigint])[];
    readonly journalKind?: string;
    readonly tenant?: TenantId;
  } = {},
): Promise<void> => {
  const posted = attack.posted ?? 100n;
  const journal = await postJournal(
    trx,
    {
      idemKey: `attack:${event.id}`,
      kind: attack.journalKind ?? 'charge',
      currency: 'USD',
      effectiveAt: TEST_DAY,
      legs: [
        { kind: 'customer_unbilled', partyId: parties.customer, amountMinor: posted },
        { kind: 'platform_revenue', partyId: parties.platform, amountMinor: -posted },
      ],
    },
    TEST_DAY,
  );
  await sql`with charge as (
    insert into charging.rated_charge (id, tenant_id, kind, usage_event_id, contract_id, product_slug, lane, price_version,
      split_version, tier_seq, currency, gross_minor, discount_minor, late, period_id, journal_id, occurred_at, charged_at)
    select ${event.id}, ${attack.tenant ?? parties.customer}, 'usage', ${event.id}, id, product_slug, 'ROUTINE', 1, 1, 0, 'USD',
      100, 0, false, ${journal.periodId}, ${journal.id}, ${TEST_DAY}, ${TEST_DAY}
    from charging.contract where tenant_id = ${parties.customer}) ${splitsOf(event, attack.splits ?? [['platform', 'platform', 100n]])}`.execute(
    trx,
  );
};
type RawSplit = readonly [keyof TestParties, string, bigint];
const splitsOf = (event: UsageEvent, splits: readonly RawSplit[]) =>
  sql`insert into charging.charge_split (charge_id, party_id, role, tenant_id, basis_points, amount_minor, charged_at, pseudonym)
    select ${event.id}, party_id, role, ${parties.customer}, 0, amount, ${TEST_DAY}, ${Buffer.alloc(16)}
    from unnest(${splits.map(([party]) => parties[party])}::uuid[], ${splits.map(([, role]) => role)}::text[],
      ${splits.map(([, , amount]) => amount)}::bigint[]) as split(party_id, role, amount)`;
const rawSplits = (trx: Trx, event: UsageEvent, splits: readonly RawSplit[]) => splitsOf(event, splits).execute(trx);

test('the attacks below start from a charge that would be accepted', async () => {
  const event = await recordTestRead(database.worker, parties);
  await inTransaction((trx) => rawCharge(trx, event));
});

test('I4: an event is charged once, whatever the second charge calls itself', async () => {
  const event = await recordTestRead(database.worker, parties);
  await chargeUsage(database.worker, event.id, clock);
  await expect(inTransaction((trx) => rawCharge(trx, event))).rejects.toMatchObject({
    code: '23505',
    constraint: expect.stringMatching(/^(rated_charge|charge_split)_pkey$/),
  });
  const other = sql`insert into charging.rated_charge (id, tenant_id, kind, usage_event_id, contract_id, product_slug, lane,
      price_version, split_version, tier_seq, currency, gross_minor, discount_minor, late, period_id, occurred_at, charged_at)
    select gen_random_uuid(), tenant_id, kind, usage_event_id, contract_id, product_slug, lane, price_version, split_version,
      tier_seq, currency, 0, 0, late, period_id, occurred_at, charged_at from charging.rated_charge where id = ${event.id}`;
  await expect(other.execute(database.owner)).rejects.toMatchObject({ constraint: 'charge_of_its_event' });
});

test('I4: a read that did not complete cannot be charged', async () => {
  const event = await recordTestRead(database.worker, parties, { outcome: 'failed' });
  await expect(inTransaction((trx) => rawCharge(trx, event))).rejects.toMatchObject({
    constraint: 'charge_matches_event',
  });
});

test('I4: a read cannot be charged to another customer', async () => {
  const stranger = newParties(platform);
  await openTestContract(database.worker, stranger);
  const event = await recordTestRead(database.worker, stranger);
  await expect(inTransaction((trx) => rawCharge(trx, event))).rejects.toMatchObject({
    constraint: 'charge_matches_event',
  });
  await chargeUsage(database.worker, event.id, clock);
});

test.each([
  ['less than the net', [['platform', 'platform', 99n]]],
  [
    'more than the net',
    [
      ['platform', 'platform', 100n],
      ['vendor', 'vendor', 1n],
    ],
  ],
  ['nobody', []],
] as const)('I5: a charge split to %s fails at commit', async (_, splits) => {
  const event = await recordTestRead(database.worker, parties);
  await expect(inTransaction((trx) => rawCharge(trx, event, { splits }))).rejects.toMatchObject({
    constraint: expect.stringMatching(/^(split_conserves|charge_is_posted)$/),
  });
  await chargeUsage(database.worker, event.id, clock);
});

test('I5: judging a charge early and sharing it out a second time fails all the same', async () => {
  const event = await recordTestRead(database.worker, parties);
  const attack = inTransaction(async (trx) => {
    await rawCharge(trx, event);
    await sql`set constraints all immediate`.execute(trx);
    await rawSplits(trx, event, [['vendor', 'vendor', 100n]]);
  });
  await expect(attack).rejects.toMatchObject({ constraint: 'split_conserves' });
  await chargeUsage(database.worker, event.id, clock);
});

test('I5: a charge of nothing shares nothing', async () => {
  const event = await recordTestRead(database.worker, parties);
  const free = sql`insert into charging.rated_charge (id, tenant_id, kind, usage_event_id, contract_id, product_slug, lane,
      price_version, split_version, tier_seq, currency, gross_minor, discount_minor, late, period_id, occurred_at, charged_at)
    select ${event.id}, tenant_id, 'usage', ${event.id}, contract_id, product_slug, lane, 1, 1, 0, currency, 100, 100, false,
      period_id, occurred_at, charged_at from charging.rated_charge where tenant_id = ${parties.customer} limit 1`;
  const shared = inTransaction((trx) =>
    sql`with charge as (${free}) ${splitsOf(event, [['vendor', 'vendor', 1n]])}`.execute(trx),
  );
  await expect(shared).rejects.toMatchObject({ constraint: 'split_conserves' });
  await expect(free.execute(database.owner)).rejects.toMatchObject({ constraint: 'split_conserves' });
  await chargeUsage(database.worker, event.id, clock);
});

test('I5: a split that balances but gives a party something else than was posted fails at commit', async () => {
  const event = await recordTestRead(database.worker, parties);
  const attack = inTransaction((trx) =>
    rawCharge(trx, event, {
      splits: [
        ['platform', 'platform', 60n],
        ['vendor', 'vendor', 40n],
      ],
    }),
  );
  await expect(attack).rejects.toMatchObject({ constraint: 'charge_is_posted' });
  await expect(inTransaction((trx) => rawCharge(trx, event, { posted: 101n }))).rejects.toMatchObject({
    constraint: 'charge_is_posted',
  });
  await chargeUsage(database.worker, event.id, clock);
});

test('I5: a charge journal without a charge, and a charge on a journal of another kind, fail', async () => {
  const event = await recordTestRead(database.worker, parties);
  const orphan = inTransaction((trx) =>
    postJournal(
      trx,
      {
        idemKey: 'orphan',
        kind: 'charge',
        currency: 'USD',
        effectiveAt: TEST_DAY,
        legs: [
          { kind: 'customer_unbilled', partyId: parties.customer, amountMinor: 1n },
          { kind: 'platform_revenue', partyId: parties.platform, amountMinor: -1n },
        ],
      },
      TEST_DAY,
    ),
  );
  await expect(orphan).rejects.toMatchObject({ constraint: 'charge_is_posted' });
  const disguised = inTransaction((trx) => rawCharge(trx, event, { journalKind: 'gift' }));
  await expect(disguised).rejects.toMatchObject({ constraint: 'charge_sealed' });
  await chargeUsage(database.worker, event.id, clock);
});

test('I5: a committed charge takes no more splits, not even of zero', async () => {
  const event = await recordTestRead(database.worker, parties);
  await chargeUsage(database.worker, event.id, clock);
  await expect(inTransaction((trx) => rawSplits(trx, event, [['customer', 'annotator', 0n]]))).rejects.toMatchObject({
    constraint: 'charge_sealed',
  });
});

test.each([
  'rated_charge',
  'charge_split',
  'split_share',
  'pseudonym_key',
  'contract',
  'price_version',
  'split_version',
])('I8: nothing is ever deleted from charging.%s', async (table) => {
  const name = sql.table(`charging.${table}`);
  await expect(sql`delete from ${name}`.execute(database.owner)).rejects.toMatchObject({ code: '42501' });
  await expect(sql`truncate ${name} cascade`.execute(database.owner)).rejects.toMatchObject({ code: '42501' });
});

test('I8: charges never change, and terms only ever get an end', async () => {
  await expect(sql`update charging.rated_charge set gross_minor = 0`.execute(database.owner)).rejects.toMatchObject({
    code: '42501',
  });
  await expect(sql`update charging.price_version set terms = '{}'`.execute(database.owner)).rejects.toMatchObject({
    constraint: 'only_ends',
  });
  await expect(sql`update charging.contract set currency = 'EUR'`.execute(database.owner)).rejects.toMatchObject({
    code: '23514',
  });
});

test("I9: a charge is in its contract's currency", async () => {
  const event = await recordTestRead(database.worker, parties);
  const attack = sql`insert into charging.rated_charge (id, tenant_id, kind, usage_event_id, contract_id, product_slug, lane,
      price_version, split_version, tier_seq, currency, gross_minor, discount_minor, late, period_id, occurred_at, charged_at)
    select ${event.id}, tenant_id, 'usage', ${event.id}, id, product_slug, 'ROUTINE', 1, 1, 0, 'EUR', 0, 0, false, 1, ${TEST_DAY}, ${TEST_DAY}
    from charging.contract where tenant_id = ${parties.customer}`;
  await expect(attack.execute(database.owner)).rejects.toMatchObject({ code: '23503' });
  await chargeUsage(database.worker, event.id, clock);
});

test('shares that are not 10,000 basis points, or come after their version, fail', async () => {
  const version = (bps: number) =>
    inTransaction(async (trx) => {
      await sql`update charging.split_version set valid = tstzrange(lower(valid), '2027-01-01Z') where tenant_id = ${parties.customer}`.execute(
        trx,
      );
      await sql`insert into charging.split_version (tenant_id, contract_id, version, valid)
        select tenant_id, id, 2, tstzrange('2027-01-01Z', null) from charging.contract where tenant_id = ${parties.customer}`.execute(
        trx,
      );
      await sql`insert into charging.split_share (tenant_id, contract_id, version, party_id, role, basis_points)
        select tenant_id, id, 2, ${platform}, 'platform', ${bps} from charging.contract where tenant_id = ${parties.customer}`.execute(
        trx,
      );
    });
  await expect(version(9_999)).rejects.toMatchObject({ constraint: 'shares_are_whole' });
  const late = sql`insert into charging.split_share (tenant_id, contract_id, version, party_id, role, basis_points)
    select tenant_id, id, 1, ${platform}, 'annotator', 0 from charging.contract where tenant_id = ${parties.customer}`;
  await expect(late.execute(database.owner)).rejects.toMatchObject({ constraint: 'split_sealed' });
});

test('versions and contracts of one product never overlap in time', async () => {
  const price = sql`insert into charging.price_version (tenant_id, contract_id, version, valid, terms)
    select tenant_id, id, 9, tstzrange('2026-06-01Z', '2026-07-01Z'), '{}' from charging.contract where tenant_id = ${parties.customer}`;
  await expect(price.execute(database.owner)).rejects.toMatchObject({ code: '23P01' });
  const contract = sql`insert into charging.contract (tenant_id, id, product_slug, currency, valid)
    select tenant_id, gen_random_uuid(), product_slug, currency, valid from charging.contract where tenant_id = ${parties.customer}`;
  await expect(contract.execute(database.owner)).rejects.toMatchObject({ code: '23P01' });
});

test('the application role writes nothing, and a stranger sees nothing of a contract or its charges', async () => {
  const count = (tenant: TenantId) =>
    withTenant(database.app, tenant, async (trx) => {
      const rows = await sql<{
        n: bigint;
      }>`select (select count(*) from charging.contract) + (select count(*) from charging.price_version)
        + (select count(*) from charging.split_version) + (select count(*) from charging.split_share)
        + (select count(*) from charging.rated_charge) + (select count(*) from charging.charge_split) as n`.execute(
        trx,
      );
      return rows.rows[0]?.n ?? -1n;
    });
  expect(await count(newId<TenantId>())).toBe(0n);
  expect(await count(parties.customer)).toBeGreaterThan(0n);
  const event = await recordTestRead(database.worker, parties);
  await expect(withTenant(database.app, parties.customer, (trx) => rawCharge(trx, event))).rejects.toThrow(
    /permission denied/,
  );
  await expect(
    withTenant(database.app, platform, (trx) => sql`select secret from charging.pseudonym_key`.execute(trx)),
  ).rejects.toThrow(/permission denied/);
  await chargeUsage(database.worker, event.id, clock);
});
