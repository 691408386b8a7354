import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { violations } from '@hounsfield/ledger';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { chargeFee, chargePeriodFees, chargesPage, chargeUsage, statementEntries, usageMonths } from './index.ts';
import {
  newParties,
  openTestContract,
  recordTestRead,
  TEST_DAY,
  TEST_TERMS,
  type TestParties,
} from './test-contract.ts';

let database: TestDatabase<unknown>;
const platform = newId<TenantId>();
const clock = new ManualClock(TEST_DAY);
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  expect(await violations(database.worker)).toEqual([]);
});
afterAll(() => database.drop());

const read = async (parties: TestParties): Promise<void> => {
  await chargeUsage(database.worker, (await recordTestRead(database.worker, parties)).id, clock);
};
const endMonth = async (currency: string): Promise<void> => {
  const period = await sql<{ id: number }>`select id from ledger.billing_period where currency = ${currency}`.execute(
    database.worker,
  );
  await chargePeriodFees(database.worker, period.rows[0]?.id ?? 0, clock);
  await chargePeriodFees(database.worker, period.rows[0]?.id ?? 0, clock);
};
const net = async ({ customer }: TestParties) => (await usageMonths(database.app, customer))[0]?.net.amountMinor;

test('a licence is charged once per key, split like a read and shown on the statement', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  const fee = {
    tenantId: parties.customer,
    productSlug: 'quantitative-ct',
    kind: 'licence',
    amountMinor: 120_001n,
    idemKey: newId(),
    dueAt: TEST_DAY,
  } as const;
  const charges = await Promise.all(Array.from({ length: 6 }, () => chargeFee(database.worker, fee, clock)));
  expect(charges.map((charge) => charge.kind)).toEqual(Array.from({ length: 6 }, () => 'charge'));
  expect((await chargesPage(database.app, parties.customer, { first: 10 })).edges).toHaveLength(1);
  const period = await sql<{ id: number }>`select id from ledger.billing_period where currency = 'USD'`.execute(
    database.worker,
  );
  const { entries } = await statementEntries(database.worker, parties.vendor, period.rows[0]?.id ?? 0);
  expect(entries).toMatchObject([{ type: 'charge', net: '120001', share: '16800' }]);
  expect(await chargeFee(database.worker, { ...fee, amountMinor: 0n }, clock)).toMatchObject({
    code: 'NOTHING_TO_CHARGE',
  });
  const stranger = { ...fee, tenantId: newId<TenantId>(), idemKey: newId() };
  expect(await chargeFee(database.worker, stranger, clock)).toMatchObject({ code: 'NO_CONTRACT' });
});

test('a plan with included reads costs its fee, and reads beyond them their price', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties, {
    currency: 'EUR',
    terms: { ...TEST_TERMS, includedReads: 2, subscriptionMinor: 50_000n },
  });
  for (let reads = 0; reads < 3; reads += 1) await read(parties);
  await endMonth('EUR');
  expect(await net(parties)).toBe(60_003n);
});

test('a commitment is topped up to its minimum and no further', async () => {
  const [below, above] = [newParties(platform), newParties(platform)];
  for (const parties of [below, above]) {
    await openTestContract(database.worker, parties, {
      currency: 'GBP',
      terms: { ...TEST_TERMS, commitmentMinor: 15_000n },
    });
    await read(parties);
  }
  await read(above);
  await endMonth('GBP');
  expect([await net(below), await net(above)]).toEqual([15_000n, 20_006n]);
});

test('volume pricing brings every read of the month to the price its number reached', async () => {
  const parties = newParties(platform);
  const tiers = [
    { upTo: 2, unitMinor: 1_000n },
    { upTo: null, unitMinor: 700n },
  ];
  const terms = { ...TEST_TERMS, scheme: 'volume' as const, lanes: { STAT: tiers, ROUTINE: tiers, OFF_PEAK: tiers } };
  await openTestContract(database.worker, parties, { currency: 'CHF', terms });
  for (let reads = 0; reads < 5; reads += 1) await read(parties);
  await endMonth('CHF');
  expect(await net(parties)).toBe(5n * 700n);
});
