import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { isRefusal, ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { balanceOf, postJournal, violations } from '@hounsfield/ledger';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql, type Transaction } from 'kysely';
import { type Charge, type ChargeId, chargeUsage, type Refund, refundCharge } from './index.ts';
import { newParties, openTestContract, recordTestRead, TEST_DAY, type TestParties } from './test-contract.ts';

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

const freshCharge = async (): Promise<Charge> => {
  const event = await recordTestRead(database.worker, parties);
  const charge = await chargeUsage(database.worker, event.id, clock);
  if (charge.kind !== 'charge') throw new Error(charge.kind);
  return charge;
};
const refund = async (chargeId: ChargeId, amountMinor: bigint | 'all', idemKey: string = newId()): Promise<Refund> => {
  const done = await refundCharge(database.worker, { chargeId, amountMinor, reason: 'goodwill', idemKey }, clock);
  if (isRefusal(done)) throw new Error(done.code);
  return done;
};

test('a charge refunded in pieces gives back to everyone exactly what was taken', async () => {
  const charge = await freshCharge();
  const before = await balanceOf(database.worker, { kind: 'partner_accrued', partyId: parties.partner }, 'USD');
  const pieces = [
    await refund(charge.id, 1n),
    await refund(charge.id, 3_333n),
    await refund(charge.id, 4_000n),
    await refund(charge.id, 'all'),
  ];
  for (const { partyId, role, amount } of charge.splits) {
    const back = pieces
      .flatMap(({ splits }) => splits)
      .filter((split) => split.partyId === partyId && split.role === role);
    expect(back.reduce((sum, split) => sum + split.amount.amountMinor, 0n)).toBe(amount.amountMinor);
  }
  const after = await balanceOf(database.worker, { kind: 'partner_accrued', partyId: parties.partner }, 'USD');
  expect(after.amountMinor - before.amountMinor).toBe(5_577n);
});

test('one order is one refund, however often it is given', async () => {
  const charge = await freshCharge();
  const first = await refund(charge.id, 100n, 'once');
  const again = await Promise.all(Array.from({ length: 8 }, () => refund(charge.id, 100n, 'once')));
  expect(again).toEqual(Array.from({ length: 8 }, () => first));
});

test('refunds that race build on one another and never exceed the charge', async () => {
  const charge = await freshCharge();
  const racing = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      refundCharge(
        database.worker,
        { chargeId: charge.id, amountMinor: 3_000n, reason: 'dispute', idemKey: `race:${charge.id}:${index}` },
        clock,
      ),
    ),
  );
  expect(racing.filter((one) => one.kind === 'refund')).toHaveLength(3);
  expect(racing.filter((one) => isRefusal(one) && one.code === 'MORE_THAN_CHARGED')).toHaveLength(3);
});

test('nothing, and more than there is, is refused', async () => {
  const charge = await freshCharge();
  const order = { chargeId: charge.id, reason: 'goodwill' } as const;
  expect(await refundCharge(database.worker, { ...order, amountMinor: 0n, idemKey: 'zero' }, clock)).toMatchObject({
    code: 'NOTHING_TO_REFUND',
  });
  expect(await refundCharge(database.worker, { ...order, amountMinor: 10_004n, idemKey: 'much' }, clock)).toMatchObject(
    { code: 'MORE_THAN_CHARGED' },
  );
  expect(
    await refundCharge(
      database.worker,
      { ...order, chargeId: newId<ChargeId>(), amountMinor: 1n, idemKey: 'who' },
      clock,
    ),
  ).toMatchObject({ code: 'NO_SUCH_CHARGE' });
});

type Attack = {
  readonly amount: bigint;
  readonly prior: bigint;
  readonly seq: number;
  readonly splits: readonly (readonly [keyof TestParties, string, bigint])[];
};
const attack = (charge: Charge, { amount, prior, seq, splits }: Attack): Promise<void> =>
  database.owner.transaction().execute(async (trx: Transaction<unknown>) => {
    const id = newId();
    const posted = await postJournal(
      trx,
      {
        idemKey: `attack:${id}`,
        kind: 'refund',
        currency: 'USD',
        effectiveAt: TEST_DAY,
        legs: [
          { kind: 'customer_unbilled', partyId: parties.customer, amountMinor: -amount },
          ...splits.map(([party, role, part]) => ({
            kind: role === 'platform' ? ('platform_revenue' as const) : (`${role}_accrued` as 'vendor_accrued'),
            partyId: parties[party],
            amountMinor: part,
          })),
        ],
      },
      TEST_DAY,
    );
    await sql`insert into charging.refund (id, tenant_id, charge_id, seq, idem_key, reason, currency, amount_minor, prior_minor, period_id, journal_id, refunded_at)
      values (${id}, ${parties.customer}, ${charge.id}, ${seq}, ${id}, 'goodwill', 'USD', ${amount}, ${prior}, ${posted.periodId}, ${posted.id}, ${TEST_DAY})`.execute(
      trx,
    );
    for (const [party, role, part] of splits)
      await sql`insert into charging.refund_split values (${id}, ${parties[party]}, ${role}, ${parties.customer}, ${part}, ${TEST_DAY})`.execute(
        trx,
      );
  });

test.each<readonly [string, Attack, string]>([
  [
    'more than the charge',
    { amount: 10_004n, prior: 0n, seq: 1, splits: [['platform', 'platform', 10_004n]] },
    'refund_bound',
  ],
  ['a forged prior', { amount: 1n, prior: 5n, seq: 1, splits: [['platform', 'platform', 1n]] }, 'refund_bound'],
  ['a skipped place', { amount: 1n, prior: 0n, seq: 2, splits: [['platform', 'platform', 1n]] }, 'refund_bound'],
  [
    'one party beyond its share',
    { amount: 3_027n, prior: 0n, seq: 1, splits: [['platform', 'platform', 3_027n]] },
    'refund_party_bound',
  ],
  [
    'a party that got nothing',
    { amount: 1n, prior: 0n, seq: 1, splits: [['vendor', 'annotator', 1n]] },
    'refund_party_bound',
  ],
])('I6: a refund by SQL of %s fails at commit', async (_, attempt, constraint) => {
  await expect(attack(await freshCharge(), attempt)).rejects.toMatchObject({ constraint });
});

test("I6: a refund's own place is taken once, and refunds never change", async () => {
  const charge = await freshCharge();
  await refund(charge.id, 10n);
  const twice = attack(charge, { amount: 1n, prior: 0n, seq: 1, splits: [['platform', 'platform', 1n]] });
  await expect(twice).rejects.toMatchObject({ constraint: 'refund_seq_once' });
  await expect(sql`update charging.refund set amount_minor = 1`.execute(database.owner)).rejects.toMatchObject({
    code: '42501',
  });
  await expect(sql`delete from charging.refund_split`.execute(database.owner)).rejects.toMatchObject({ code: '42501' });
});
