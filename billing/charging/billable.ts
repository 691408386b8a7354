// Loads what a charge is made from: the event with the contract, price and split it falls under, and what the order locked.
import type { Currency, DiagnosisId, TenantId } from '@hounsfield/kernel';
import type { UsageEventId, UsageLane, UsageOutcome } from '@hounsfield/metering';
import type { Share } from '@hounsfield/revenue-share';
import { sql, type Transaction } from 'kysely';
import type { ContractId } from './contract.ts';

export type Billable = {
  id: UsageEventId;
  tenant_id: TenantId;
  diagnosis_id: DiagnosisId;
  billable_class: string;
  outcome: UsageOutcome;
  product_slug: string;
  lane: UsageLane;
  study_sha256: Buffer;
  model_version: string;
  occurred_at: Date;
  turnaround_seconds: number;
  has_wallet: boolean;
  contract_id: ContractId | null;
  currency: Currency;
  price_version: number | null;
  terms: unknown;
  split_version: number | null;
  shares: (Share & { secret: string })[] | null;
  charged: boolean;
};

/**
 * The versions are those valid when the read occurred, but for a price that was locked: by the event itself, or by the
 * reservation its order made.
 */
export const loadBillable = async <Tables>(
  trx: Transaction<Tables>,
  id: UsageEventId,
): Promise<Billable | undefined> => {
  const found = await sql<Billable>`
    select e.id, e.tenant_id, e.diagnosis_id, e.billable_class, e.outcome, e.product_slug, e.lane, e.study_sha256,
      e.model_version, e.occurred_at, e.turnaround_seconds,
      price.contract_id, price.currency, price.version as price_version, price.terms, split.version as split_version,
      exists (select 1 from charging.rated_charge done where done.id = e.id) as charged,
      exists (select 1 from charging.wallet w where w.tenant_id = e.tenant_id and w.currency = price.currency) as has_wallet,
      (select json_agg(json_build_object('partyId', s.party_id, 'role', s.role, 'basisPoints', s.basis_points,
          'secret', encode(k.secret, 'hex')))
        from charging.split_share s join charging.pseudonym_key k on k.party_id = s.party_id
        where s.tenant_id = e.tenant_id and s.contract_id = price.contract_id and s.version = split.version) as shares
    from metering.usage_event e
      left join charging.reservation held on held.tenant_id = e.tenant_id and held.diagnosis_id = e.diagnosis_id
      cross join lateral (select greatest(e.quoted_price_version, coalesce(held.price_version, 0)) as version) locked
      left join lateral (
        select c.id as contract_id, c.currency, v.version, v.terms
        from charging.contract c join charging.price_version v on v.tenant_id = c.tenant_id and v.contract_id = c.id
        where c.tenant_id = e.tenant_id and c.product_slug = e.product_slug
          and case when locked.version > 0 then v.version = locked.version
            else c.valid @> e.occurred_at and v.valid @> e.occurred_at end
      ) price on true
      left join charging.split_version split on split.tenant_id = e.tenant_id
        and split.contract_id = price.contract_id and split.valid @> e.occurred_at
    where e.id = ${id}`.execute(trx);
  return found.rows[0];
};

/** The read's place in its contract's month; the counter's row is held until the charge commits. */
export const nextRead = async <Tables>(
  trx: Transaction<Tables>,
  { tenant_id, contract_id }: Billable,
  periodId: number,
): Promise<number> => {
  const counted = await sql<{ n: bigint }>`
    insert into charging.contract_period_counter as counter (tenant_id, contract_id, meter, period_id, n)
    values (${tenant_id}, ${contract_id}, 'reads', ${periodId}, 1)
    on conflict (tenant_id, contract_id, meter, period_id) do update set n = counter.n + 1 returning n`.execute(trx);
  return Number(counted.rows[0]?.n);
};

/** Whether another read of the same study by the same model came first; the first to be charged is the original. */
export const isDuplicate = async <Tables>(trx: Transaction<Tables>, event: Billable): Promise<boolean> => {
  const claimed = await sql<{ usage_event_id: UsageEventId }>`
    with claim as (
      insert into charging.first_read (tenant_id, product_slug, model_version, study_sha256, usage_event_id)
      values (${event.tenant_id}, ${event.product_slug}, ${event.model_version}, ${event.study_sha256}, ${event.id})
      on conflict do nothing returning usage_event_id)
    select usage_event_id from claim`.execute(trx);
  return claimed.rows.length === 0;
};
