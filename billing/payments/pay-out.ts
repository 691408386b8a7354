// Pays a party what a statement says: one transfer per payout, to a recipient that may be paid.
import { type Currency, type Refusal, refusal, type TenantId } from '@hounsfield/kernel';
import { recipientOf } from './customers.ts';
import { type PaymentDeps, type Performed, perform } from './perform.ts';

export type Payout = {
  /** One per statement; at most one transfer ever bears it. */
  readonly payoutId: string;
  readonly partyId: TenantId;
  readonly currency: Currency;
  readonly amountMinor: bigint;
};
export type PayoutRefusal = Refusal<'RECIPIENT_NOT_READY' | 'NOTHING_TO_PAY'>;

/**
 * Pays, or tells what became of the payment. `retry` plans another attempt after a rejection that may pass (no balance yet);
 * an outcome that is unknown is searched for before anything is sent again.
 */
export const payOut = async <Tables>(
  deps: PaymentDeps<Tables>,
  { payoutId, partyId, currency, amountMinor }: Payout,
  options: { readonly retry?: boolean } = {},
): Promise<Performed | PayoutRefusal> => {
  if (amountMinor <= 0n) return refusal('NOTHING_TO_PAY', 'Only a positive amount is paid out.');
  const recipient = await recipientOf(deps, partyId);
  if (!recipient?.transfersActive) return refusal('RECIPIENT_NOT_READY', 'The recipient cannot be paid yet.');
  const request = {
    operation: 'transfer.create',
    destination: recipient.stripeId,
    currency,
    amountMinor: `${amountMinor}`,
    partyId,
  } as const;
  return perform(deps, request, payoutId, options);
};

/** Takes back part of a transfer, by our amounts: once per `reversalId`. */
export const reverseTransfer = <Tables>(
  deps: PaymentDeps<Tables>,
  {
    reversalId,
    transferId,
    partyId,
    currency,
    amountMinor,
  }: Omit<Payout, 'payoutId'> & { readonly reversalId: string; readonly transferId: string },
  options: { readonly retry?: boolean } = {},
): Promise<Performed> =>
  perform(
    deps,
    { operation: 'transfer.reverse', transfer: transferId, currency, amountMinor: `${amountMinor}`, partyId },
    reversalId,
    options,
  );
