import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { violations } from '@hounsfield/ledger';
import { recordUsage, type Usage } from '@hounsfield/metering';
import { NO_OUTCOME_RULES } from '@hounsfield/rating';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { chargesPage, chargeUsage, chargeUsageBatch, setWallet } from './index.ts';
import { newParties, openTestContract, TEST_DAY, TEST_TERMS, testUsage } from './test-contract.ts';

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

const nets = async (tenant: TenantId) =>
  (await chargesPage(database.app, tenant, { first: 100 })).edges.map(({ node }) => node.net.amountMinor);

test('a batch charges what the single path would, to the minor unit and the pseudonym', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  const lanes = ['STAT', 'ROUTINE', 'OFF_PEAK'] as const;
  const one = testUsage(parties, { lane: 'STAT' });
  await chargeUsage(database.worker, (await recordUsage(database.worker, one)).id, clock);
  const batch = lanes.flatMap((lane) => [testUsage(parties, { lane }), testUsage(parties, { lane })]);
  expect(await chargeUsageBatch(database.worker, batch, clock)).toEqual({
    recorded: 6,
    known: 0,
    charged: 6,
    withoutContract: 0,
  });
  expect((await nets(parties.customer)).toSorted()).toEqual(
    [15_003n, 15_003n, 15_003n, 10_003n, 10_003n, 7_001n, 7_001n].toSorted(),
  );
  const journals = await sql<{
    n: bigint;
  }>`select count(distinct journal_id) as n from charging.rated_charge where tenant_id = ${parties.customer}`.execute(
    database.worker,
  );
  expect(journals.rows[0]?.n).toBe(4n);
  const forms = await sql<{ n: bigint }>`select count(distinct (gross_minor, split)) as n from charging.rated_charge c,
    lateral (select array_agg(amount_minor order by role) as split from charging.charge_split s where s.charge_id = c.id) s
    where tenant_id = ${parties.customer}`.execute(database.worker);
  expect(forms.rows[0]?.n).toBe(3n);
});

test('batches that overlap, repeat and run at once bill each read once', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  const reads = Array.from({ length: 60 }, () => testUsage(parties));
  const batches = Array.from({ length: 8 }, (_, k) => [...reads.slice(k * 5, k * 5 + 30), ...reads.slice(0, 5)]);
  const settled = await Promise.allSettled(batches.map((batch) => chargeUsageBatch(database.worker, batch, clock)));
  await chargeUsageBatch(database.worker, reads, clock);
  expect(settled.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(await nets(parties.customer)).toEqual(Array.from({ length: 60 }, () => 10_003n));
});

test('reads recorded earlier and never charged are charged with the batch; failed ones never are', async () => {
  const parties = newParties(platform);
  await openTestContract(database.worker, parties);
  const known = testUsage(parties);
  await recordUsage(database.worker, known);
  const batch: Usage[] = [known, testUsage(parties, { outcome: 'failed' }), testUsage(parties)];
  expect(await chargeUsageBatch(database.worker, batch, clock)).toEqual({
    recorded: 2,
    known: 1,
    charged: 2,
    withoutContract: 0,
  });
  const foreign = testUsage(newParties(platform));
  expect(await chargeUsageBatch(database.worker, [foreign], clock)).toMatchObject({ charged: 0, withoutContract: 1 });
  expect(await chargeUsageBatch(database.worker, [], clock)).toMatchObject({ charged: 0 });
});

test('tiers, included reads, duplicates and wallets are the same in a batch', async () => {
  const tiers = [
    { upTo: 2, unitMinor: 100n },
    { upTo: null, unitMinor: 60n },
  ];
  const terms = { ...TEST_TERMS, includedReads: 1, lanes: { STAT: tiers, ROUTINE: tiers, OFF_PEAK: tiers } };
  const tiered = newParties(platform);
  await openTestContract(database.worker, tiered, { terms });
  await chargeUsageBatch(
    database.worker,
    Array.from({ length: 3 }, () => testUsage(tiered)),
    clock,
  );
  await chargeUsageBatch(
    database.worker,
    Array.from({ length: 2 }, () => testUsage(tiered)),
    clock,
  );
  expect((await nets(tiered.customer)).toSorted((a, b) => Number(a - b))).toEqual([0n, 60n, 60n, 100n, 100n]);
  const strict = newParties(platform);
  await openTestContract(database.worker, strict, {
    terms: { ...TEST_TERMS, outcomes: { ...NO_OUTCOME_RULES, duplicates: 'free' } },
  });
  await setWallet(
    database.worker,
    { tenantId: strict.customer, currency: 'USD', prepaid: false, budgetMinor: 1n, hardStop: false },
    clock,
  );
  await chargeUsageBatch(database.worker, [testUsage(strict), testUsage(strict)], clock);
  expect((await nets(strict.customer)).toSorted((a, b) => Number(a - b))).toEqual([0n, 10_003n]);
});
