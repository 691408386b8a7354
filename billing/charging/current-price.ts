// The price one read would cost now: what the customer is shown, and what it orders at.

import { withTenant } from '@hounsfield/database';
import { type Currency, isRefusal, type Money, money, type TenantId } from '@hounsfield/kernel';
import { monthOf } from '@hounsfield/ledger';
import type { UsageLane } from '@hounsfield/metering';
import { countsReads, parsePriceTerms, rate } from '@hounsfield/rating';
import { type Kysely, sql, type Transaction } from 'kysely';

export type CurrentPrice = {
  readonly price: Money;
  /** Ordering with it locks these terms for that read. */
  readonly priceVersion: number;
  /** Reads of this month that are still included, after the ones charged so far. */
  readonly includedReadsLeft: number;
};

/** {@link currentPrice} in the caller's transaction. */
export const priceOfNextRead = async <Tables>(
  trx: Transaction<Tables>,
  tenantId: TenantId,
  productSlug: string,
  lane: UsageLane,
  at: Date,
): Promise<CurrentPrice | undefined> => {
  const { starts } = monthOf(at);
  const found = await sql<{ currency: Currency; version: number; terms: unknown; reads: bigint }>`
    select c.currency, v.version, v.terms, coalesce(counter.n, 0) as reads
    from charging.contract c
      join charging.price_version v on v.tenant_id = c.tenant_id and v.contract_id = c.id and v.valid @> ${at}::timestamptz
      left join ledger.billing_period period on period.currency = c.currency and period.starts = ${starts}
      left join charging.contract_period_counter counter on counter.tenant_id = c.tenant_id
        and counter.contract_id = c.id and counter.meter = 'reads' and counter.period_id = period.id
    where c.tenant_id = ${tenantId} and c.product_slug = ${productSlug} and c.valid @> ${at}::timestamptz`.execute(trx);
  const row = found.rows[0];
  if (!row) return undefined;
  const terms = parsePriceTerms(row.terms);
  if (isRefusal(terms)) throw new Error(terms.message);
  const reads = Number(row.reads);
  const { netMinor } = rate(terms, { lane, tierSeq: countsReads(terms) ? reads + 1 : 0 });
  return {
    price: money(netMinor, row.currency),
    priceVersion: row.version,
    includedReadsLeft: Math.max(0, terms.includedReads - reads),
  };
};

/**
 * What the next read costs a customer at an instant; undefined when it has no contract for the product. Under terms with
 * tiers it is the price of the read that would be charged next.
 */
export const currentPrice = <Tables>(
  db: Kysely<Tables>,
  tenantId: TenantId,
  productSlug: string,
  lane: UsageLane,
  at: Date,
): Promise<CurrentPrice | undefined> =>
  withTenant(db, tenantId, (trx) => priceOfNextRead(trx, tenantId, productSlug, lane, at));
