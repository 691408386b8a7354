// Reserve, capture, release: an ordered read holds its price like a card authorisation, until it is charged or falls away.
import { withTenant } from '@hounsfield/database';
import {
  type Clock,
  type Currency,
  type DiagnosisId,
  type Money,
  type Refusal,
  refusal,
  type TenantId,
} from '@hounsfield/kernel';
import { type BillingPeriod, postJournalInto } from '@hounsfield/ledger';
import type { UsageLane } from '@hounsfield/metering';
import { type Kysely, sql, type Transaction } from 'kysely';
import { priceOfNextRead } from './current-price.ts';
import { lockWallet, monthDate, raiseAlerts, type WalletRow } from './wallet.ts';

export type ReadOrder = {
  readonly tenantId: TenantId;
  readonly diagnosisId: DiagnosisId;
  readonly productSlug: string;
  readonly lane: UsageLane;
  /** The price version the customer saw; another one in force by now is refused. */
  readonly priceVersion?: number | undefined;
};
export type Reservation = {
  readonly kind: 'reservation';
  readonly price: Money;
  /** To be locked into the read. */
  readonly priceVersion: number;
  /** False for a customer without a wallet, which is billed afterwards. */
  readonly held: boolean;
};
/** The money refusals map to HTTP 402. */
export type ReserveRefusal = Refusal<'NO_CONTRACT' | 'PRICE_CHANGED' | 'BUDGET_EXCEEDED' | 'PREPAID_EXHAUSTED'>;

/** Why a wallet does not allow an order; STAT is never stopped by money. */
const stopped = (wallet: WalletRow, lane: UsageLane, amountMinor: bigint): ReserveRefusal | undefined => {
  if (lane === 'STAT') return undefined;
  const { prepaid, credit_minor, held_minor, hard_stop, budget_minor, spent_minor } = wallet;
  if (prepaid && amountMinor > credit_minor - held_minor)
    return refusal('PREPAID_EXHAUSTED', 'The prepaid credit does not cover this read.');
  if (hard_stop && budget_minor !== null && spent_minor + held_minor + amountMinor > budget_minor)
    return refusal('BUDGET_EXCEEDED', 'The budget of this month does not cover this read.');
  return undefined;
};

/** Prices an order and holds its price in the caller's transaction; a second order of the same diagnosis holds nothing more. */
export const reserveReadIn = async <Tables>(
  trx: Transaction<Tables>,
  order: ReadOrder,
  now: Date,
): Promise<Reservation | ReserveRefusal> => {
  const { tenantId, diagnosisId, productSlug, lane } = order;
  const quote = await priceOfNextRead(trx, tenantId, productSlug, lane, now);
  if (!quote) return refusal('NO_CONTRACT', 'There is no contract for this product.');
  if (order.priceVersion !== undefined && order.priceVersion !== quote.priceVersion)
    return refusal('PRICE_CHANGED', 'The price has changed since it was shown.');
  const { price, priceVersion } = quote;
  const wallet = await lockWallet(trx, tenantId, price.currency, now);
  if (!wallet) return { kind: 'reservation', price, priceVersion, held: false };
  const known = await sql`select 1 from charging.reservation
    where tenant_id = ${tenantId} and diagnosis_id = ${diagnosisId}`.execute(trx);
  if (known.rows.length > 0) return { kind: 'reservation', price, priceVersion, held: true };
  const refused = stopped(wallet, lane, price.amountMinor);
  if (refused) return refused;
  await sql`insert into charging.reservation (tenant_id, diagnosis_id, currency, product_slug, lane, price_version, amount_minor, held_at)
    values (${tenantId}, ${diagnosisId}, ${price.currency}, ${productSlug}, ${lane}, ${priceVersion}, ${price.amountMinor}, ${now})`.execute(
    trx,
  );
  await sql`update charging.wallet set held_minor = held_minor + ${price.amountMinor}
    where tenant_id = ${tenantId} and currency = ${price.currency}`.execute(trx);
  return { kind: 'reservation', price, priceVersion, held: true };
};

