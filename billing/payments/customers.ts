// Who our organisations are at Stripe: the payer's customer, the party's recipient account; made once, remembered.
import type { Currency, TenantId } from '@hounsfield/kernel';
import { sql } from 'kysely';
import { type PaymentDeps, type Performed, perform } from './perform.ts';

export type Payer = { readonly tenantId: TenantId; readonly name: string; readonly email?: string };
export type Payee = {
  readonly partyId: TenantId;
  readonly name: string;
  readonly email: string;
  /** ISO 3166-1 alpha-2, lower case. */
  readonly country: string;
  readonly currency: Currency;
};

/** The organisation's Stripe customer, made on first use. */
export const ensureCustomer = async <Tables>(deps: PaymentDeps<Tables>, payer: Payer): Promise<Performed> => {
  const { tenantId, name, email = null } = payer;
  const made = await perform(deps, { operation: 'customer.create', tenantId, name, email }, `customer:${tenantId}`);
  if (made.kind === 'confirmed')
    await sql`insert into payments.customer (tenant_id, stripe_id) values (${tenantId}, ${made.id})
      on conflict (tenant_id) do nothing`.execute(deps.db);
  return made;
};

/** The party's recipient account, made on first use; it may be paid once Stripe says so, see {@link recipientOf}. */
export const ensureRecipient = async <Tables>(deps: PaymentDeps<Tables>, payee: Payee): Promise<Performed> => {
  const made = await perform(deps, { operation: 'recipient.create', ...payee }, `recipient:${payee.partyId}`);
  if (made.kind === 'confirmed')
    await sql`insert into payments.recipient (party_id, stripe_id) values (${payee.partyId}, ${made.id})
      on conflict (party_id) do nothing`.execute(deps.db);
  return made;
};

export type Recipient = { readonly stripeId: string; readonly transfersActive: boolean };

/** The party's recipient account as last fetched from Stripe. */
export const recipientOf = async <Tables>(
  { db }: PaymentDeps<Tables>,
  partyId: TenantId,
): Promise<Recipient | undefined> => {
  const found = await sql<{ stripe_id: string; transfers_active: boolean }>`select stripe_id, transfers_active
    from payments.recipient where party_id = ${partyId}`.execute(db);
  const row = found.rows[0];
  return row && { stripeId: row.stripe_id, transfersActive: row.transfers_active };
};
