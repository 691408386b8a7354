// A charge: what one read cost, under which versions, and how its net was shared.
import type { Currency, DiagnosisId, Id, Money, TenantId } from '@hounsfield/kernel';
import type { PartyRole } from '@hounsfield/revenue-share';
import type { ContractId } from './contract.ts';

export type ChargeId = Id<'Charge'>;

export type ChargeSplit = {
  readonly partyId: TenantId;
  readonly role: PartyRole;
  readonly basisPoints: number;
  readonly amount: Money;
};

export type Charge = {
  readonly kind: 'charge';
  readonly id: ChargeId;
  /** The customer. */
  readonly tenantId: TenantId;
  /** Known to the customer, the platform's workers and nobody else. */
  readonly diagnosisId: DiagnosisId | undefined;
  readonly contractId: ContractId;
  readonly productSlug: string;
  readonly lane: string;
  readonly currency: Currency;
  readonly gross: Money;
  readonly discount: Money;
  readonly net: Money;
  readonly priceVersion: number;
  readonly splitVersion: number;
  readonly late: boolean;
  readonly occurredAt: Date;
  readonly chargedAt: Date;
  /** As far as the reader may see: all for the customer and the platform, its own for any other party. */
  readonly splits: readonly ChargeSplit[];
};
