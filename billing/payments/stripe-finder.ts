// The search before a second try: whether an act was done at Stripe, by the subject every object of ours carries in its metadata.
import type Stripe from 'stripe';
import type { Confirmed, Sent } from './rail.ts';

/** Clocks differ and creation times are whole seconds. */
const SLACK_SECONDS = 600;

const found = (id: string, facts: Readonly<Record<string, string>> = {}): Confirmed => ({
  kind: 'confirmed',
  id,
  facts,
});

/** Facts of an invoice that we compare and keep. */
export const invoiceFacts = (invoice: Stripe.Invoice): Readonly<Record<string, string>> => ({
  status: invoice.status ?? '',
  total: String(invoice.total),
  amountPaid: String(invoice.amount_paid),
  currency: invoice.currency.toUpperCase(),
});

/** The object of this act, or undefined when there is none; pages through everything it could be among. */
export const findAtStripe = async (
  stripe: Stripe,
  { request, subject }: Sent,
  since: Date,
): Promise<Confirmed | undefined> => {
  const created = { gte: Math.floor(since.getTime() / 1000) - SLACK_SECONDS };
  const mine = ({ metadata }: { metadata?: Stripe.Metadata | null }) => metadata?.subject === subject;
  switch (request.operation) {
    case 'customer.create':
      for await (const customer of stripe.customers.list({ created, limit: 100 }))
        if (mine(customer)) return found(customer.id);
      return undefined;
    case 'recipient.create':
      for await (const account of stripe.v2.core.accounts.list({ limit: 20 }))
        if (account.metadata?.subject === subject) return found(account.id);
      return undefined;
    case 'invoice.create':
      for await (const invoice of stripe.invoices.list({ customer: request.customer, created, limit: 100 }))
        if (mine(invoice)) return found(invoice.id, invoiceFacts(invoice));
      return undefined;
    case 'invoice.add_lines': {
      const first = request.lines[0]?.lineId;
      const invoice = await stripe.invoices.retrieve(request.invoice);
      for await (const line of stripe.invoices.listLineItems(request.invoice, { limit: 100 }))
        if (line.metadata.line_id === first) return found(invoice.id, invoiceFacts(invoice));
      return undefined;
    }
    case 'invoice.finalize': {
      const invoice = await stripe.invoices.retrieve(request.invoice);
      return invoice.status === 'draft' ? undefined : found(invoice.id, invoiceFacts(invoice));
    }
    case 'invoice.pay': {
      const invoice = await stripe.invoices.retrieve(request.invoice);
      return invoice.status === 'paid' ? found(invoice.id, invoiceFacts(invoice)) : undefined;
    }
    case 'transfer.create':
      for await (const transfer of stripe.transfers.list({
        transfer_group: subject,
        destination: request.destination,
        limit: 100,
      }))
        if (mine(transfer)) return found(transfer.id, { amount: String(transfer.amount) });
      return undefined;
    case 'transfer.reverse':
      for await (const reversal of stripe.transfers.listReversals(request.transfer, { limit: 100 }))
        if (mine(reversal)) return found(reversal.id, { amount: String(reversal.amount) });
      return undefined;
  }
};
