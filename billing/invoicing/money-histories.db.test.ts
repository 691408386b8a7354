// Random histories of money against real Postgres: reads, storms, failures, late reads, refunds, months that close with faults in the
// middle, payments in pieces, payouts that come through or do not. Many histories run at once and share the months they close.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  type Charge,
  type ChargeId,
  chargeUsage,
  createContract,
  refundCharge,
  statementEntries,
} from '@hounsfield/charging';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { type Clock, type DiagnosisId, isRefusal, ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { violations } from '@hounsfield/ledger';
import { recordUsage } from '@hounsfield/metering';
import { flatPrice } from '@hounsfield/rating';
import { verifyStatement } from '@hounsfield/statement';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { closePeriod, duePayouts, type InvoiceId, recordPayment, setPayoutTerms, settlePayout } from './index.ts';

const WAVES = 40;
const HISTORIES_A_WAVE = 50;
const MONTHS = 2;
const DAY_MS = 86_400_000;

type Command =
  | { readonly act: 'read'; readonly lane: 'STAT' | 'ROUTINE'; readonly daysAgo: number; readonly storm: number }
  | { readonly act: 'failed' }
  | { readonly act: 'refund'; readonly which: number; readonly basisPoints: number; readonly storm: number }
  | { readonly act: 'pay'; readonly basisPoints: number }
  | { readonly act: 'payouts'; readonly confirm: boolean };
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('read' as const),
      lane: fc.constantFrom('STAT', 'ROUTINE'),
      daysAgo: fc.constantFrom(0, 0, 40),
      storm: fc.constantFrom(1, 1, 3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('failed' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('refund' as const),
      which: fc.nat(9),
      basisPoints: fc.integer({ min: 1, max: 10_000 }),
      storm: fc.constantFrom(1, 2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('pay' as const), basisPoints: fc.integer({ min: 1, max: 10_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('payouts' as const), confirm: fc.boolean() }) },
);
/** Commands by month, with whether the partner is paid when paid, and where the month's close is interrupted. */
const history = fc.record({
  months: fc.array(fc.array(command, { maxLength: 3 }), { minLength: MONTHS, maxLength: MONTHS }),
  payWhenPaid: fc.boolean(),
  vendorShare: fc.integer({ min: 0, max: 6_000 }),
});
const wave = fc.record({
  histories: fc.array(history, { minLength: HISTORIES_A_WAVE, maxLength: HISTORIES_A_WAVE }),
  faults: fc.array(fc.nat(60), { minLength: MONTHS, maxLength: MONTHS }),
});

const { privateKey: signingKey } = generateKeyPairSync('ed25519');
const publicKey = createPublicKey(signingKey).export({ type: 'spki', format: 'pem' }).toString();
// A wave has a database, a platform and a clock of its own.
let database: TestDatabase<unknown>;
let platform: TenantId;
let clock: ManualClock;

/** What one history has done, as the model remembers it. */
class Story {
  readonly customer = newId<TenantId>();
  readonly partner = newId<TenantId>();
  readonly vendor = newId<TenantId>();
  readonly charges: { readonly id: ChargeId; readonly charge: Charge; refunded: bigint }[] = [];

  async open({ payWhenPaid, vendorShare }: { payWhenPaid: boolean; vendorShare: number }): Promise<void> {
    const shares = [
      { partyId: platform, role: 'platform' as const, basisPoints: 4_000 },
      { partyId: this.partner, role: 'partner' as const, basisPoints: 6_000 - vendorShare },
      { partyId: this.vendor, role: 'vendor' as const, basisPoints: vendorShare },
    ];
    const terms = flatPrice({ STAT: 15_003n, ROUTINE: 997n, OFF_PEAK: 1n });
    const made = await createContract(database.worker, {
      tenantId: this.customer,
      productSlug: 'p',
      currency: 'USD',
      validFrom: new Date('2025-01-01Z'),
      terms,
      shares,
    });
    if (isRefusal(made)) throw new Error(made.code);
    await setPayoutTerms(database.worker, {
      partyId: this.partner,
      payWhenPaid,
      holdDays: 0,
      minimumMinor: 1n,
      rail: 'stripe',
    });
  }

  async run(step: Command): Promise<void> {
    if (step.act === 'read') return this.read('completed', step.lane, step.daysAgo, step.storm);
    if (step.act === 'failed') return this.read('failed', 'ROUTINE', 0, 2);
    if (step.act === 'refund') return this.refund(step.which, step.basisPoints, step.storm);
    if (step.act === 'pay') return this.pay(step.basisPoints);
    for (const payout of await duePayouts(database.worker, 'stripe', clock.now()))
      if (payout.partyId === this.partner || payout.partyId === this.vendor) {
        const { id: payoutId, partyId } = payout;
        const end = step.confirm
          ? ({ state: 'confirmed', externalId: payoutId } as const)
          : ({ state: 'rejected' } as const);
        await settlePayout(database.worker, { payoutId, partyId, ...end }, clock);
      }
  }

  async read(outcome: 'completed' | 'failed', lane: 'STAT' | 'ROUTINE', daysAgo: number, storm: number): Promise<void> {
    const usage = {
      tenantId: this.customer,
      diagnosisId: newId<DiagnosisId>(),
      outcome,
      productSlug: 'p',
      lane,
      studySha256: 'ab'.repeat(32),
      modelSlug: 'm',
      modelVersion: '1',
      weightsSha256: 'cd'.repeat(32),
      workflowId: 'w',
      runId: 'r',
      activityId: 'a',
      occurredAt: new Date(clock.now().getTime() - daysAgo * DAY_MS),
    };
    const results = await Promise.all(
      Array.from({ length: storm }, async () =>
        chargeUsage(database.worker, (await recordUsage(database.worker, usage)).id, clock),
      ),
    );
    expect(results).toEqual(results.map(() => results[0]));
    const [charge] = results;
    if (charge?.kind === 'charge') this.charges.push({ id: charge.id, charge, refunded: 0n });
    expect(charge?.kind).toBe(outcome === 'completed' ? 'charge' : 'not-charged');
  }

  async refund(which: number, basisPoints: number, storm: number): Promise<void> {
    const target = this.charges[which % Math.max(1, this.charges.length)];
    if (!target) return;
    const amountMinor = ((target.charge.net.amountMinor - target.refunded) * BigInt(basisPoints) + 9_999n) / 10_000n;
    const order = { chargeId: target.id, amountMinor, reason: 'goodwill' as const, idemKey: newId() };
    const results = await Promise.all(Array.from({ length: storm }, () => refundCharge(database.worker, order, clock)));
    expect(results).toEqual(results.map(() => results[0]));
    if (results[0]?.kind === 'refund') target.refunded += amountMinor;
    else expect(amountMinor).toBe(0n);
  }

  async pay(basisPoints: number): Promise<void> {
    const open = await sql<{
      id: InvoiceId;
      asked: bigint;
    }>`select id, net_minor + tax_minor as asked from invoicing.invoice
      where tenant_id = ${this.customer} and net_minor > 0 order by number`.execute(database.worker);
    for (const { id: invoiceId, asked } of open.rows)
      await recordPayment(
        database.worker,
        { tenantId: this.customer, invoiceId, receivedMinor: (asked * BigInt(basisPoints)) / 10_000n },
        clock,
      );
  }

  /** The laws of the end: what the ledger says follows from what the history did, and every statement proves it. */
  async judge(): Promise<void> {
    const shares = (party: TenantId) =>
      this.charges
        .flatMap(({ charge }) => charge.splits)
        .filter(({ partyId }) => partyId === party)
        .reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
    const told = await sql<{
      charges: bigint;
      net: bigint;
      refunded: bigint;
    }>`select count(*) as charges, coalesce(sum(net_minor), 0)::bigint as net,
      (select coalesce(sum(amount_minor), 0)::bigint from charging.refund where tenant_id = ${this.customer}) as refunded
      from charging.rated_charge where tenant_id = ${this.customer}`.execute(database.worker);
    const net = this.charges.reduce((sum, { charge }) => sum + charge.net.amountMinor, 0n);
    const refunded = this.charges.reduce((sum, one) => sum + one.refunded, 0n);
    expect(told.rows[0]).toEqual({ charges: BigInt(this.charges.length), net, refunded });
    const invoiced = await sql<{
      net: bigint;
    }>`select coalesce(sum(net_minor), 0)::bigint as net from invoicing.invoice where tenant_id = ${this.customer}`.execute(
      database.worker,
    );
    expect(invoiced.rows[0]?.net).toBe(net - refunded);
    for (const party of [this.partner, this.vendor]) {
      const statements = await sql<{
        document: Buffer;
        root: Buffer;
      }>`select s.document, s.root from invoicing.statement s join ledger.billing_period p on p.id = s.period_id
        where s.party_id = ${party} order by p.starts`.execute(database.worker);
      let [previousRoot, earned, given] = ['', 0n, 0n];
      for (const { document, root } of statements.rows) {
        const checked = verifyStatement(gunzipSync(document).toString('utf8'), { publicKey, previousRoot });
        expect(checked.problems).toEqual([]);
        previousRoot = root.toString('hex');
        earned += BigInt(checked.totals?.earned ?? 0);
        given += BigInt(checked.totals?.refunded ?? 0);
      }
      expect(earned).toBe(shares(party));
      expect(given >= 0n && given <= earned).toBe(true);
    }
  }
}

/** A clock that fails on its n-th reading: a crash in the middle of whatever asks it. */
const failingClock = (left: number): Clock => {
  let count = left;
  return {
    now: () => {
      count -= 1;
      if (count < 0) throw new Error('crashed');
      return clock.now();
    },
  };
};

const closeMonth = async (fault: number): Promise<void> => {
  const open = await sql<{
    id: number;
  }>`select id from ledger.billing_period where status <> 'closed' order by starts limit 1`.execute(database.worker);
  const now = clock.now();
  clock.advance(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 10) - now.getTime());
  const period = open.rows[0];
  if (!period) return;
  const deps = {
    db: database.worker,
    signingKey,
    entriesOf: (party: TenantId, id: number) => statementEntries(database.worker, party, id),
  };
  await closePeriod({ ...deps, clock: failingClock(fault) }, period.id).catch((error: Error) =>
    expect(error.message).toBe('crashed'),
  );
  await closePeriod({ ...deps, clock }, period.id);
};

test(
  `${WAVES * HISTORIES_A_WAVE} histories of money end as they must`,
  async () => {
    const seed = Number(process.hrtime.bigint() % 2_147_483_647n);
    process.stdout.write(`money histories: seed ${seed}\n`);
    const property = fc.asyncProperty(wave, async ({ histories, faults }) => {
      database = await createTestDatabase();
      platform = newId<TenantId>();
      clock = new ManualClock(new Date('2026-01-10T00:00:00.000Z'));
      const stories = histories.map((told) => ({ told, story: new Story() }));
      await Promise.all(stories.map(({ told, story }) => story.open(told)));
      for (let month = 0; month < MONTHS; month += 1) {
        await Promise.all(
          stories.map(async ({ told, story }) => {
            for (const step of told.months[month] ?? []) await story.run(step);
          }),
        );
        await closeMonth(faults[month] ?? 0);
      }
      await Promise.all(stories.map(({ story }) => story.judge()));
      expect(await violations(database.worker)).toEqual([]);
      await database.drop();
    });
    await fc.assert(property, { numRuns: WAVES, seed, endOnFailure: true });
  },
  15 * 60_000,
);
