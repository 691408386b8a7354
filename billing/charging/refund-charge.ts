// Gives back part or all of a charge: every party returns its part by Webster apportionment, so refunds in any pieces come out exact.
import { violatedConstraint } from '@hounsfield/database';
import {
  type Clock,
  type Currency,
  crashPoint,
  type Id,
  type Money,
  money,
  newId,
  type Refusal,
  refusal,
  type TenantId,
} from '@hounsfield/kernel';
import { openPeriod, postJournalInto } from '@hounsfield/ledger';
import { apportionNext, type PartyRole } from '@hounsfield/revenue-share';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { ChargeId } from './charge.ts';
import { accruesOn } from './charge-legs.ts';

export type RefundId = Id<'Refund'>;
export const REFUND_REASONS = ['rejected_read', 'late', 'duplicate', 'dispute', 'goodwill', 'volume_trueup'] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

export type RefundOrder = {
  readonly chargeId: ChargeId;
  /** Minor units to give back; `all` for whatever is left of the charge. */
  readonly amountMinor: bigint | 'all';
  readonly reason: RefundReason;
  /** Names the act, e.g. `reject:<verdict id>`: a second order under it returns the first refund. */
  readonly idemKey: string;
};
export type Refund = {
  readonly kind: 'refund';
  readonly id: RefundId;
  readonly chargeId: ChargeId;
  readonly reason: RefundReason;
  readonly amount: Money;
  /** Refunded of this charge before, not counting this. */
  readonly prior: Money;
  readonly refundedAt: Date;
  readonly splits: readonly { readonly partyId: TenantId; readonly role: PartyRole; readonly amount: Money }[];
};
export type RefundRefusal = Refusal<'NO_SUCH_CHARGE' | 'NOTHING_TO_REFUND' | 'MORE_THAN_CHARGED'>;

type ChargeRow = {
  tenant_id: TenantId;
  product_slug: string;
  currency: Currency;
  net_minor: bigint;
  occurred_at: Date;
  prior: bigint;
  seq: number;
};
type SplitRow = { party_id: TenantId; role: PartyRole; amount_minor: bigint };

const refundByKey = async <Tables>(db: Kysely<Tables>, idemKey: string): Promise<Refund | undefined> => {
  const found = await sql<{
    id: RefundId;
    charge_id: ChargeId;
    reason: RefundReason;
    currency: Currency;
    amount_minor: bigint;
    prior_minor: bigint;
    refunded_at: Date;
    splits: { partyId: TenantId; role: PartyRole; amountMinor: string }[];
  }>`select r.*, (select json_agg(json_build_object('partyId', s.party_id, 'role', s.role, 'amountMinor', s.amount_minor::text)
      order by s.role, s.party_id) from charging.refund_split s where s.refund_id = r.id) as splits
    from charging.refund r where r.idem_key = ${idemKey}`.execute(db);
  const row = found.rows[0];
  return (
    row && {
      kind: 'refund',
      id: row.id,
      chargeId: row.charge_id,
      reason: row.reason,
      amount: money(row.amount_minor, row.currency),
      prior: money(row.prior_minor, row.currency),
      refundedAt: row.refunded_at,
      splits: row.splits.map(({ partyId, role, amountMinor }) => ({
        partyId,
        role,
        amount: money(BigInt(amountMinor), row.currency),
      })),
    }
  );
};

const write = async <Tables>(
  trx: Transaction<Tables>,
  order: RefundOrder,
  now: Date,
): Promise<RefundRefusal | undefined> => {
  const charges = await sql<ChargeRow>`select c.tenant_id, c.product_slug, c.currency, c.net_minor, c.occurred_at,
      coalesce(sum(r.amount_minor), 0)::bigint as prior, count(r.id)::int + 1 as seq
    from charging.rated_charge c left join charging.refund r on r.charge_id = c.id
    where c.id = ${order.chargeId} group by c.id`.execute(trx);
  const charge = charges.rows[0];
  if (!charge) return refusal('NO_SUCH_CHARGE', 'No such charge.');
  const left = charge.net_minor - charge.prior;
  const amount = order.amountMinor === 'all' ? left : order.amountMinor;
  if (amount <= 0n) return refusal('NOTHING_TO_REFUND', 'There is nothing to give back.');
  if (amount > left) return refusal('MORE_THAN_CHARGED', 'More than is left of the charge.');
  const shares = await sql<SplitRow>`select party_id, role, amount_minor from charging.charge_split
    where charge_id = ${order.chargeId}
    order by array_position(array['platform', 'partner', 'reading_centre', 'vendor', 'annotator'], role), party_id`.execute(
    trx,
  );
  const parts = apportionNext(
    charge.prior,
    amount,
    shares.rows.map(({ amount_minor }) => amount_minor),
  );
  const splits = shares.rows.map((share, index) => ({ ...share, back: parts[index] ?? 0n }));
  const period = await openPeriod(trx, charge.currency, now);
  const journal = await postJournalInto(trx, period.id, {
    idemKey: `refund:${order.chargeId}:${charge.seq}`,
    kind: 'refund',
    currency: charge.currency,
    effectiveAt: now,
    label: `${charge.product_slug} ${order.reason}`,
    legs: [
      { kind: 'customer_unbilled', partyId: charge.tenant_id, amountMinor: -amount },
      ...splits
        .filter(({ back }) => back > 0n)
        .map(({ role, party_id, back }) => ({ kind: accruesOn(role), partyId: party_id, amountMinor: back })),
    ],
  });
  await sql`
    insert into charging.refund (id, tenant_id, charge_id, seq, idem_key, reason, currency, amount_minor, prior_minor,
      period_id, journal_id, refunded_at)
    values (${newId<RefundId>()}, ${charge.tenant_id}, ${order.chargeId}, ${charge.seq}, ${order.idemKey}, ${order.reason},
      ${charge.currency}, ${amount}, ${charge.prior}, ${period.id}, ${journal.id}, ${now})`.execute(trx);
  await sql`
    insert into charging.refund_split (refund_id, party_id, role, tenant_id, amount_minor, refunded_at)
    select refund.id, split.party_id, split.role, refund.tenant_id, split.amount_minor, refund.refunded_at
    from charging.refund cross join unnest(${splits.map(({ party_id }) => party_id)}::uuid[],
      ${splits.map(({ role }) => role)}::text[], ${splits.map(({ back }) => back)}::bigint[])
      as split(party_id, role, amount_minor)
    where refund.idem_key = ${order.idemKey}`.execute(trx);
  crashPoint('refund:before-commit');
  return undefined;
};

const mayRetry = (error: unknown): boolean =>
  ['refund_once', 'refund_seq_once', 'refund_sealed', 'period_open'].includes(
    violatedConstraint(error)?.constraint ?? '',
  ) || ['40P01', '40001'].includes((error as { code?: string }).code ?? '');

const ATTEMPTS = 8;

/**
 * Refunds a charge once per key: one transaction with the refund, what each party returns, and its journal. Refunds of one
 * charge may race: each is built on those before it. Needs the worker role.
 */
export const refundCharge = async <Tables>(
  db: Kysely<Tables>,
  order: RefundOrder,
  clock: Clock,
): Promise<Refund | RefundRefusal> => {
  for (let attempt = 1; ; attempt += 1) {
    const known = await refundByKey(db, order.idemKey);
    if (known) return known;
    try {
      const refused = await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute((trx) => write(trx, order, clock.now()));
      if (refused) return (await refundByKey(db, order.idemKey)) ?? refused;
    } catch (error) {
      if (attempt >= ATTEMPTS || !mayRetry(error)) throw error;
    }
  }
};
