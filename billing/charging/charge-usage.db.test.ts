import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { isRefusal, ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { balanceOf, beginClose, finishClose, violations } from '@hounsfield/ledger';
import type { UsageEventId } from '@hounsfield/metering';
import { flatPrice, NO_OUTCOME_RULES } from '@hounsfield/rating';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Charge, changePrice, changeSplit, chargeUsage, currentPrice } from './index.ts';
import { newParties, openTestContract, recordTestRead, TEST_DAY, threeWaySplit } from './test-contract.ts';

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

const charged = async (id: UsageEventId, at = clock): Promise<Charge> => {
  const result = await chargeUsage(database.worker, id, at);
  if (result.kind !== 'charge') throw new Error(`not charged: ${JSON.stringify(result)}`);
  return result;
};

test('a completed read is charged, split to the minor unit and posted as one balanced journal', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  const event = await recordTestRead(database.worker, parties);
  const charge = await charged(event.id);
  expect(charge.net).toEqual({ amountMinor: 10_003n, currency: 'USD' });
  expect(charge.splits.map(({ role, amount }) => [role, amount.amountMinor])).toEqual([
    ['platform', 3026n],
    ['partner', 5577n],
    ['vendor', 1400n],
  ]);
  const owed = await balanceOf(database.worker, { kind: 'customer_unbilled', partyId: parties.customer }, 'USD');
  const accrued = await balanceOf(database.worker, { kind: 'partner_accrued', partyId: parties.partner }, 'USD');
  expect([owed.amountMinor, accrued.amountMinor]).toEqual([10_003n, -5577n]);
});

test('charging the same read again, under another run, returns the same charge', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  const event = await recordTestRead(database.worker, parties);
  const again = await recordTestRead(database.worker, parties, { diagnosisId: event.diagnosisId, runId: 'run-2' });
  expect(again).toMatchObject({ id: event.id, created: false, samePayload: true });
  expect(await charged(again.id)).toEqual(await charged(event.id));
});

test.each(['failed', 'cancelled', 'out_of_scope'] as const)(
  'a read that is %s costs nothing, ever',
  async (outcome) => {
    const parties = newParties(platform);
    await openTestContract(database.worker, parties);
    const event = await recordTestRead(database.worker, parties, { outcome });
    expect(await chargeUsage(database.worker, event.id, clock)).toEqual({ kind: 'not-charged', outcome });
    const later = await recordTestRead(database.worker, parties, { diagnosisId: event.diagnosisId });
    expect(later).toMatchObject({ outcome, created: false, samePayload: false });
  },
);

test('a read without a contract is refused, and a read nobody metered is unknown', async () => {
  const event = await recordTestRead(database.worker, newParties(platform), { occurredAt: TEST_DAY });
  expect(await chargeUsage(database.worker, event.id, clock)).toMatchObject({ code: 'NO_CONTRACT' });
  expect(await chargeUsage(database.worker, newId<UsageEventId>(), clock)).toMatchObject({ code: 'NO_SUCH_USAGE' });
});

test('the price that was ordered at holds although a new one is in force when the read occurs', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  const tomorrow = new Date(TEST_DAY.getTime() + 86_400_000);
  const terms = flatPrice({ STAT: 3n, ROUTINE: 2n, OFF_PEAK: 1n });
  const change = { tenantId: parties.customer, productSlug: 'quantitative-ct', validFrom: tomorrow };
  expect(await changePrice(database.worker, { ...change, terms })).toBe(2);
  const occurredAt = new Date(tomorrow.getTime() + 1000);
  const locked = await recordTestRead(database.worker, parties, { occurredAt, quotedPriceVersion: 1 });
  const unlocked = await recordTestRead(database.worker, parties, { occurredAt });
  expect((await charged(locked.id)).net.amountMinor).toBe(10_003n);
  expect((await charged(unlocked.id)).net.amountMinor).toBe(2n);
  const before = await currentPrice(database.app, parties.customer, 'quantitative-ct', 'ROUTINE', TEST_DAY);
  const after = await currentPrice(database.app, parties.customer, 'quantitative-ct', 'ROUTINE', tomorrow);
  expect([before?.price.amountMinor, after?.price.amountMinor]).toEqual([10_003n, 2n]);
  expect(await changePrice(database.worker, { ...change, validFrom: occurredAt, terms })).toMatchObject({
    code: 'BACKDATED',
  });
});

