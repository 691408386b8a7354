// What a party earned: a sum per month and the reads behind it, under the party's own pseudonyms and never a patient's data.
import { withTenant } from '@hounsfield/database';
import { type Currency, type Money, money, type TenantId } from '@hounsfield/kernel';
import type { PartyRole } from '@hounsfield/revenue-share';
import { type Kysely, sql } from 'kysely';
import type { ChargeId } from './charge.ts';
import { decodeCursor, monthBounds, type Page, type PageRequest, pageOf, pageSize } from './page.ts';

export type RevenueMonth = { readonly month: string; readonly reads: number; readonly earned: Money };

/** Reads that earned the party a share, and the sum of its shares less what it gave back, per month (UTC) and currency. */
export const revenueMonths = <Tables>(db: Kysely<Tables>, partyId: TenantId): Promise<readonly RevenueMonth[]> =>
  withTenant(db, partyId, async (trx) => {
    const found = await sql<{ month: string; currency: Currency; reads: bigint; earned: bigint }>`
      select month, currency, sum(reads)::bigint as reads, sum(earned)::bigint as earned
      from (
        select to_char(s.charged_at at time zone 'utc', 'YYYY-MM') as month, c.currency,
          count(distinct s.charge_id) as reads, sum(s.amount_minor) as earned
        from charging.charge_split s join charging.rated_charge c on c.id = s.charge_id
        where s.party_id = ${partyId} group by 1, 2
        union all
        select to_char(s.refunded_at at time zone 'utc', 'YYYY-MM'), r.currency, 0, -sum(s.amount_minor)
        from charging.refund_split s join charging.refund r on r.id = s.refund_id
        where s.party_id = ${partyId} group by 1, 2
      ) moves group by month, currency order by month desc, currency`.execute(trx);
    return found.rows.map(({ month, currency, reads, earned }) => ({
      month,
      reads: Number(reads),
      earned: money(earned, currency),
    }));
  });

export type RevenueRead = {
  readonly chargeId: ChargeId;
  /** Stable for this party, unlinkable to what any other party sees. */
  readonly pseudonym: string;
  readonly productSlug: string;
  readonly customerId: TenantId;
  readonly role: PartyRole;
  readonly chargedAt: Date;
  readonly net: Money;
  readonly share: Money;
  readonly shareBasisPoints: number;
  readonly splitVersion: number;
};

/** The reads of one month (`YYYY-MM`, UTC) that earned the party a share, newest first; no month, no reads. */
export const revenueReads = <Tables>(
  db: Kysely<Tables>,
  partyId: TenantId,
  { first, after, month }: PageRequest & { readonly month: string },
): Promise<Page<RevenueRead>> =>
  withTenant(db, partyId, async (trx) => {
    const size = pageSize(first);
    const cursor = decodeCursor(after);
    const bounds = monthBounds(month);
    if (!bounds) return { edges: [], hasNextPage: false };
    // One row a charge: a party with several roles in it has them summed, under its first role's name.
    const found = await sql<{
      charge_id: ChargeId;
      pseudonym: string;
      product_slug: string;
      tenant_id: TenantId;
      role: PartyRole;
      charged_at: Date;
      currency: Currency;
      net_minor: bigint;
      share_minor: bigint;
      basis_points: number;
      split_version: number;
    }>`
      select s.charge_id, min(encode(s.pseudonym, 'hex')) as pseudonym, c.product_slug, c.tenant_id, min(s.role) as role,
        s.charged_at, c.currency, c.net_minor, sum(s.amount_minor)::bigint as share_minor,
        sum(s.basis_points)::int as basis_points, c.split_version
      from charging.charge_split s join charging.rated_charge c on c.id = s.charge_id
      where s.party_id = ${partyId} and s.charged_at >= ${bounds.starts} and s.charged_at < ${bounds.ends}
        ${cursor ? sql`and (s.charged_at, s.charge_id) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)` : sql``}
      group by s.charge_id, s.charged_at, c.id
      order by s.charged_at desc, s.charge_id desc limit ${size + 1}`.execute(trx);
    const reads = found.rows.map((row) => ({
      chargeId: row.charge_id,
      pseudonym: row.pseudonym,
      productSlug: row.product_slug,
      customerId: row.tenant_id,
      role: row.role,
      chargedAt: row.charged_at,
      net: money(row.net_minor, row.currency),
      share: money(row.share_minor, row.currency),
      shareBasisPoints: row.basis_points,
      splitVersion: row.split_version,
    }));
    return pageOf(reads, size, ({ chargedAt, chargeId }) => ({ at: chargedAt, id: chargeId }));
  });
