// Billing periods: one calendar month (UTC) of one currency; opened on first use, closed once, never reopened.
import type { Currency } from '@hounsfield/kernel';
import { type Kysely, sql, type Transaction } from 'kysely';

export type BillingPeriod = { readonly id: number; readonly starts: Date; readonly ends: Date };

/** The calendar month (UTC) that holds an instant. */
export const monthOf = (at: Date): { readonly starts: Date; readonly ends: Date } => ({
  starts: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)),
  ends: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)),
});

type Slot = { readonly id: number | null; readonly starts: Date | null; readonly ends: Date | null; readonly at: Date };

/** The instant to post at (now, or the end of the last period that closed, when that is later) and the open period around it. */
const openSlot = async <Tables>(trx: Transaction<Tables>, currency: Currency, now: Date): Promise<Slot> => {
  const found = await sql<Slot>`
    select period.id, period.starts, period.ends, slot.at
    from (select greatest(${now}::timestamptz, (select max(ends) from ledger.billing_period
      where currency = ${currency} and status <> 'open')) as at) slot
      left join ledger.billing_period period on period.currency = ${currency} and period.status = 'open'
        and tstzrange(period.starts, period.ends) @> slot.at`.execute(trx);
  const slot = found.rows[0];
  if (!slot) throw new Error('a query without conditions found nothing');
  return slot;
};

/** The period a posting made `now` belongs to: the current month, or the first one after the last that closed. */
export const openPeriod = async <Tables>(
  trx: Transaction<Tables>,
  currency: Currency,
  now: Date,
): Promise<BillingPeriod> => {
  for (let attempt = 1; ; attempt += 1) {
    const { id, starts, ends, at } = await openSlot(trx, currency, now);
    if (id !== null && starts && ends) return { id, starts, ends };
    if (attempt > 2) throw new Error(`no ${currency} period could be opened for ${now.toISOString()}`);
    const month = monthOf(at);
    await sql`insert into ledger.billing_period (currency, starts, ends)
      values (${currency}, ${month.starts}, ${month.ends}) on conflict do nothing`.execute(trx);
  }
};

const PERIOD_LOCK = 7201;

/**
 * Closes a period to postings: waits for the transactions that are posting into it, then refuses any later one.
 * Safe to repeat: a period that is closing or closed already stays so.
 */
export const beginClose = async <Tables>(db: Kysely<Tables>, periodId: number): Promise<void> =>
  db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${PERIOD_LOCK}, ${periodId})`.execute(trx);
      await sql`update ledger.billing_period set status = 'closing' where id = ${periodId} and status = 'open'`.execute(
        trx,
      );
    });

/** Ends the close: writes every account's balance as of the period's end, then marks the period closed. Safe to repeat. */
export const finishClose = async <Tables>(db: Kysely<Tables>, periodId: number): Promise<void> =>
  db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${PERIOD_LOCK}, ${periodId})`.execute(trx);
      await sql`
        insert into ledger.balance_snapshot (account_id, period_id, party_id, balance_minor)
        select posting.account_id, closing.id, posting.party_id, sum(posting.amount_minor)
        from ledger.billing_period closing
          join ledger.billing_period earlier on earlier.currency = closing.currency and earlier.starts <= closing.starts
          join ledger.journal on journal.period_id = earlier.id
          join ledger.posting on posting.journal_id = journal.id
        where closing.id = ${periodId} and closing.status = 'closing'
        group by posting.account_id, closing.id, posting.party_id
        on conflict do nothing`.execute(trx);
      await sql`update ledger.billing_period set status = 'closed', closed_at = clock_timestamp()
        where id = ${periodId} and status = 'closing'`.execute(trx);
    });
