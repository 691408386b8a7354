// Makes a party's statement of a closed period: what it earned, gave back and was paid, signed and chained to the one before.
import type { KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Clock, type Currency, type Id, newId, type TenantId } from '@hounsfield/kernel';
import { type AccountKind, postJournal } from '@hounsfield/ledger';
import { type StatementEntry, type StatementShare, statementKeyId, writeStatement } from '@hounsfield/statement';
import { type Kysely, sql, type Transaction } from 'kysely';

export type StatementId = Id<'Statement'>;

/** A party's charges and refunds of one period, and the split versions they name; the rooms that charge supply it. */
export type PartyEntries = {
  readonly splits: Readonly<Record<string, readonly StatementShare[]>>;
  readonly entries: readonly StatementEntry[];
};
export type EntriesOf = (partyId: TenantId, periodId: number) => Promise<PartyEntries>;

export type StatementDeps<Tables = unknown> = {
  readonly db: Kysely<Tables>;
  readonly entriesOf: EntriesOf;
  readonly signingKey: KeyObject;
  readonly clock: Clock;
};

type Period = { id: number; currency: Currency; starts: Date; ends: Date; status: string };

/** Parties that are owed anything, or were in the period. */
export const partiesOfPeriod = async <Tables>(db: Kysely<Tables>, periodId: number): Promise<readonly TenantId[]> => {
  const found = await sql<{ party_id: TenantId }>`select owed.party_id
    from invoicing.owed_posting owed join ledger.billing_period earlier on earlier.id = owed.period_id
      join ledger.billing_period period on period.id = ${periodId} and period.currency = owed.currency
    where earlier.starts <= period.starts
    group by owed.party_id having sum(owed.owed_minor) <> 0 or bool_or(owed.period_id = ${periodId}) order by 1`.execute(
    db,
  );
  return found.rows.map(({ party_id }) => party_id);
};

const payoutsOf = async <Tables>(
  trx: Transaction<Tables>,
  partyId: TenantId,
  periodId: number,
): Promise<readonly StatementEntry[]> => {
  const found = await sql<{
    id: string;
    settled_at: Date;
    amount_minor: bigint;
  }>`select payout.id, payout.settled_at, payout.amount_minor
    from invoicing.payout_instruction payout join ledger.journal on journal.id = payout.settled_journal_id
    where payout.party_id = ${partyId} and payout.state = 'confirmed' and journal.period_id = ${periodId}
    order by payout.settled_at, payout.id`.execute(trx);
  return found.rows.map(({ id, settled_at, amount_minor }) => ({
    type: 'payout',
    payoutId: id,
    paidAt: settled_at.toISOString(),
    amount: `${amount_minor}`,
  }));
};

type Previous = { root: Buffer; closing_minor: bigint };

const write = async <Tables>(
  deps: StatementDeps<Tables>,
  trx: Transaction<Tables>,
  partyId: TenantId,
  period: Period,
): Promise<void> => {
  const { signingKey, clock } = deps;
  const previous = (
    await sql<Previous>`select s.root, s.closing_minor from invoicing.statement s
      join ledger.billing_period earlier on earlier.id = s.period_id
      where s.party_id = ${partyId} and s.currency = ${period.currency} and earlier.starts < ${period.starts}
      order by earlier.starts desc limit 1`.execute(trx)
  ).rows[0];
  const { splits, entries } = await deps.entriesOf(partyId, period.id);
  const all = [...entries, ...(await payoutsOf(trx, partyId, period.id))];
  const id = newId<StatementId>();
  const header = {
    statementId: id,
    party: partyId,
    currency: period.currency,
    periodStarts: period.starts.toISOString(),
    periodEnds: period.ends.toISOString(),
    previousRoot: previous?.root.toString('hex') ?? '',
    opening: `${previous?.closing_minor ?? 0n}`,
    splits,
  };
  const { text, totals } = writeStatement({ header, entries: all }, signingKey);
  await sql`insert into invoicing.statement (party_id, id, period_id, currency, opening_minor, earned_minor, refunded_minor,
      paid_minor, closing_minor, entries, root, previous_root, key_id, document, issued_at)
    values (${partyId}, ${id}, ${period.id}, ${period.currency}, ${header.opening}, ${totals.earned}, ${totals.refunded},
      ${totals.paid}, ${totals.closing}, ${totals.entries}, ${Buffer.from(totals.root, 'hex')}, ${previous?.root ?? null},
      ${statementKeyId(signingKey)}, ${gzipSync(text)}, ${clock.now()})`.execute(trx);
  await assertOwed(trx, partyId, period, BigInt(totals.closing));
  await makePayable(trx, partyId, period, clock.now());
};

