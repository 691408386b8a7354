// Fetches what an event is about, as it stands now; only objects that carry our marks are ours.
import type { TenantId } from '@hounsfield/kernel';
import Stripe from 'stripe';
import type { FetchedObject, FetchObject } from './inbox.ts';
import { invoiceFacts } from './stripe-finder.ts';

const goneIsNothing = async <Result>(fetching: Promise<Result>): Promise<Result | undefined> => {
  try {
    return await fetching;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return undefined;
    throw error;
  }
};

const invoice = async (stripe: Stripe, id: string): Promise<FetchedObject | undefined> => {
  const found = await goneIsNothing(stripe.invoices.retrieve(id));
  const { subject, tenant_id: tenantId } = found?.metadata ?? {};
  if (!found || !subject || !tenantId) return undefined;
  return {
    kind: 'invoice',
    id,
    subject,
    tenantId: tenantId as TenantId,
    status: found.status ?? '',
    facts: invoiceFacts(found),
  };
};

const transfer = async (stripe: Stripe, id: string): Promise<FetchedObject | undefined> => {
  const found = await goneIsNothing(stripe.transfers.retrieve(id));
  const { subject, party_id: partyId } = found?.metadata ?? {};
  if (!found || !subject || !partyId) return undefined;
  const facts = {
    amount: `${found.amount}`,
    amountReversed: `${found.amount_reversed}`,
    currency: found.currency.toUpperCase(),
  };
  const status = found.reversed ? 'reversed' : 'paid';
  return { kind: 'transfer', id, subject, tenantId: partyId as TenantId, status, facts };
};

const recipient = async (stripe: Stripe, id: string): Promise<FetchedObject | undefined> => {
  const found = await goneIsNothing(stripe.v2.core.accounts.retrieve(id, { include: ['configuration.recipient'] }));
  if (!found) return undefined;
  const status = found.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status;
  return { kind: 'recipient', id, transfersActive: status === 'active' };
};

/** The fetcher for {@link processInbox} over a Stripe client. */
export const stripeFetcher =
  (stripe: Stripe): FetchObject =>
  async (type, objectId) => {
    if (type.startsWith('v2.core.account')) return recipient(stripe, objectId);
    if (type.startsWith('invoice.')) return invoice(stripe, objectId);
    if (type.startsWith('transfer.')) return transfer(stripe, objectId);
    return undefined;
  };
