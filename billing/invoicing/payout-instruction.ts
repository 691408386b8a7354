// Payout instructions: what a statement's party is to be paid, planned once, then confirmed or rejected by its rail.
import { type Clock, type Currency, type Id, newId, type TenantId } from '@hounsfield/kernel';
import { type AccountKind, platformParty, postJournal } from '@hounsfield/ledger';
import { type Kysely, sql, type Transaction } from 'kysely';

export type PayoutId = Id<'Payout'>;
export type PayoutRail = 'stripe' | 'bank_file';
export type PayoutInstruction = {
  readonly id: PayoutId;
  readonly partyId: TenantId;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly rail: PayoutRail;
  readonly state: 'planned' | 'confirmed' | 'rejected';
  readonly dueAt: Date;
};

export type PayoutTerms = {
  readonly partyId: TenantId;
  readonly payWhenPaid: boolean;
  readonly holdDays: number;
  /** Less than this is carried to the next statement. */
  readonly minimumMinor: bigint;
  readonly rail: PayoutRail;
};

/** Sets how a party is paid; whether it is paid when paid is decided once and for all. */
export const setPayoutTerms = async <Tables>(db: Kysely<Tables>, terms: PayoutTerms): Promise<void> => {
  await sql`insert into invoicing.payout_terms (party_id, pay_when_paid, hold_days, minimum_minor, rail)
    values (${terms.partyId}, ${terms.payWhenPaid}, ${terms.holdDays}, ${terms.minimumMinor}, ${terms.rail})
    on conflict (party_id) do update set pay_when_paid = excluded.pay_when_paid, hold_days = excluded.hold_days,
      minimum_minor = excluded.minimum_minor, rail = excluded.rail`.execute(db);
};

type Payable = { kind: AccountKind; owed: bigint };
const DAY_MS = 86_400_000;
const DEFAULT_TERMS = { hold_days: 0, minimum_minor: 1n, rail: 'stripe' as PayoutRail };

const plan = async <Tables>(
  trx: Transaction<Tables>,
  partyId: TenantId,
  periodId: number,
  now: Date,
): Promise<void> => {
  const statement = (
    await sql<{ id: string; currency: Currency }>`select s.id, s.currency from invoicing.statement s
      where s.party_id = ${partyId} and s.period_id = ${periodId}
        and not exists (select 1 from invoicing.payout_instruction p where p.statement_id = s.id)`.execute(trx)
  ).rows[0];
  if (!statement) return;
  const { id: statementId, currency } = statement;
  const payable = await sql<Payable>`select account.kind, -balance.balance_minor as owed
    from ledger.account join ledger.balance on balance.account_id = account.id
    where account.party_id = ${partyId} and account.currency = ${currency} and account.kind like '%_payable'
      and account.kind <> 'tax_payable' and balance.balance_minor <> 0 order by 1`.execute(trx);
  const amount = payable.rows.reduce((sum, { owed }) => sum + owed, 0n);
  const terms =
    (
      await sql<
        typeof DEFAULT_TERMS
      >`select hold_days, minimum_minor, rail from invoicing.payout_terms where party_id = ${partyId}`.execute(trx)
    ).rows[0] ?? DEFAULT_TERMS;
  if (amount <= 0n || amount < terms.minimum_minor) return;
  const id = newId<PayoutId>();
  const legs = [
    ...payable.rows.map(({ kind, owed }) => ({ kind, partyId, amountMinor: owed })),
    { kind: 'in_transit' as const, partyId, amountMinor: -amount },
  ];
  await postJournal(trx, { idemKey: `payout:${id}:planned`, kind: 'payout', currency, effectiveAt: now, legs }, now);
  await sql`insert into invoicing.payout_instruction (party_id, id, statement_id, currency, amount_minor, rail, due_at)
    values (${partyId}, ${id}, ${statementId}, ${currency}, ${amount}, ${terms.rail},
      ${new Date(now.getTime() + terms.hold_days * DAY_MS)})`.execute(trx);
};

/** Plans what the party's statement of a period allows to be paid: everything payable, once per statement. */
export const planPayout = async <Tables>(
  db: Kysely<Tables>,
  partyId: TenantId,
  periodId: number,
  clock: Clock,
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`statement:${partyId}`}, 0))`.execute(trx);
    await plan(trx, partyId, periodId, clock.now());
  });

/** Instructions a rail may act on now. */
export const duePayouts = async <Tables>(
  db: Kysely<Tables>,
  rail: PayoutRail,
  now: Date,
): Promise<readonly PayoutInstruction[]> => {
  const found = await sql<{ id: PayoutId; party_id: TenantId; currency: Currency; amount_minor: bigint; due_at: Date }>`
    select id, party_id, currency, amount_minor, due_at from invoicing.payout_instruction
    where state = 'planned' and rail = ${rail} and due_at <= ${now} order by due_at, id`.execute(db);
  return found.rows.map((row) => ({
    id: row.id,
    partyId: row.party_id,
    currency: row.currency,
    amountMinor: row.amount_minor,
    rail,
    state: 'planned',
    dueAt: row.due_at,
  }));
};

type Settlement =
  | {
      readonly partyId: TenantId;
      readonly payoutId: PayoutId;
      readonly state: 'confirmed';
      readonly externalId: string;
    }
  | { readonly partyId: TenantId; readonly payoutId: PayoutId; readonly state: 'rejected' };

/**
 * Ends a planned payout: confirmed, its money leaves; rejected for good, it is payable again and goes with the next
 * statement. A second end of the same payout does nothing.
 */
export const settlePayout = async <Tables>(db: Kysely<Tables>, settlement: Settlement, clock: Clock): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const { partyId, payoutId, state } = settlement;
    const found = await sql<{
      currency: Currency;
      amount_minor: bigint;
    }>`select currency, amount_minor from invoicing.payout_instruction
      where party_id = ${partyId} and id = ${payoutId} and state = 'planned' for update`.execute(trx);
    const payout = found.rows[0];
    const platform = await platformParty(trx);
    if (!payout || !platform) return;
    const { currency, amount_minor: amount } = payout;
    const back = await sql<{ kind: AccountKind; amount_minor: bigint }>`select account.kind, posting.amount_minor
      from ledger.journal join ledger.posting on posting.journal_id = journal.id join ledger.account on account.id = posting.account_id
      where journal.idem_key = ${`payout:${payoutId}:planned`} and account.kind <> 'in_transit'`.execute(trx);
    const legs =
      state === 'confirmed'
        ? [{ kind: 'cash_stripe' as const, partyId: platform, amountMinor: -amount }]
        : back.rows.map(({ kind, amount_minor }) => ({ kind, partyId, amountMinor: -amount_minor }));
    const entry = {
      idemKey: `payout:${payoutId}:${state}`,
      kind: `payout_${state}`,
      currency,
      effectiveAt: clock.now(),
      legs: [{ kind: 'in_transit' as const, partyId, amountMinor: amount }, ...legs],
    };
    const journal = await postJournal(trx, entry, clock.now());
    await sql`update invoicing.payout_instruction set state = ${state}, settled_at = ${clock.now()},
        external_id = ${settlement.state === 'confirmed' ? settlement.externalId : null}, settled_journal_id = ${journal.id}
      where party_id = ${partyId} and id = ${payoutId}`.execute(trx);
  });
