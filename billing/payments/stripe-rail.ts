// Stripe as a rail: each request as the SDK call it becomes, and each error as what it says about whether the act was done.
import { CURRENCY_EXPONENT, type Currency } from '@hounsfield/kernel';
import Stripe from 'stripe';
import type { Confirmed, InvoiceLine, Outcome, Rail, RailRequest, Sent } from './rail.ts';
import { findAtStripe, invoiceFacts } from './stripe-finder.ts';

/** Raised for an amount the API cannot express; the request is rejected before it is sent. */
class UnsendableAmount extends Error {
  override name = 'UnsendableAmount';
}

/** Minor units as Stripe counts them: whole numbers; three-decimal currencies only in tens. */
const stripeAmount = (amountMinor: string, currency: Currency): number => {
  const amount = Number(amountMinor);
  if (!Number.isSafeInteger(amount)) throw new UnsendableAmount(`${amountMinor} is no safe integer`);
  if (CURRENCY_EXPONENT[currency] === 3 && amount % 10 !== 0)
    throw new UnsendableAmount(`${amountMinor} ${currency} does not end in 0`);
  return amount;
};

const confirmed = (id: string, facts: Readonly<Record<string, string>> = {}): Confirmed => ({
  kind: 'confirmed',
  id,
  facts,
});
const confirmedInvoice = (invoice: Stripe.Invoice): Confirmed => confirmed(invoice.id, invoiceFacts(invoice));

const lineParams = (lines: readonly InvoiceLine[], currency: Currency) =>
  lines.map(({ lineId, description, amountMinor }) => ({
    amount: stripeAmount(amountMinor, currency),
    description,
    metadata: { line_id: lineId },
  }));

type Marks = { readonly metadata: { readonly subject: string; readonly request: string } };

const call = async (
  stripe: Stripe,
  request: RailRequest,
  marks: Marks,
  idempotencyKey: string,
  subject: string,
): Promise<Confirmed> => {
  const options = { idempotencyKey };
  switch (request.operation) {
    case 'customer.create': {
      const { name, email, tenantId } = request;
      const metadata = { ...marks.metadata, tenant_id: tenantId };
      return confirmed((await stripe.customers.create({ name, ...(email && { email }), metadata }, options)).id);
    }
    case 'recipient.create': {
      const { name, email, country, currency, partyId } = request;
      const account = await stripe.v2.core.accounts.create(
        {
          display_name: name,
          contact_email: email,
          dashboard: 'express',
          identity: { country, entity_type: 'company' },
          configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
          defaults: {
            currency: currency.toLowerCase(),
            responsibilities: { fees_collector: 'application', losses_collector: 'application' },
          },
          metadata: { ...marks.metadata, party_id: partyId },
        },
        options,
      );
      return confirmed(account.id);
    }
    case 'invoice.create': {
      const { customer, currency, tenantId, description } = request;
      const invoice = await stripe.invoices.create(
        {
          customer,
          currency: currency.toLowerCase(),
          auto_advance: false,
          collection_method: 'charge_automatically',
          pending_invoice_items_behavior: 'exclude',
          description,
          metadata: { ...marks.metadata, tenant_id: tenantId },
        },
        options,
      );
      return confirmedInvoice(invoice);
    }
    case 'invoice.add_lines': {
      const lines = lineParams(request.lines, request.currency);
      return confirmedInvoice(await stripe.invoices.addLines(request.invoice, { lines }, options));
    }
    case 'invoice.finalize':
      return confirmedInvoice(await stripe.invoices.finalizeInvoice(request.invoice, { auto_advance: false }, options));
    case 'invoice.pay':
      return confirmedInvoice(await stripe.invoices.pay(request.invoice, {}, options));
    case 'transfer.create': {
      const { destination, currency, amountMinor, partyId } = request;
      const transfer = await stripe.transfers.create(
        {
          amount: stripeAmount(amountMinor, currency),
          currency: currency.toLowerCase(),
          destination,
          transfer_group: subject,
          metadata: { ...marks.metadata, party_id: partyId },
        },
        options,
      );
      return confirmed(transfer.id, { amount: String(transfer.amount) });
    }
    case 'transfer.reverse': {
      const { transfer, amountMinor, currency, partyId } = request;
      const params = {
        amount: stripeAmount(amountMinor, currency),
        metadata: { ...marks.metadata, party_id: partyId },
      };
      const reversal = await stripe.transfers.createReversal(transfer, params, options);
      return confirmed(reversal.id, { amount: String(reversal.amount) });
    }
  }
};

/** Answers of an endpoint that ran and refused; anything else may have been done. */
const refused = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError ||
  error instanceof Stripe.errors.StripeCardError ||
  error instanceof Stripe.errors.StripePermissionError ||
  error instanceof Stripe.errors.StripeAuthenticationError;

const outcomeOf = (error: unknown): Outcome => {
  if (error instanceof UnsendableAmount)
    return { kind: 'rejected', code: 'amount_not_sendable', message: error.message };
  if (error instanceof Stripe.errors.StripeRateLimitError) return { kind: 'busy' };
  if (error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode === 409) return { kind: 'busy' };
  if (error instanceof Stripe.errors.StripeError) {
    const { code, message, headers } = error;
    if (refused(error)) return { kind: 'rejected', code: code ?? 'refused', message };
    // A failure that is replayed is over: the search before this submission found nothing, so only a new key can help.
    const replayed = headers?.['idempotent-replayed'] === 'true';
    if (replayed && (error.statusCode ?? 0) >= 500) return { kind: 'rejected', code: 'key_worn_out', message };
  }
  return { kind: 'unknown', message: error instanceof Error ? error.message : String(error) };
};

/** The rail over a Stripe client. */
export const createStripeRail = (stripe: Stripe): Rail => ({
  submit: async ({ request, subject, idempotencyKey }: Sent): Promise<Outcome> => {
    try {
      return await call(stripe, request, { metadata: { subject, request: idempotencyKey } }, idempotencyKey, subject);
    } catch (error) {
      return outcomeOf(error);
    }
  },
  find: (sent, since) => findAtStripe(stripe, sent, since),
});
