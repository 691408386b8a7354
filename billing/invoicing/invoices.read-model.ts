// A customer's invoices, their lines, and the journals behind each line: the way down from an invoice to its reads.
import { withTenant } from '@hounsfield/database';
import { type Currency, type Money, money, type TenantId } from '@hounsfield/kernel';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { InvoiceId } from './issue-invoice.ts';

export type InvoiceLine = {
  readonly line: number;
  /** What its journals were: `charge`, `refund`, `credit_draw`. */
  readonly kind: string;
  /** Product, lane and price version, or product and reason. */
  readonly label: string;
  readonly quantity: number;
  readonly net: Money;
  readonly taxLabel: string | undefined;
  readonly taxBasisPoints: number;
  readonly tax: Money;
};
export type Invoice = {
  readonly id: InvoiceId;
  readonly tenantId: TenantId;
  readonly kind: 'invoice' | 'credit_note';
  readonly number: number;
  readonly periodStarts: Date;
  readonly periodEnds: Date;
  readonly issuedAt: Date;
  readonly net: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly received: Money;
  readonly lines: readonly InvoiceLine[];
};

type Row = {
  id: InvoiceId;
  tenant_id: TenantId;
  kind: 'invoice' | 'credit_note';
  number: number;
  starts: Date;
  ends: Date;
  issued_at: Date;
  currency: Currency;
  net_minor: bigint;
  tax_minor: bigint;
  received: bigint;
  lines: {
    line: number;
    kind: string;
    label: string;
    quantity: number;
    net: string;
    taxLabel: string | null;
    bps: number;
    tax: string;
  }[];
};

const invoiceOf = (row: Row): Invoice => ({
  id: row.id,
  tenantId: row.tenant_id,
  kind: row.kind,
  number: row.number,
  periodStarts: row.starts,
  periodEnds: row.ends,
  issuedAt: row.issued_at,
  net: money(row.net_minor, row.currency),
  tax: money(row.tax_minor, row.currency),
  total: money(row.net_minor + row.tax_minor, row.currency),
  received: money(row.received, row.currency),
  lines: row.lines.map(({ net, tax, taxLabel, bps, ...line }) => ({
    ...line,
    net: money(BigInt(net), row.currency),
    tax: money(BigInt(tax), row.currency),
    taxLabel: taxLabel ?? undefined,
    taxBasisPoints: bps,
  })),
});

const select = async <Tables>(
  trx: Transaction<Tables>,
  tenantId: TenantId,
  id: InvoiceId | undefined,
): Promise<readonly Invoice[]> => {
  const found =
    await sql<Row>`select i.id, i.tenant_id, i.kind, i.number, p.starts, p.ends, i.issued_at, i.currency, i.net_minor, i.tax_minor,
      (select coalesce(sum(amount_minor), 0)::bigint from invoicing.payment m where m.tenant_id = i.tenant_id and m.invoice_id = i.id) as received,
      (select coalesce(json_agg(json_build_object('line', l.line, 'kind', l.kind, 'label', l.label, 'quantity', l.quantity,
          'net', l.net_minor::text, 'taxLabel', l.tax_label, 'bps', l.tax_basis_points, 'tax', l.tax_minor::text) order by l.line), '[]')
        from invoicing.invoice_line l where l.tenant_id = i.tenant_id and l.invoice_id = i.id) as lines
    from invoicing.invoice i join ledger.billing_period p on p.id = i.period_id
    where i.tenant_id = ${tenantId} ${id === undefined ? sql`` : sql`and i.id = ${id}`}
    order by p.starts desc, i.number desc`.execute(trx);
  return found.rows.map(invoiceOf);
};

/** The customer's invoices and credit notes, newest first. */
export const invoicesOf = <Tables>(db: Kysely<Tables>, tenantId: TenantId): Promise<readonly Invoice[]> =>
  withTenant(db, tenantId, (trx) => select(trx, tenantId, undefined));

/** One of them; undefined for anyone else's. */
export const invoiceById = <Tables>(
  db: Kysely<Tables>,
  tenantId: TenantId,
  id: InvoiceId,
): Promise<Invoice | undefined> => withTenant(db, tenantId, async (trx) => (await select(trx, tenantId, id))[0]);

/** The journals a line took over, in the order they were posted: charging knows the reads behind each. */
export const journalsOfLine = <Tables>(
  db: Kysely<Tables>,
  tenantId: TenantId,
  { invoiceId, line }: { readonly invoiceId: InvoiceId; readonly line: number },
): Promise<readonly bigint[]> =>
  withTenant(db, tenantId, async (trx) => {
    const found = await sql<{ journal_id: bigint }>`select journal_id from invoicing.invoice_journal
      where tenant_id = ${tenantId} and invoice_id = ${invoiceId} and line = ${line} order by journal_id`.execute(trx);
    return found.rows.map(({ journal_id }) => journal_id);
  });

/** The line that took a journal over: from a read's charge back up to its invoice. Undefined until it is invoiced. */
export const lineOfJournal = <Tables>(
  db: Kysely<Tables>,
  tenantId: TenantId,
  journalId: bigint,
): Promise<{ readonly invoiceId: InvoiceId; readonly line: number } | undefined> =>
  withTenant(db, tenantId, async (trx) => {
    const found = await sql<{
      invoice_id: InvoiceId;
      line: number;
    }>`select invoice_id, line from invoicing.invoice_journal
      where tenant_id = ${tenantId} and journal_id = ${journalId}`.execute(trx);
    const row = found.rows[0];
    return row && { invoiceId: row.invoice_id, line: row.line };
  });
