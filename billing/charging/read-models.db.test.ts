import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import type { UsageEvent } from '@hounsfield/metering';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type ChargeId,
  chargesByDiagnosis,
  chargesPage,
  chargeUsage,
  refundCharge,
  revenueMonths,
  revenueReads,
  usageMonths,
} from './index.ts';
import { newParties, openTestContract, recordTestRead, type TestParties } from './test-contract.ts';

let database: TestDatabase<unknown>;
const platform = newId<TenantId>();
let parties: TestParties;
const events: UsageEvent[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  parties = newParties(platform);
  await openTestContract(database.worker, parties);
  for (const month of ['2026-10-05', '2026-11-05'])
    for (let read = 0; read < 5; read += 1) {
      const at = new Date(`${month}T00:00:0${read}.000Z`);
      const event = await recordTestRead(database.worker, parties, { occurredAt: at });
      await chargeUsage(database.worker, event.id, new ManualClock(at));
      events.push(event);
    }
});
afterAll(() => database.drop());

test('a customer pages through its charges newest first, each once, and finds them by diagnosis', async () => {
  const seen: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await chargesPage(database.app, parties.customer, { first: 3, after });
    seen.push(...page.edges.map(({ node }) => node.id));
    after = page.edges.at(-1)?.cursor;
    if (!page.hasNextPage) break;
  }
  expect(seen).toEqual(events.map(({ id }) => id).toReversed());
  const found = await chargesByDiagnosis(
    database.app,
    parties.customer,
    events.slice(0, 2).map(({ diagnosisId }) => diagnosisId),
  );
  expect([...found.values()].map(({ id }) => id).toSorted()).toEqual(
    events
      .slice(0, 2)
      .map(({ id }) => id)
      .toSorted(),
  );
});

test('a customer sees all shares of its charges, of one month when it asks for one', async () => {
  const page = await chargesPage(database.app, parties.customer, { first: 50, month: '2026-10' });
  expect(page.edges).toHaveLength(5);
  expect(page.edges[0]?.node.splits).toHaveLength(3);
  expect(page.edges[0]?.node.diagnosisId).toBe(events[4]?.diagnosisId);
});

test('usage and revenue sum up by month, to the minor unit', async () => {
  const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'USD' });
  expect(await usageMonths(database.app, parties.customer)).toEqual([
    { month: '2026-11', reads: 5, net: usd(50_015n) },
    { month: '2026-10', reads: 5, net: usd(50_015n) },
  ]);
  expect((await revenueMonths(database.app, parties.partner))[0]).toEqual({
    month: '2026-11',
    reads: 5,
    earned: usd(27_885n),
  });
  expect(await revenueMonths(database.app, parties.customer)).toEqual([]);
});

test('a refund lowers what was paid and what was earned in the month it is given', async () => {
  const alone = newParties(platform);
  await openTestContract(database.worker, alone);
  const event = await recordTestRead(database.worker, alone, { occurredAt: new Date('2026-10-09T00:00:00.000Z') });
  await chargeUsage(database.worker, event.id, new ManualClock(new Date('2026-10-09T00:00:00.000Z')));
  const order = {
    chargeId: event.id as string as ChargeId,
    amountMinor: 10_000n,
    reason: 'dispute',
    idemKey: event.id,
  } as const;
  await refundCharge(database.worker, order, new ManualClock(new Date('2026-11-09T00:00:00.000Z')));
  const nets = (await usageMonths(database.app, alone.customer)).map(({ month, reads, net }) => [
    month,
    reads,
    net.amountMinor,
  ]);
  expect(nets).toEqual([
    ['2026-11', 0, -10_000n],
    ['2026-10', 1, 10_003n],
  ]);
  const earned = (await revenueMonths(database.app, alone.vendor)).map(({ earned: { amountMinor } }) => amountMinor);
  expect(earned).toEqual([-1_400n, 1_400n]);
});

test('a partner drills from a month to its reads, sees its own share alone, and never a diagnosis', async () => {
  const first = await revenueReads(database.app, parties.partner, { month: '2026-11', first: 3 });
  const rest = await revenueReads(database.app, parties.partner, {
    month: '2026-11',
    first: 3,
    after: first.edges.at(-1)?.cursor,
  });
  const reads = [...first.edges, ...rest.edges].map(({ node }) => node);
  expect(reads).toHaveLength(5);
  expect([first.hasNextPage, rest.hasNextPage]).toEqual([true, false]);
  expect(reads[0]).toMatchObject({
    share: { amountMinor: 5577n, currency: 'USD' },
    shareBasisPoints: 5575,
    role: 'partner',
  });
  const text = JSON.stringify(reads, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  for (const { diagnosisId } of events) expect(text).not.toContain(diagnosisId);
});

test('two parties know the same read by different pseudonyms', async () => {
  const names = async (party: TenantId) =>
    (await revenueReads(database.app, party, { month: '2026-11', first: 50 })).edges.map(({ node }) => node.pseudonym);
  const [partner, vendor] = [await names(parties.partner), await names(parties.vendor)];
  expect(new Set([...partner, ...vendor]).size).toBe(10);
});

test('a cursor that is not ours starts from the top, and a month that is none has no reads', async () => {
  const page = await chargesPage(database.app, parties.customer, { first: 1, after: 'nonsense' });
  expect(page.edges[0]?.node.id).toBe(events.at(-1)?.id);
  expect((await revenueReads(database.app, parties.partner, { month: 'May', first: 1 })).edges).toEqual([]);
});
