// Records money received on an invoice: receivable down, cash up, and the parties' shares of it payable, in one transaction.
import { violatedConstraint } from '@hounsfield/database';
import { type Clock, type Currency, crashPoint, type Refusal, refusal, type TenantId } from '@hounsfield/kernel';
import { platformParty, postJournal } from '@hounsfield/ledger';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { InvoiceId } from './issue-invoice.ts';
import { releaseShares } from './release-shares.ts';

export type Receipt = {
  readonly tenantId: TenantId;
  readonly invoiceId: InvoiceId;
  /** All that was ever received on the invoice, this included: a late or repeated report of less does nothing. */
  readonly receivedMinor: bigint;
};
export type PaymentRecorded = {
  readonly kind: 'payment';
  readonly receivedMinor: bigint;
  readonly outstandingMinor: bigint;
};

type Standing = { currency: Currency; asked: bigint; drawn_minor: bigint; received: bigint; seq: number };

const record = async <Tables>(
  trx: Transaction<Tables>,
  { tenantId, invoiceId, receivedMinor }: Receipt,
  now: Date,
): Promise<PaymentRecorded | Refusal<'NO_SUCH_INVOICE' | 'MORE_THAN_ASKED'>> => {
  const found = await sql<Standing>`select i.currency, i.net_minor + i.tax_minor as asked, i.drawn_minor,
      coalesce(sum(p.amount_minor), 0)::bigint as received, count(p.seq)::int + 1 as seq
    from invoicing.invoice i left join invoicing.payment p on p.tenant_id = i.tenant_id and p.invoice_id = i.id
    where i.tenant_id = ${tenantId} and i.id = ${invoiceId} group by i.tenant_id, i.id`.execute(trx);
  const standing = found.rows[0];
  const platform = await platformParty(trx);
  if (!standing || !platform) return refusal('NO_SUCH_INVOICE', 'No such invoice.');
  const { asked, received, seq, currency, drawn_minor: drawn } = standing;
  if (receivedMinor > asked) return refusal('MORE_THAN_ASKED', 'More than the invoice asks for.');
  const amount = receivedMinor - received;
  if (amount <= 0n) return { kind: 'payment', receivedMinor: received, outstandingMinor: asked - received };
  const legs = [
    { kind: 'cash_stripe' as const, partyId: platform, amountMinor: amount },
    { kind: 'customer_receivable' as const, partyId: tenantId, amountMinor: -amount },
  ];
  const idemKey = `payment:${invoiceId}:${seq}`;
  const journal = await postJournal(trx, { idemKey, kind: 'payment', currency, effectiveAt: now, legs }, now);
  await sql`insert into invoicing.payment (tenant_id, invoice_id, seq, idem_key, amount_minor, prior_minor, journal_id, received_at)
    values (${tenantId}, ${invoiceId}, ${seq}, ${idemKey}, ${amount}, ${received}, ${journal.id}, ${now})`.execute(trx);
  await releaseShares(
    trx,
    { tenantId, invoiceId, from: drawn + received, to: drawn + receivedMinor, key: `${seq}` },
    now,
  );
  crashPoint('payment:before-commit');
  return { kind: 'payment', receivedMinor, outstandingMinor: asked - receivedMinor };
};

const RACES = new Set(['payment_pkey', 'payment_once', 'period_open', 'payment_bound']);
const ATTEMPTS = 8;

/** Records what was received so far; any number of reports, in any order, leave the highest. Worker role. */
export const recordPayment = async <Tables>(
  db: Kysely<Tables>,
  receipt: Receipt,
  clock: Clock,
): Promise<PaymentRecorded | Refusal<'NO_SUCH_INVOICE' | 'MORE_THAN_ASKED'>> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute((trx) => record(trx, receipt, clock.now()));
    } catch (error) {
      if (attempt >= ATTEMPTS || !RACES.has(violatedConstraint(error)?.constraint ?? '')) throw error;
    }
  }
};
