// Balances: the sum of an account's postings, asked for by the account's meaning.
import { type Currency, type Money, money } from '@hounsfield/kernel';
import { type Kysely, sql } from 'kysely';
import type { AccountName } from './post-journal.ts';

/** What an account stands at; zero for one that was never posted to. Row-level security applies: a party sees its own. */
export const balanceOf = async <Tables>(
  db: Kysely<Tables>,
  { kind, partyId }: AccountName,
  currency: Currency,
): Promise<Money> => {
  const found = await sql<{ balance_minor: bigint }>`select balance_minor from ledger.balance
    where kind = ${kind} and party_id = ${partyId} and currency = ${currency}`.execute(db);
  return money(found.rows[0]?.balance_minor ?? 0n, currency);
};
