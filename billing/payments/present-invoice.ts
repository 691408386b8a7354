// Presents one of our invoices at Stripe and collects it: draft, lines, compare the totals, finalise, pay.
import { type Currency, type Refusal, refusal } from '@hounsfield/kernel';
import { ensureCustomer, type Payer } from './customers.ts';
import { type PaymentDeps, type Performed, perform } from './perform.ts';

/** Stripe takes no more lines on one invoice; detail goes into our signed annex. */
export const MAX_INVOICE_LINES = 250;

export type InvoiceToPresent = {
  readonly invoiceId: string;
  readonly payer: Payer;
  readonly currency: Currency;
  readonly description: string;
  readonly lines: readonly { readonly lineId: string; readonly description: string; readonly amountMinor: bigint }[];
};

export type PresentedInvoice = {
  readonly kind: 'presented';
  readonly stripeInvoiceId: string;
  readonly status: string;
  readonly amountPaidMinor: bigint;
};
export type PresentRefusal = Refusal<'TOO_MANY_LINES' | 'NO_LINES' | 'TOTALS_DIFFER' | 'REJECTED'>;
/** `pending`: some step is not done or not known yet; call again later. */
export type Presentation = PresentedInvoice | Extract<Performed, { kind: 'pending' }> | PresentRefusal;

const rejected = ({ code, message }: { code: string; message: string }): PresentRefusal =>
  refusal('REJECTED', `Stripe refused (${code}): ${message}`);

/** The draft with its lines; the total Stripe makes of them must be ours, or the draft stays a draft. */
const draft = async <Tables>(
  deps: PaymentDeps<Tables>,
  invoice: InvoiceToPresent,
  customer: string,
): Promise<Performed | PresentRefusal> => {
  const { invoiceId, currency, description, payer } = invoice;
  const opening = { operation: 'invoice.create', customer, currency, description, tenantId: payer.tenantId } as const;
  const opened = await perform(deps, opening, invoiceId);
  if (opened.kind !== 'confirmed') return opened;
  const lines = invoice.lines.map((line) => ({ ...line, amountMinor: `${line.amountMinor}` }));
  const filled = await perform(
    deps,
    { operation: 'invoice.add_lines', invoice: opened.id, lines, currency },
    invoiceId,
  );
  if (filled.kind !== 'confirmed') return filled;
  const total = invoice.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return filled.facts.total === `${total}` && filled.facts.currency === currency
    ? filled
    : refusal(
        'TOTALS_DIFFER',
        `Stripe's total ${filled.facts.total} is not ours, ${total}; the invoice stays a draft.`,
      );
};

/**
 * Brings an invoice to Stripe and asks for its payment; every step at most once, so it may be called until it is through.
 * A declined card leaves the invoice `open`; the next call with `retryPayment` tries again.
 */
export const presentInvoice = async <Tables>(
  deps: PaymentDeps<Tables>,
  invoice: InvoiceToPresent,
  { retryPayment = false }: { readonly retryPayment?: boolean } = {},
): Promise<Presentation> => {
  if (invoice.lines.length === 0) return refusal('NO_LINES', 'The invoice has no lines.');
  if (invoice.lines.length > MAX_INVOICE_LINES)
    return refusal('TOO_MANY_LINES', `More than ${MAX_INVOICE_LINES} lines.`);
  const customer = await ensureCustomer(deps, invoice.payer);
  if (customer.kind !== 'confirmed') return customer.kind === 'pending' ? customer : rejected(customer);
  const filled = await draft(deps, invoice, customer.id);
  if (filled.kind === 'refusal' || filled.kind === 'pending') return filled;
  if (filled.kind === 'rejected') return rejected(filled);
  const finalised = await perform(deps, { operation: 'invoice.finalize', invoice: filled.id }, invoice.invoiceId);
  if (finalised.kind !== 'confirmed') return finalised.kind === 'pending' ? finalised : rejected(finalised);
  // Nothing to collect: Stripe marks such an invoice paid when it is finalised.
  if (finalised.facts.status === 'paid') return presented(finalised);
  const paid = await perform(deps, { operation: 'invoice.pay', invoice: filled.id }, invoice.invoiceId, {
    retry: retryPayment,
  });
  if (paid.kind === 'pending') return paid;
  return presented(paid.kind === 'confirmed' ? paid : finalised);
};

const presented = ({ id, facts }: Extract<Performed, { kind: 'confirmed' }>): PresentedInvoice => ({
  kind: 'presented',
  stripeInvoiceId: id,
  status: facts.status ?? '',
  amountPaidMinor: BigInt(facts.amountPaid ?? '0'),
});