/** I12: the statement's closing is what the ledger owes the party at the period's end, or there is no statement. */
const assertOwed = async <Tables>(
  trx: Transaction<Tables>,
  partyId: TenantId,
  period: Period,
  closing: bigint,
): Promise<void> => {
  const found = await sql<{ owed: bigint }>`select coalesce(sum(owed.owed_minor), 0)::bigint as owed
    from invoicing.owed_posting owed join ledger.billing_period earlier on earlier.id = owed.period_id
    where owed.party_id = ${partyId} and owed.currency = ${period.currency} and earlier.starts <= ${period.starts}`.execute(
    trx,
  );
  if (found.rows[0]?.owed !== closing)
    throw new Error(`statement of ${partyId}: closing ${closing} differs from the ledger's ${found.rows[0]?.owed}`);
};

/** For a party paid by statement: what it had accrued by the period's end becomes payable. */
const makePayable = async <Tables>(
  trx: Transaction<Tables>,
  partyId: TenantId,
  period: Period,
  now: Date,
): Promise<void> => {
  const accrued = await sql<{
    kind: AccountKind;
    owed: bigint;
  }>`select account.kind, -sum(posting.amount_minor)::bigint as owed
    from ledger.account join ledger.posting on posting.account_id = account.id
      join ledger.journal on journal.id = posting.journal_id
      join ledger.billing_period earlier on earlier.id = journal.period_id
    where account.party_id = ${partyId} and account.currency = ${period.currency} and account.kind like '%_accrued'
      and (earlier.starts <= ${period.starts} or journal.kind = 'statement')
      and not exists (select 1 from invoicing.payout_terms t where t.party_id = ${partyId} and t.pay_when_paid)
    group by account.kind having sum(posting.amount_minor) <> 0 order by 1`.execute(trx);
  if (accrued.rows.length === 0) return;
  const legs = accrued.rows.flatMap(({ kind, owed }) => [
    { kind, partyId, amountMinor: owed },
    { kind: kind.replace('_accrued', '_payable') as AccountKind, partyId, amountMinor: -owed },
  ]);
  const idemKey = `statement:${period.id}:${partyId}`;
  await postJournal(
    trx,
    { idemKey, kind: 'statement', currency: period.currency, effectiveAt: period.ends, legs },
    now,
  );
};

/** Makes the party's statement for a period that takes no more postings; once, however often it is called. */
export const makeStatement = async <Tables>(
  deps: StatementDeps<Tables>,
  partyId: TenantId,
  periodId: number,
): Promise<void> =>
  deps.db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`statement:${partyId}`}, 0))`.execute(trx);
      const found =
        await sql<Period>`select id, currency, starts, ends, status from ledger.billing_period where id = ${periodId}`.execute(
          trx,
        );
      const period = found.rows[0];
      if (!period || period.status === 'open') throw new Error(`period ${periodId} still takes postings`);
      const known =
        await sql`select 1 from invoicing.statement where party_id = ${partyId} and period_id = ${periodId}`.execute(
          trx,
        );
      if (known.rows.length === 0) await write(deps, trx, partyId, period);
    });