/** {@link reserveReadIn} in a transaction of its own, on the customer's behalf. */
export const reserveRead = <Tables>(
  db: Kysely<Tables>,
  order: ReadOrder,
  clock: Clock,
): Promise<Reservation | ReserveRefusal> =>
  withTenant(db, order.tenantId, (trx) => reserveReadIn(trx, order, clock.now()));

/** Settles the diagnosis' reservation, if it is held, and returns what it held. The wallet must be locked. */
const settle = async <Tables>(
  trx: Transaction<Tables>,
  tenantId: TenantId,
  diagnosisId: DiagnosisId,
  state: 'captured' | 'released',
  now: Date,
): Promise<void> => {
  await sql`with settled as (
      update charging.reservation set state = ${state}, settled_at = ${now}
      where tenant_id = ${tenantId} and diagnosis_id = ${diagnosisId} and state = 'held'
      returning currency, amount_minor)
    update charging.wallet set held_minor = held_minor - settled.amount_minor from settled
    where wallet.tenant_id = ${tenantId} and wallet.currency = settled.currency`.execute(trx);
};

/** Lets go of what a read holds, because it will not be charged; a read that holds nothing is left alone. */
export const releaseReadIn = async <Tables>(
  trx: Transaction<Tables>,
  tenantId: TenantId,
  diagnosisId: DiagnosisId,
  now: Date,
): Promise<void> => {
  const held = await sql<{ currency: Currency }>`select currency from charging.reservation
    where tenant_id = ${tenantId} and diagnosis_id = ${diagnosisId} and state = 'held'`.execute(trx);
  const currency = held.rows[0]?.currency;
  if (currency === undefined) return;
  await lockWallet(trx, tenantId, currency, now);
  await settle(trx, tenantId, diagnosisId, 'released', now);
};

/** {@link releaseReadIn} in a transaction of its own, on the customer's behalf. */
export const releaseRead = <Tables>(
  db: Kysely<Tables>,
  tenantId: TenantId,
  diagnosisId: DiagnosisId,
  clock: Clock,
): Promise<void> => withTenant(db, tenantId, (trx) => releaseReadIn(trx, tenantId, diagnosisId, clock.now()));

type Captured = {
  readonly tenantId: TenantId;
  readonly diagnosisId: DiagnosisId;
  readonly chargeId: string;
  readonly currency: Currency;
  readonly netMinor: bigint;
  readonly period: BillingPeriod;
};

/**
 * Takes a charge from the customer's wallet, in the charge's own transaction: settles the reservation, counts the month's
 * spending and raises alerts, and draws prepaid credit as far as it goes; what it does not cover stays to be invoiced.
 */
export const captureRead = async <Tables>(trx: Transaction<Tables>, captured: Captured, now: Date): Promise<void> => {
  const { tenantId, diagnosisId, chargeId, currency, netMinor, period } = captured;
  const wallet = await lockWallet(trx, tenantId, currency, now);
  if (!wallet) return;
  await settle(trx, tenantId, diagnosisId, 'captured', now);
  await sql`insert into charging.wallet_month as month (tenant_id, currency, month, spent_minor)
    values (${tenantId}, ${currency}, ${monthDate(now)}::date, ${netMinor})
    on conflict (tenant_id, currency, month) do update set spent_minor = month.spent_minor + excluded.spent_minor`.execute(
    trx,
  );
  if (wallet.budget_minor !== null)
    await raiseAlerts(
      trx,
      tenantId,
      currency,
      { budgetMinor: wallet.budget_minor, spentMinor: wallet.spent_minor + netMinor },
      now,
    );
  const draw = !wallet.prepaid ? 0n : netMinor < wallet.credit_minor ? netMinor : wallet.credit_minor;
  if (draw === 0n) return;
  await postJournalInto(trx, period.id, {
    idemKey: `draw:${chargeId}`,
    kind: 'credit_draw',
    currency,
    effectiveAt: now,
    legs: [
      { kind: 'customer_credit', partyId: tenantId, amountMinor: draw },
      { kind: 'customer_unbilled', partyId: tenantId, amountMinor: -draw },
    ],
  });
  await sql`update charging.wallet set credit_minor = credit_minor - ${draw}
    where tenant_id = ${tenantId} and currency = ${currency}`.execute(trx);
};
