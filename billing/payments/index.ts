// Payments: Stripe behind its own SDK; every request frozen before it is sent, every event stored before it is believed.
export { ensureCustomer, ensureRecipient, type Payee, type Payer, type Recipient, recipientOf } from './customers.ts';
export { type FetchedObject, type FetchObject, processInbox, storeNotice } from './inbox.ts';
export { type Payout, type PayoutRefusal, payOut, reverseTransfer } from './pay-out.ts';
export { type PaymentDeps, type Performed, perform } from './perform.ts';
export {
  type InvoiceToPresent,
  MAX_INVOICE_LINES,
  type Presentation,
  type PresentedInvoice,
  type PresentRefusal,
  presentInvoice,
} from './present-invoice.ts';
export type { Confirmed, Outcome, Rail, RailRequest, Sent } from './rail.ts';
export { dueRequests, type PaymentRequest, type RequestState } from './request.repository.ts';
export { createStripeClient, STRIPE_API_VERSION } from './stripe-client.ts';
export { stripeFetcher } from './stripe-fetch.ts';
export { fillInboxGaps } from './stripe-gaps.ts';
export { createStripeRail } from './stripe-rail.ts';
export { type StripeNotice, verifyStripeNotice } from './stripe-webhook.ts';
export { startTestStripe, type TestStripe } from './test-stripe.ts';
