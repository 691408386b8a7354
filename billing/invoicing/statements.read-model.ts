// A party's statements and payouts, as the party may see them; the signed file itself is handed out as it was signed.
import { gunzipSync } from 'node:zlib';
import { withTenant } from '@hounsfield/database';
import { type Currency, type Money, money, type TenantId } from '@hounsfield/kernel';
import { type Kysely, sql } from 'kysely';
import type { StatementId } from './make-statement.ts';
import type { PayoutId, PayoutInstruction, PayoutRail } from './payout-instruction.ts';

export type PartyStatement = {
  readonly id: StatementId;
  readonly periodStarts: Date;
  readonly periodEnds: Date;
  readonly opening: Money;
  readonly earned: Money;
  readonly refunded: Money;
  readonly paid: Money;
  readonly closing: Money;
  readonly entries: number;
  /** Merkle root, hexadecimal. */
  readonly root: string;
  readonly keyId: string;
  readonly issuedAt: Date;
};

/** The party's statements, newest first. */
export const statementsOf = <Tables>(db: Kysely<Tables>, partyId: TenantId): Promise<readonly PartyStatement[]> =>
  withTenant(db, partyId, async (trx) => {
    const found = await sql<{
      id: StatementId;
      starts: Date;
      ends: Date;
      currency: Currency;
      opening_minor: bigint;
      earned_minor: bigint;
      refunded_minor: bigint;
      paid_minor: bigint;
      closing_minor: bigint;
      entries: number;
      root: string;
      key_id: string;
      issued_at: Date;
    }>`select s.id, p.starts, p.ends, s.currency, s.opening_minor, s.earned_minor, s.refunded_minor, s.paid_minor, s.closing_minor,
        s.entries, encode(s.root, 'hex') as root, s.key_id, s.issued_at
      from invoicing.statement s join ledger.billing_period p on p.id = s.period_id
      where s.party_id = ${partyId} order by p.starts desc, s.currency`.execute(trx);
    return found.rows.map((row) => ({
      id: row.id,
      periodStarts: row.starts,
      periodEnds: row.ends,
      opening: money(row.opening_minor, row.currency),
      earned: money(row.earned_minor, row.currency),
      refunded: money(row.refunded_minor, row.currency),
      paid: money(row.paid_minor, row.currency),
      closing: money(row.closing_minor, row.currency),
      entries: row.entries,
      root: row.root,
      keyId: row.key_id,
      issuedAt: row.issued_at,
    }));
  });

/** The signed file of one of the party's statements; undefined for anyone else's. */
export const statementDocument = <Tables>(
  db: Kysely<Tables>,
  partyId: TenantId,
  id: StatementId,
): Promise<string | undefined> =>
  withTenant(db, partyId, async (trx) => {
    const found = await sql<{ document: Buffer }>`select document from invoicing.statement
      where party_id = ${partyId} and id = ${id}`.execute(trx);
    const document = found.rows[0]?.document;
    return document && gunzipSync(document).toString('utf8');
  });

/** The party's payouts, newest first. */
export const payoutsOf = <Tables>(db: Kysely<Tables>, partyId: TenantId): Promise<readonly PayoutInstruction[]> =>
  withTenant(db, partyId, async (trx) => {
    const found = await sql<{
      id: PayoutId;
      currency: Currency;
      amount_minor: bigint;
      rail: PayoutRail;
      state: PayoutInstruction['state'];
      due_at: Date;
    }>`select id, currency, amount_minor, rail, state, due_at from invoicing.payout_instruction
      where party_id = ${partyId} order by due_at desc, id`.execute(trx);
    return found.rows.map((row) => ({
      id: row.id,
      partyId,
      currency: row.currency,
      amountMinor: row.amount_minor,
      rail: row.rail,
      state: row.state,
      dueAt: row.due_at,
    }));
  });

export type PartyStanding = {
  readonly currency: Currency;
  /** Earned and not payable yet. */
  readonly accrued: Money;
  /** Payable with the next payout. */
  readonly payable: Money;
  /** On its way. */
  readonly inTransit: Money;
  /** Paid out so far. */
  readonly paid: Money;
};

/** What the party earned and where it is, by currency: from the ledger's own postings. */
export const partyStanding = <Tables>(db: Kysely<Tables>, partyId: TenantId): Promise<readonly PartyStanding[]> =>
  withTenant(db, partyId, async (trx) => {
    const found = await sql<{ currency: Currency; accrued: bigint; payable: bigint; in_transit: bigint; paid: bigint }>`
      select b.currency, coalesce(-sum(b.balance_minor) filter (where b.kind like '%accrued'), 0)::bigint as accrued,
        coalesce(-sum(b.balance_minor) filter (where b.kind like '%payable'), 0)::bigint as payable,
        coalesce(-sum(b.balance_minor) filter (where b.kind = 'in_transit'), 0)::bigint as in_transit,
        coalesce((select sum(o.amount_minor) from invoicing.payout_instruction o where o.party_id = ${partyId}
          and o.currency = b.currency and o.state = 'confirmed'), 0)::bigint as paid
      from ledger.balance b where b.party_id = ${partyId} and (b.kind like '%accrued' or b.kind like '%payable' or b.kind = 'in_transit')
        and b.kind <> 'tax_payable'
      group by b.currency order by b.currency`.execute(trx);
    return found.rows.map(({ currency, accrued, payable, in_transit, paid }) => ({
      currency,
      accrued: money(accrued, currency),
      payable: money(payable, currency),
      inTransit: money(in_transit, currency),
      paid: money(paid, currency),
    }));
  });
