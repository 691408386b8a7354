// The journal recipe of a charge: the customer owes the net, every party is owed its share of it.
import type { AccountKind, Leg } from '@hounsfield/ledger';
import type { Allocation, PartyRole } from '@hounsfield/revenue-share';

/** The account on which a role's share accrues until it becomes payable; the platform's is its revenue. */
export const accruesOn = (role: PartyRole): AccountKind =>
  role === 'platform' ? 'platform_revenue' : `${role}_accrued`;

/** Legs of a charge of `netMinor`; shares of zero have none. They sum to zero because the allocations sum to the net. */
export const chargeLegs = (
  customerId: string,
  netMinor: bigint,
  allocations: readonly Allocation[],
): readonly Leg[] => [
  { kind: 'customer_unbilled', partyId: customerId, amountMinor: netMinor },
  ...allocations
    .filter(({ amountMinor }) => amountMinor !== 0n)
    .map(({ role, partyId, amountMinor }) => ({ kind: accruesOn(role), partyId, amountMinor: -amountMinor })),
];
