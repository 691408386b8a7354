// Issues a customer's invoice for a closed period: every unbilled posting onto one line, tax by line, receivable in one journal.
import { type Clock, type Currency, type Id, newId, type TenantId } from '@hounsfield/kernel';
import { platformParty, postJournal } from '@hounsfield/ledger';
import { type Kysely, sql, type Transaction } from 'kysely';
import { releaseShares } from './release-shares.ts';

export type InvoiceId = Id<'Invoice'>;

type Line = { kind: string; label: string; quantity: number; net_minor: bigint };
type Profile = { label: string; basis_points: number };

/** Tax of a line, rounded half away from zero, as it is rounded on every line by itself. */
export const lineTax = (netMinor: bigint, basisPoints: number): bigint => {
  const size = ((netMinor < 0n ? -netMinor : netMinor) * BigInt(basisPoints) + 5_000n) / 10_000n;
  return netMinor < 0n ? -size : size;
};

const NUMBER_LOCK = 7202;

/** Postings of the period on the customer's unbilled account, grouped as an invoice shows them. */
const unbilledLines = async <Tables>(
  trx: Transaction<Tables>,
  tenantId: TenantId,
  periodId: number,
): Promise<readonly Line[]> => {
  const found = await sql<Line>`select journal.kind, journal.label, count(*)::int as quantity,
      sum(posting.amount_minor)::bigint as net_minor
    from ledger.account join ledger.posting on posting.account_id = account.id
      join ledger.journal on journal.id = posting.journal_id
    where account.kind = 'customer_unbilled' and account.party_id = ${tenantId} and journal.period_id = ${periodId}
      and journal.kind <> 'invoice'
    group by journal.kind, journal.label order by journal.kind, journal.label`.execute(trx);
  return found.rows;
};

const write = async <Tables>(
  trx: Transaction<Tables>,
  tenantId: TenantId,
  periodId: number,
  now: Date,
): Promise<void> => {
  const known =
    await sql`select 1 from invoicing.invoice where tenant_id = ${tenantId} and period_id = ${periodId}`.execute(trx);
  if (known.rows.length > 0) return;
  const lines = await unbilledLines(trx, tenantId, periodId);
  if (lines.length === 0) return;
  const period = (
    await sql<{
      currency: Currency;
      ends: Date;
    }>`select currency, ends from ledger.billing_period where id = ${periodId}`.execute(trx)
  ).rows[0];
  const platform = await platformParty(trx);
  if (!period || !platform) throw new Error(`period ${periodId} or the platform is unknown`);
  const profile = (
    await sql<Profile>`select label, basis_points from invoicing.tax_profile where tenant_id = ${tenantId}`.execute(trx)
  ).rows[0];
  const taxed = lines.map((line) => ({ ...line, tax: profile ? lineTax(line.net_minor, profile.basis_points) : 0n }));
  const sum = (of: (line: (typeof taxed)[number]) => bigint) => taxed.reduce((total, line) => total + of(line), 0n);
  const [net, tax] = [sum(({ net_minor }) => net_minor), sum((line) => line.tax)];
  const drawn = -sum(({ kind, net_minor }) => (kind === 'credit_draw' ? net_minor : 0n));
  const id = newId<InvoiceId>();
  const legs = [
    { kind: 'customer_receivable' as const, partyId: tenantId, amountMinor: net + tax },
    { kind: 'customer_unbilled' as const, partyId: tenantId, amountMinor: -net },
    { kind: 'tax_payable' as const, partyId: platform, amountMinor: -tax },
  ].filter(({ amountMinor }) => amountMinor !== 0n);
  const entry = {
    idemKey: `invoice:${periodId}:${tenantId}`,
    kind: 'invoice',
    currency: period.currency,
    effectiveAt: period.ends,
    legs,
  };
  const journal = legs.length > 0 ? await postJournal(trx, entry, now) : undefined;
  await sql`insert into invoicing.invoice (tenant_id, id, period_id, currency, kind, number, net_minor, tax_minor, charged_minor,
      drawn_minor, journal_id, issued_at)
    select ${tenantId}, ${id}, ${periodId}, ${period.currency}, ${net < 0n ? 'credit_note' : 'invoice'},
      (select coalesce(max(number), 0) + 1 from invoicing.invoice), ${net}, ${tax}, ${net + drawn}, ${drawn},
      ${journal?.id ?? null}, ${now}`.execute(trx);
  for (const [index, line] of taxed.entries())
    await sql`insert into invoicing.invoice_line (tenant_id, invoice_id, line, kind, label, quantity, net_minor, tax_label,
        tax_basis_points, tax_minor)
      values (${tenantId}, ${id}, ${index + 1}, ${line.kind}, ${line.label}, ${line.quantity}, ${line.net_minor},
        ${profile?.label ?? null}, ${profile?.basis_points ?? 0}, ${line.tax})`.execute(trx);
  await sql`insert into invoicing.invoice_journal (journal_id, tenant_id, invoice_id, line, amount_minor)
    select journal.id, ${tenantId}, ${id}, line.line, posting.amount_minor
    from ledger.account join ledger.posting on posting.account_id = account.id
      join ledger.journal on journal.id = posting.journal_id
      join invoicing.invoice_line line on line.tenant_id = ${tenantId} and line.invoice_id = ${id}
        and line.kind = journal.kind and line.label = journal.label
    where account.kind = 'customer_unbilled' and account.party_id = ${tenantId} and journal.period_id = ${periodId}
      and journal.kind <> 'invoice'`.execute(trx);
  await releaseShares(trx, { tenantId, invoiceId: id, from: undefined, to: drawn, key: 'issue' }, now);
};

/** Issues the customer's invoice for a period that takes no more postings; once, however often it is called. */
export const issueInvoice = async <Tables>(
  db: Kysely<Tables>,
  { tenantId, periodId }: { readonly tenantId: TenantId; readonly periodId: number },
  clock: Clock,
): Promise<void> =>
  db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (trx) => {
      const status = await sql<{
        status: string;
      }>`select status from ledger.billing_period where id = ${periodId}`.execute(trx);
      if (status.rows[0]?.status === 'open') throw new Error(`period ${periodId} still takes postings`);
      // One at a time: numbers have no gaps, and a second call finds the first one's invoice.
      await sql`select pg_advisory_xact_lock(${NUMBER_LOCK}, 0)`.execute(trx);
      await write(trx, tenantId, periodId, clock.now());
    });

/** Customers whose unbilled account moved in the period. */
export const customersOfPeriod = async <Tables>(db: Kysely<Tables>, periodId: number): Promise<readonly TenantId[]> => {
  const found = await sql<{ party_id: TenantId }>`select distinct posting.party_id
    from ledger.journal join ledger.posting on posting.journal_id = journal.id
      join ledger.account on account.id = posting.account_id
    where journal.period_id = ${periodId} and account.kind = 'customer_unbilled' and journal.kind <> 'invoice'
    order by 1`.execute(db);
  return found.rows.map(({ party_id }) => party_id);
};
