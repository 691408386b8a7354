import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { type DiagnosisId, ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { balanceOf, violations } from '@hounsfield/ledger';
import { flatPrice, NO_OUTCOME_RULES } from '@hounsfield/rating';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  chargeUsage,
  creditRejectedRead,
  releaseRead,
  reserveRead,
  setWallet,
  topUp,
  type Wallet,
  wallets,
} from './index.ts';
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

const customer = async (settings: {
  prepaid?: boolean;
  budgetMinor?: bigint;
  hardStop?: boolean;
}): Promise<TestParties> => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  const { prepaid = false, budgetMinor = null, hardStop = false } = settings;
  await setWallet(
    database.worker,
    { tenantId: parties.customer, currency: 'USD', prepaid, budgetMinor, hardStop },
    clock,
  );
  return parties;
};
const order = (
  parties: TestParties,
  changes: { lane?: 'STAT' | 'ROUTINE'; diagnosisId?: DiagnosisId; priceVersion?: number } = {},
) =>
  reserveRead(
    database.app,
    {
      tenantId: parties.customer,
      diagnosisId: newId<DiagnosisId>(),
      productSlug: 'quantitative-ct',
      lane: 'ROUTINE',
      ...changes,
    },
    clock,
  );
const walletOf = async (parties: TestParties): Promise<Wallet> => {
  const [wallet] = await wallets(database.app, parties.customer, clock.now());
  if (!wallet) throw new Error('no wallet');
  return wallet;
};
const minor = ({ credit, held, spent }: Wallet) => [credit.amountMinor, held.amountMinor, spent.amountMinor];

test('an ordered read holds its price, and charging it takes it from the credit', async () => {
  const parties = await customer({ prepaid: true });
  const purchase = { tenantId: parties.customer, currency: 'USD', amountMinor: 25_000n, idemKey: newId() } as const;
  await topUp(database.worker, purchase, clock);
  await topUp(database.worker, purchase, clock);
  const diagnosisId = newId<DiagnosisId>();
  expect(await order(parties, { diagnosisId })).toMatchObject({ kind: 'reservation', held: true, priceVersion: 1 });
  expect(await order(parties, { diagnosisId })).toMatchObject({ kind: 'reservation', held: true });
  expect(minor(await walletOf(parties))).toEqual([25_000n, 10_003n, 0n]);
  const event = await recordTestRead(database.worker, parties, { diagnosisId });
  await chargeUsage(database.worker, event.id, clock);
  expect(minor(await walletOf(parties))).toEqual([14_997n, 0n, 10_003n]);
  const unbilled = await balanceOf(database.worker, { kind: 'customer_unbilled', partyId: parties.customer }, 'USD');
  expect(unbilled.amountMinor).toBe(0n);
});

test('credit that does not cover a read refuses it, but for STAT, which is billed for what is missing', async () => {
  const parties = await customer({ prepaid: true });
  await topUp(
    database.worker,
    { tenantId: parties.customer, currency: 'USD', amountMinor: 12_000n, idemKey: newId() },
    clock,
  );
  await order(parties);
  expect(await order(parties)).toMatchObject({ code: 'PREPAID_EXHAUSTED' });
  const diagnosisId = newId<DiagnosisId>();
  expect(await order(parties, { lane: 'STAT', diagnosisId })).toMatchObject({ held: true });
  const event = await recordTestRead(database.worker, parties, { diagnosisId, lane: 'STAT' });
  await chargeUsage(database.worker, event.id, clock);
  const unbilled = await balanceOf(database.worker, { kind: 'customer_unbilled', partyId: parties.customer }, 'USD');
  expect([unbilled.amountMinor, (await walletOf(parties)).credit.amountMinor]).toEqual([3_003n, 0n]);
});

test('a read that failed or was cancelled lets go of what it held', async () => {
  const parties = await customer({ prepaid: true });
  await topUp(
    database.worker,
    { tenantId: parties.customer, currency: 'USD', amountMinor: 50_000n, idemKey: newId() },
    clock,
  );
  const [failed, cancelled] = [newId<DiagnosisId>(), newId<DiagnosisId>()];
  await order(parties, { diagnosisId: failed });
  await order(parties, { diagnosisId: cancelled });
  const event = await recordTestRead(database.worker, parties, { diagnosisId: failed, outcome: 'failed' });
  expect(await chargeUsage(database.worker, event.id, clock)).toMatchObject({ kind: 'not-charged' });
  await releaseRead(database.app, parties.customer, cancelled, clock);
  await releaseRead(database.app, parties.customer, cancelled, clock);
  expect(minor(await walletOf(parties))).toEqual([50_000n, 0n, 0n]);
});

