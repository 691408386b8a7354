// Pay when paid: as a customer's money comes in, the parties' accrued shares of that invoice become payable, by Webster.
import type { Currency, TenantId } from '@hounsfield/kernel';
import { type AccountKind, postJournal } from '@hounsfield/ledger';
import { apportion } from '@hounsfield/revenue-share';
import { sql, type Transaction } from 'kysely';

type Weight = { kind: AccountKind; party_id: TenantId; owed_minor: bigint; pay_when_paid: boolean };
type Asked = { currency: Currency; charged_minor: bigint; tax_minor: bigint };

/** What each account accrued on the invoice's reads (negative where refunds exceed shares), platform and tax included. */
const weightsOf = async <Tables>(
  trx: Transaction<Tables>,
  tenantId: TenantId,
  invoiceId: string,
): Promise<readonly Weight[]> => {
  const found =
    await sql<Weight>`select account.kind, account.party_id, -sum(posting.amount_minor)::bigint as owed_minor,
      coalesce(bool_or(terms.pay_when_paid), false) and account.kind like '%_accrued' as pay_when_paid
    from invoicing.invoice_journal taken join ledger.posting on posting.journal_id = taken.journal_id
      join ledger.account on account.id = posting.account_id
      left join invoicing.payout_terms terms on terms.party_id = account.party_id
    where taken.tenant_id = ${tenantId} and taken.invoice_id = ${invoiceId}
      and (account.kind like '%_accrued' or account.kind = 'platform_revenue')
    group by account.kind, account.party_id order by account.kind, account.party_id`.execute(trx);
  return found.rows;
};

/** Everybody's released part once `received` has come in: monotone in it, and exactly the weights when all has. */
const releasedAt = (received: bigint, asked: Asked, weights: readonly bigint[]): readonly bigint[] => {
  const positive = weights.map((weight) => (weight > 0n ? weight : 0n));
  const whole = positive.reduce((a, b) => a + b, 0n) + asked.tax_minor;
  const due = asked.charged_minor + asked.tax_minor;
  const total = due <= 0n || received >= due ? whole : (received * whole) / due;
  return asked.tax_minor < 0n || total <= 0n
    ? due <= 0n
      ? positive
      : positive.map(() => 0n)
    : apportion(total, [...positive, asked.tax_minor]).slice(0, -1);
};

export type Release = {
  readonly tenantId: TenantId;
  readonly invoiceId: string;
  /** Received before, prepaid credit included; undefined when the invoice is being issued. */
  readonly from: bigint | undefined;
  readonly to: bigint;
  readonly key: string;
};

/**
 * Moves what became due between two amounts received from accrued to payable, for the parties that are paid when paid. What
 * parties owe because refunds exceed shares is moved at issue, as a negative carried into their next payout.
 */
export const releaseShares = async <Tables>(trx: Transaction<Tables>, release: Release, now: Date): Promise<void> => {
  const { tenantId, invoiceId, from, to, key } = release;
  const asked = (
    await sql<Asked>`select currency, charged_minor, tax_minor from invoicing.invoice where tenant_id = ${tenantId} and id = ${invoiceId}`.execute(
      trx,
    )
  ).rows[0];
  if (!asked) throw new Error(`no invoice ${invoiceId}`);
  const weights = await weightsOf(trx, tenantId, invoiceId);
  const owed = weights.map(({ owed_minor }) => owed_minor);
  const after = releasedAt(to, asked, owed);
  const before = from === undefined ? owed.map(() => 0n) : releasedAt(from, asked, owed);
  const legs = weights.flatMap(({ kind, party_id, owed_minor, pay_when_paid }, index) => {
    const negative = from === undefined && owed_minor < 0n ? owed_minor : 0n;
    const due = (after[index] ?? 0n) - (before[index] ?? 0n) + negative;
    if (!pay_when_paid || due === 0n) return [];
    const payable = kind.replace('_accrued', '_payable') as AccountKind;
    return [
      { kind, partyId: party_id, amountMinor: due },
      { kind: payable, partyId: party_id, amountMinor: -due },
    ];
  });
  if (legs.length === 0) return;
  const entry = {
    idemKey: `release:${invoiceId}:${key}`,
    kind: 'release',
    currency: asked.currency,
    effectiveAt: now,
    legs,
  };
  await postJournal(trx, entry, now);
};