test('a new split shares later reads and leaves earlier ones as they were', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  const first = await recordTestRead(database.worker, parties);
  await charged(first.id);
  const tomorrow = new Date(TEST_DAY.getTime() + 86_400_000);
  const shares = threeWaySplit(parties).map((share) =>
    share.role === 'platform'
      ? { ...share, basisPoints: 3000 }
      : share.role === 'vendor'
        ? { ...share, basisPoints: 1425 }
        : share,
  );
  const change = { tenantId: parties.customer, productSlug: 'quantitative-ct', validFrom: tomorrow, shares };
  expect(await changeSplit(database.worker, change)).toBe(2);
  const second = await recordTestRead(database.worker, parties, { occurredAt: tomorrow });
  expect((await charged(second.id)).splitVersion).toBe(2);
  expect((await charged(first.id)).splitVersion).toBe(1);
});

test('included reads cost nothing and tiers price the reads after them in the order they are charged', async () => {
  const parties = newParties(platform);
  const tiers = [
    { upTo: 2, unitMinor: 100n },
    { upTo: null, unitMinor: 60n },
  ];
  const terms = {
    scheme: 'graduated',
    includedReads: 1,
    discountBasisPoints: 0,
    lanes: { STAT: tiers, ROUTINE: tiers, OFF_PEAK: tiers },
    outcomes: NO_OUTCOME_RULES,
    subscriptionMinor: 0n,
    commitmentMinor: 0n,
  } as const;
  await openTestContract(database.worker, parties, { terms });
  const nets: bigint[] = [];
  for (let read = 0; read < 5; read += 1) {
    const event = await recordTestRead(database.worker, parties);
    nets.push((await charged(event.id)).net.amountMinor);
  }
  expect(nets).toEqual([0n, 100n, 100n, 60n, 60n]);
});

test('a read that comes to light after its month closed is charged late, into the open month', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties, { currency: 'KWD' });
  const october = new ManualClock(new Date('2026-10-31T23:59:59.000Z'));
  const first = await recordTestRead(database.worker, parties, { occurredAt: october.now() });
  expect((await charged(first.id, october)).late).toBe(false);
  const period = await sql<{ id: number }>`select id from ledger.billing_period where currency = 'KWD'`.execute(
    database.worker,
  );
  const id = period.rows[0]?.id ?? 0;
  await beginClose(database.worker, id);
  await finishClose(database.worker, id);
  const late = await recordTestRead(database.worker, parties, { occurredAt: october.now() });
  const charge = await charged(late.id, october);
  expect(charge.late).toBe(true);
  expect(charge.occurredAt).toEqual(october.now());
});

test('32 workers charging the same 20 reads leave one charge, one journal and one split for each', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  const events = await Promise.all(Array.from({ length: 20 }, () => recordTestRead(database.worker, parties)));
  const storm = Array.from({ length: 32 }, () =>
    Promise.all(events.map(({ id }) => chargeUsage(database.worker, id, clock))),
  );
  const results = (await Promise.all(storm)).flat();
  expect(results.every((result) => !isRefusal(result))).toBe(true);
  const counted = await sql<{ charges: bigint; journals: bigint; splits: bigint }>`
    select count(*) as charges, count(distinct journal_id) as journals,
      (select count(*) from charging.charge_split where tenant_id = ${parties.customer}) as splits
    from charging.rated_charge where tenant_id = ${parties.customer}`.execute(database.worker);
  expect(counted.rows[0]).toEqual({ charges: 20n, journals: 20n, splits: 60n });
});