test('a budget warns at 50, 75, 90 and 100 percent, once each a month, and stops only where it is told to', async () => {
  const parties = await customer({ budgetMinor: 20_006n, hardStop: true });
  for (const expected of [[50], [50, 75, 90, 100]]) {
    const diagnosisId = newId<DiagnosisId>();
    expect(await order(parties, { diagnosisId })).toMatchObject({ held: true });
    await chargeUsage(database.worker, (await recordTestRead(database.worker, parties, { diagnosisId })).id, clock);
    expect((await walletOf(parties)).alertsRaised).toEqual(expected);
  }
  expect(await order(parties)).toMatchObject({ code: 'BUDGET_EXCEEDED' });
  expect(await order(parties, { lane: 'STAT' })).toMatchObject({ held: true });
  const told = await sql<{
    n: bigint;
  }>`select count(*) as n from outbox.event where topic = 'budget.alert' and tenant_id = ${parties.customer}`.execute(
    database.worker,
  );
  expect(told.rows[0]?.n).toBe(4n);
  const soft = await customer({ budgetMinor: 1n });
  expect(await order(soft)).toMatchObject({ held: true });
});

test('orders that race for the last of the credit are held for one of them', async () => {
  const parties = await customer({ prepaid: true });
  await topUp(
    database.worker,
    { tenantId: parties.customer, currency: 'USD', amountMinor: 15_000n, idemKey: newId() },
    clock,
  );
  const racing = await Promise.all(Array.from({ length: 8 }, () => order(parties)));
  expect(racing.filter(({ kind }) => kind === 'reservation')).toHaveLength(1);
});

test('a price that changed since it was shown is not ordered at, and a customer without a wallet is billed afterwards', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  expect(await order(parties, { priceVersion: 2 })).toMatchObject({ code: 'PRICE_CHANGED' });
  expect(await order(parties, { priceVersion: 1 })).toMatchObject({ kind: 'reservation', held: false });
  expect(await order(newParties(platform))).toMatchObject({ code: 'NO_CONTRACT' });
});

test('a customer sees and holds on its own wallet only', async () => {
  const parties = await customer({ budgetMinor: 1n });
  expect(await wallets(database.app, newId<TenantId>(), clock.now())).toEqual([]);
  const meddle = sql`update charging.wallet set held_minor = 0 where tenant_id = ${parties.customer}`;
  expect((await meddle.execute(database.app)).numAffectedRows).toBe(0n);
  await expect(sql`update charging.wallet set credit_minor = 1`.execute(database.app)).rejects.toThrow(
    /permission denied/,
  );
});

test('the second read of a study by the same model is free where the contract says so, whichever is charged first', async () => {
  const parties = newParties(platform);
  const outcomes = { ...NO_OUTCOME_RULES, duplicates: 'free', lateAfterSeconds: 600 } as const;
  await openTestContract(database.worker, parties, { terms: { ...TEST_TERMS, outcomes } });
  const study = { studySha256: 'ee'.repeat(32) };
  const reads = [
    await recordTestRead(database.worker, parties, study),
    await recordTestRead(database.worker, parties, study),
  ];
  const charges = await Promise.all(reads.map(({ id }) => chargeUsage(database.worker, id, clock)));
  const nets = charges
    .map((charge) => (charge.kind === 'charge' ? charge.net.amountMinor : -1n))
    .toSorted((a, b) => Number(a - b));
  expect(nets).toEqual([0n, 10_003n]);
  const late = await recordTestRead(database.worker, parties, { studySha256: 'ff'.repeat(32), turnaroundSeconds: 601 });
  expect(await chargeUsage(database.worker, late.id, clock)).toMatchObject({
    gross: { amountMinor: 10_003n },
    net: { amountMinor: 0n },
  });
});

test('a reader who rejects a result in time gets the promised part back, once', async () => {
  const parties = newParties(platform);
  const outcomes = { ...NO_OUTCOME_RULES, rejectedWithinHours: 24, rejectedCreditBasisPoints: 5_000 };
  await openTestContract(database.worker, parties, {
    terms: { ...flatPrice({ STAT: 1n, ROUTINE: 10_003n, OFF_PEAK: 1n }), outcomes },
  });
  const event = await recordTestRead(database.worker, parties);
  await chargeUsage(database.worker, event.id, clock);
  const reject = (hours: number) =>
    creditRejectedRead(
      database.worker,
      {
        tenantId: parties.customer,
        diagnosisId: event.diagnosisId,
        rejectedAt: new Date(TEST_DAY.getTime() + hours * 3_600_000),
      },
      clock,
    );
  expect(await reject(25)).toMatchObject({ code: 'NOT_ELIGIBLE' });
  const credit = await reject(23);
  expect(credit).toMatchObject({ kind: 'refund', amount: { amountMinor: 5_002n }, reason: 'rejected_read' });
  expect(await reject(1)).toEqual(credit);
});
