// Reads charges with their splits; row-level security decides which rows, and which shares of them, the caller sees.
import { type Currency, type DiagnosisId, money, type TenantId } from '@hounsfield/kernel';
import type { PartyRole } from '@hounsfield/revenue-share';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Charge, ChargeId } from './charge.ts';
import type { ContractId } from './contract.ts';

type Row = {
  id: ChargeId;
  tenant_id: TenantId;
  diagnosis_id: DiagnosisId | null;
  contract_id: ContractId;
  product_slug: string;
  lane: string;
  currency: Currency;
  gross_minor: bigint;
  discount_minor: bigint;
  net_minor: bigint;
  price_version: number;
  split_version: number;
  late: boolean;
  occurred_at: Date;
  charged_at: Date;
  splits: { partyId: TenantId; role: PartyRole; basisPoints: number; amountMinor: string }[];
};

const chargeOf = (row: Row): Charge => ({
  kind: 'charge',
  id: row.id,
  tenantId: row.tenant_id,
  diagnosisId: row.diagnosis_id ?? undefined,
  contractId: row.contract_id,
  productSlug: row.product_slug,
  lane: row.lane,
  currency: row.currency,
  gross: money(row.gross_minor, row.currency),
  discount: money(row.discount_minor, row.currency),
  net: money(row.net_minor, row.currency),
  priceVersion: row.price_version,
  splitVersion: row.split_version,
  late: row.late,
  occurredAt: row.occurred_at,
  chargedAt: row.charged_at,
  splits: row.splits.map(({ partyId, role, basisPoints, amountMinor }) => ({
    partyId,
    role,
    basisPoints,
    amount: money(BigInt(amountMinor), row.currency),
  })),
});

/** The charges that satisfy `where` (over the alias `c`), in the order and number that `rest` says. */
export const selectCharges = async <Tables>(
  db: Kysely<Tables>,
  where: RawBuilder<unknown>,
  rest: RawBuilder<unknown> = sql``,
): Promise<readonly Charge[]> => {
  const found = await sql<Row>`
    select c.*, event.diagnosis_id, coalesce(splits.list, '[]'::json) as splits
    from charging.rated_charge c
      left join metering.usage_event event on event.id = c.usage_event_id
      left join lateral (
        select json_agg(json_build_object('partyId', s.party_id, 'role', s.role, 'basisPoints', s.basis_points,
          'amountMinor', s.amount_minor::text)
          order by array_position(array['platform', 'partner', 'reading_centre', 'vendor', 'annotator'], s.role), s.party_id)
          as list
        from charging.charge_split s where s.charge_id = c.id
      ) splits on true
    where ${where} ${rest}`.execute(db);
  return found.rows.map(chargeOf);
};
