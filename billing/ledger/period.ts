// Billing periods: one calendar month (UTC) of one currency; opened on first use, closed once, never reopened.
import type { Currency } from '@hounsfield/kernel';
import { type Kysely, sql, type Transaction } from 'kysely';

export type BillingPeriod = { readonly id: number; readonly starts: Date; readonly ends: Date };

/** How many months ahead a posting may be carried when the months before are closed already. */
const MONTHS_AHEAD = 12;

/** The calendar month (UTC) that holds an instant, `ahead` months later. */
export const monthOf = (at: Date, ahead = 0): { readonly starts: Date; readonly ends: Date } => ({
  starts: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead, 1)),
  ends: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead + 1, 1)),
});

/** The period a posting made `now` belongs to: the current month, or the next one that is still open. */
export const openPeriod = async <Tables>(
  trx: Transaction<Tables>,
  currency: Currency,
  now: Date,
): Promise<BillingPeriod> => {
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
    const { starts, ends } = monthOf(now, ahead);
    const select = () =>
      sql<BillingPeriod & { status: string }>`select id, starts, ends, status from ledger.billing_period
        where currency = ${currency} and tstzrange(starts, ends) @> ${starts}::timestamptz`.execute(trx);
    let found = (await select()).rows[0];
    if (!found) {
      await sql`insert into ledger.billing_period (currency, starts, ends) values (${currency}, ${starts}, ${ends})
        on conflict do nothing`.execute(trx);
      found = (await select()).rows[0];
    }
    if (found?.status === 'open') return { id: found.id, starts: found.starts, ends: found.ends };
  }
  throw new Error(`no open ${currency} period within ${MONTHS_AHEAD} months of ${now.toISOString()}`);
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
