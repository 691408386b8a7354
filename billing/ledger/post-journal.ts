// Posts one balanced journal: the accounts are made on first use, and a second post under the same key returns the first.
import type { Currency } from '@hounsfield/kernel';
import { sql, type Transaction } from 'kysely';
import { openPeriod } from './period.ts';

export const ACCOUNT_KINDS = [
  'customer_unbilled',
  'customer_receivable',
  'customer_credit',
  'platform_revenue',
  'partner_accrued',
  'partner_payable',
  'reading_centre_accrued',
  'reading_centre_payable',
  'vendor_accrued',
  'vendor_payable',
  'annotator_accrued',
  'annotator_payable',
  'tax_payable',
  'deferred_revenue',
  'cash_stripe',
  'stripe_fees',
  'in_transit',
  'write_off',
] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** An account by its meaning: what it holds, for whom; the journal adds the currency. */
export type AccountName = { readonly kind: AccountKind; readonly partyId: string };
/** One leg: debit positive, credit negative, never zero. */
export type Leg = AccountName & { readonly amountMinor: bigint };

export type JournalEntry = {
  /** Deterministic key of the business act, e.g. `charge:<id>`; one journal per key, forever. */
  readonly idemKey: string;
  readonly kind: string;
  readonly currency: Currency;
  /** When the thing happened that is posted; the period is the one open now. */
  readonly effectiveAt: Date;
  readonly legs: readonly Leg[];
  readonly reverses?: bigint;
  /** What documents group it by, e.g. product, lane and price version. */
  readonly label?: string;
};

export type PostedJournal = { readonly id: bigint; readonly periodId: number; readonly created: boolean };

/** Makes the accounts that are missing, in one order for everybody, so that two makers never deadlock. */
export const ensureAccounts = async <Tables>(
  trx: Transaction<Tables>,
  currency: Currency,
  names: readonly AccountName[],
): Promise<void> => {
  if (names.length === 0) return;
  await sql`insert into ledger.account (kind, party_id, currency)
    select kind, party_id, ${currency} from unnest(${names.map(({ kind }) => kind)}::text[],
      ${names.map(({ partyId }) => partyId)}::uuid[]) as wanted(kind, party_id)
    where not exists (select 1 from ledger.account a
      where a.kind = wanted.kind and a.party_id = wanted.party_id and a.currency = ${currency})
    group by kind, party_id order by kind, party_id
    on conflict do nothing`.execute(trx);
};

/**
 * Posts the entry into the period open at `now`. Postgres judges it at commit: balanced, not empty, one currency, period
 * open. Under a key that is posted already nothing is written and the first journal is returned.
 */
export const postJournal = async <Tables>(
  trx: Transaction<Tables>,
  entry: JournalEntry,
  now: Date,
): Promise<PostedJournal> => {
  const period = await openPeriod(trx, entry.currency, now);
  await ensureAccounts(trx, entry.currency, entry.legs);
  return postJournalInto(trx, period.id, entry);
};

/** {@link postJournal} for a caller that knows the open period and that the accounts exist (a missing one fails the commit). */
export const postJournalInto = async <Tables>(
  trx: Transaction<Tables>,
  periodId: number,
  entry: JournalEntry,
): Promise<PostedJournal> => {
  const posted = await sql<{ id: bigint }>`
    with journal as (
      insert into ledger.journal (idem_key, kind, currency, period_id, effective_at, reverses, label)
      values (${entry.idemKey}, ${entry.kind}, ${entry.currency}, ${periodId}, ${entry.effectiveAt},
        ${entry.reverses ?? null}, ${entry.label ?? ''})
      on conflict (idem_key) do nothing returning id
    ), legs as (
      insert into ledger.posting (journal_id, line, account_id, party_id, currency, amount_minor)
      select journal.id, leg.line, account.id, account.party_id, account.currency, leg.amount_minor
      from journal cross join unnest(${entry.legs.map(({ kind }) => kind)}::text[],
          ${entry.legs.map(({ partyId }) => partyId)}::uuid[], ${entry.legs.map(({ amountMinor }) => amountMinor)}::bigint[])
          with ordinality as leg(kind, party_id, amount_minor, line)
        join ledger.account on account.kind = leg.kind and account.party_id = leg.party_id
          and account.currency = ${entry.currency}
    )
    select id from journal`.execute(trx);
  const fresh = posted.rows[0];
  if (fresh) return { id: fresh.id, periodId, created: true };
  const known = await sql<{ id: bigint; period_id: number }>`select id, period_id from ledger.journal
    where idem_key = ${entry.idemKey}`.execute(trx);
  const first = known.rows[0];
  if (!first) throw new Error(`journal ${entry.idemKey} neither posted nor found`);
  return { id: first.id, periodId: first.period_id, created: false };
};
