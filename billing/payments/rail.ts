// A payment rail: what can be asked of it, and what it can answer. Amounts are minor units in decimal text, as they are frozen.
import type { Currency } from '@hounsfield/kernel';

export type InvoiceLine = { readonly lineId: string; readonly description: string; readonly amountMinor: string };

/** Everything a request says, frozen as it will be sent. */
export type RailRequest =
  | {
      readonly operation: 'customer.create';
      readonly tenantId: string;
      readonly name: string;
      readonly email: string | null;
    }
  | {
      readonly operation: 'recipient.create';
      readonly partyId: string;
      readonly name: string;
      readonly email: string;
      readonly country: string;
      readonly currency: Currency;
    }
  | {
      readonly operation: 'invoice.create';
      readonly customer: string;
      readonly currency: Currency;
      readonly tenantId: string;
      readonly description: string;
    }
  | {
      readonly operation: 'invoice.add_lines';
      readonly invoice: string;
      readonly lines: readonly InvoiceLine[];
      readonly currency: Currency;
    }
  | { readonly operation: 'invoice.finalize'; readonly invoice: string }
  | { readonly operation: 'invoice.pay'; readonly invoice: string }
  | {
      readonly operation: 'transfer.create';
      readonly destination: string;
      readonly currency: Currency;
      readonly amountMinor: string;
      readonly partyId: string;
    }
  | {
      readonly operation: 'transfer.reverse';
      readonly transfer: string;
      readonly currency: Currency;
      readonly amountMinor: string;
      readonly partyId: string;
    };

/** What the outside made of a request, with the few facts of the object that we compare. */
export type Confirmed = {
  readonly kind: 'confirmed';
  readonly id: string;
  readonly facts: Readonly<Record<string, string>>;
};
export type Outcome =
  | Confirmed
  /** Definitely not done; never to be sent again under the same key. */
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }
  /** Definitely not done, but only because of too much traffic; to be sent again later. */
  | { readonly kind: 'busy' }
  /** Nobody knows whether it was done. */
  | { readonly kind: 'unknown'; readonly message: string };

/** `subject` is the business act's id; the rail writes it on what it makes, and finds it by that. */
export type Sent = { readonly request: RailRequest; readonly subject: string; readonly idempotencyKey: string };

/** Two rails exist: Stripe, and bank files for regions without it. */
export interface Rail {
  submit(sent: Sent): Promise<Outcome>;
  /** Looks whether the act was done, by whatever attempt. Throws when it cannot tell. */
  find(sent: Sent, since: Date): Promise<Confirmed | undefined>;
}
