// What a customer paid: its charges page by page, those of given diagnoses, and a sum per month.
import { withTenant } from '@hounsfield/database';
import { type Currency, type DiagnosisId, type Money, money, type TenantId } from '@hounsfield/kernel';
import { type Kysely, sql } from 'kysely';
import { selectCharges } from './charge.repository.ts';
import type { Charge } from './charge.ts';
import { decodeCursor, monthBounds, type Page, type PageRequest, pageOf, pageSize } from './page.ts';

/** The customer's charges, newest first, of one month (`YYYY-MM`, UTC) where one is given. */
export const chargesPage = <Tables>(
  db: Kysely<Tables>,
  tenantId: TenantId,
  { first, after, month }: PageRequest & { readonly month?: string | undefined },
): Promise<Page<Charge>> =>
  withTenant(db, tenantId, async (trx) => {
    const size = pageSize(first);
    const cursor = decodeCursor(after);
    const bounds = monthBounds(month);
    const rows = await selectCharges(
      trx,
      sql`c.tenant_id = ${tenantId}
        ${cursor ? sql`and (c.charged_at, c.id) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)` : sql``}
        ${bounds ? sql`and c.charged_at >= ${bounds.starts} and c.charged_at < ${bounds.ends}` : sql``}`,
      sql`order by c.charged_at desc, c.id desc limit ${size + 1}`,
    );
    return pageOf(rows, size, ({ chargedAt, id }) => ({ at: chargedAt, id }));
  });

/** The charge of each of the customer's diagnoses that has one (its final read); for a loader. */
export const chargesByDiagnosis = <Tables>(
  db: Kysely<Tables>,
  tenantId: TenantId,
  diagnosisIds: readonly DiagnosisId[],
): Promise<ReadonlyMap<DiagnosisId, Charge>> =>
  withTenant(db, tenantId, async (trx) => {
    const rows = await selectCharges(
      trx,
      sql`c.tenant_id = ${tenantId} and c.id in (select id from metering.usage_event
        where diagnosis_id = any(${[...diagnosisIds]}::uuid[]) and billable_class = 'final')`,
    );
    return new Map(rows.flatMap((row) => (row.diagnosisId ? [[row.diagnosisId, row] as const] : [])));
  });

/** The charges behind the customer's given journals (of an invoice line), oldest first; for the way from invoice to read. */
export const chargesByJournal = <Tables>(
  db: Kysely<Tables>,
  tenantId: TenantId,
  journalIds: readonly bigint[],
): Promise<readonly Charge[]> =>
  withTenant(db, tenantId, (trx) =>
    selectCharges(
      trx,
      sql`c.tenant_id = ${tenantId} and c.journal_id = any(${journalIds.map(String)}::bigint[])`,
      sql`order by c.charged_at, c.id`,
    ),
  );

export type UsageMonth = { readonly month: string; readonly reads: number; readonly net: Money };

/** Reads and their net per month (UTC) and currency, newest first; a refund counts in the month it is given. */
export const usageMonths = <Tables>(db: Kysely<Tables>, tenantId: TenantId): Promise<readonly UsageMonth[]> =>
  withTenant(db, tenantId, async (trx) => {
    const found = await sql<{ month: string; currency: Currency; reads: bigint; net: bigint }>`
      select month, currency, sum(reads)::bigint as reads, sum(net)::bigint as net
      from (
        select to_char(charged_at at time zone 'utc', 'YYYY-MM') as month, currency,
          count(*) filter (where kind = 'usage') as reads, sum(net_minor) as net
        from charging.rated_charge where tenant_id = ${tenantId} group by 1, 2
        union all
        select to_char(refunded_at at time zone 'utc', 'YYYY-MM'), currency, 0, -sum(amount_minor)
        from charging.refund where tenant_id = ${tenantId} group by 1, 2
      ) moves group by month, currency order by month desc, currency`.execute(trx);
    return found.rows.map(({ month, currency, reads, net }) => ({
      month,
      reads: Number(reads),
      net: money(net, currency),
    }));
  });
