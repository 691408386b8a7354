// What a month's end adds to its reads, before the month is closed: volume re-pricing, plan fees, shortfalls of commitments.
import { type Clock, type Currency, isRefusal, type TenantId } from '@hounsfield/kernel';
import {
  commitmentShortfall,
  type PricedLane,
  type PriceTerms,
  parsePriceTerms,
  repriceVolume,
} from '@hounsfield/rating';
import { type Kysely, sql } from 'kysely';
import type { ChargeId } from './charge.ts';
import { chargeFee, type FeeKind } from './charge-fee.ts';
import type { ContractId } from './contract.ts';
import { refundCharge } from './refund-charge.ts';

type Period = { id: number; currency: Currency; starts: Date; ends: Date; status: string };
type Due = { tenant_id: TenantId; contract_id: ContractId; product_slug: string; terms: unknown };
type Read = { id: ChargeId; lane: PricedLane; net_minor: bigint; refunded: boolean };

/** Contracts in force at the period's end, with the price they have then. */
const contractsOf = async <Tables>(db: Kysely<Tables>, { currency, ends }: Period): Promise<readonly Due[]> => {
  const last = new Date(ends.getTime() - 1);
  const found = await sql<Due>`select c.tenant_id, c.id as contract_id, c.product_slug, v.terms
    from charging.contract c join charging.price_version v on v.tenant_id = c.tenant_id and v.contract_id = c.id
    where c.currency = ${currency} and c.valid @> ${last}::timestamptz and v.valid @> ${last}::timestamptz
      and (v.terms ->> 'scheme' = 'volume' or coalesce(v.terms ->> 'subscriptionMinor', '0') <> '0'
        or coalesce(v.terms ->> 'commitmentMinor', '0') <> '0')
    order by c.tenant_id, c.id`.execute(db);
  return found.rows;
};

/** Gives back, read by read, what the reached tier makes them cheaper; returns what it makes them dearer in all. */
const reprice = async <Tables>(
  db: Kysely<Tables>,
  due: Due,
  terms: PriceTerms,
  period: Period,
  clock: Clock,
): Promise<bigint> => {
  const reads =
    await sql<Read>`select c.id, c.lane, c.net_minor, exists (select 1 from charging.refund r where r.charge_id = c.id
      and r.reason <> 'volume_trueup') as refunded
    from charging.rated_charge c where c.tenant_id = ${due.tenant_id} and c.contract_id = ${due.contract_id}
      and c.period_id = ${period.id} and c.kind = 'usage' and c.net_minor > 0 order by c.id`.execute(db);
  const whole = reads.rows
    .filter(({ refunded }) => !refunded)
    .map(({ id, lane, net_minor }) => ({ id, lane, netMinor: net_minor }));
  const { refunds, dueMinor } = repriceVolume(terms, whole, reads.rows.length);
  for (const { id, amountMinor } of refunds)
    await refundCharge(
      db,
      { chargeId: id as ChargeId, amountMinor, reason: 'volume_trueup', idemKey: `volume:${id}` },
      clock,
    );
  return dueMinor;
};

const spentOf = async <Tables>(db: Kysely<Tables>, due: Due, period: Period): Promise<bigint> => {
  const spent = await sql<{ spent: bigint }>`select (
      coalesce((select sum(net_minor) from charging.rated_charge where tenant_id = ${due.tenant_id}
        and contract_id = ${due.contract_id} and period_id = ${period.id} and kind <> 'commit_trueup'), 0)
      - coalesce((select sum(r.amount_minor) from charging.refund r join charging.rated_charge c on c.id = r.charge_id
        where c.tenant_id = ${due.tenant_id} and c.contract_id = ${due.contract_id} and r.period_id = ${period.id}), 0))::bigint as spent`.execute(
    db,
  );
  return spent.rows[0]?.spent ?? 0n;
};

/**
 * Charges what falls due at the end of an open period, each once however often it is run; run it before the period closes,
 * at an instant within it. Returns how many contracts were looked at. Needs the worker role.
 */
export const chargePeriodFees = async <Tables>(db: Kysely<Tables>, periodId: number, clock: Clock): Promise<number> => {
  const period = (
    await sql<Period>`select id, currency, starts, ends, status from ledger.billing_period where id = ${periodId}`.execute(
      db,
    )
  ).rows[0];
  if (period?.status !== 'open') throw new Error(`period ${periodId} is not open`);
  const contracts = await contractsOf(db, period);
  const dueAt = new Date(period.ends.getTime() - 1);
  for (const due of contracts) {
    const terms = parsePriceTerms(due.terms);
    if (isRefusal(terms)) throw new Error(`contract ${due.contract_id}: ${terms.message}`);
    const fee = async (kind: FeeKind, amountMinor: bigint): Promise<void> => {
      const { tenant_id: tenantId, product_slug: productSlug, contract_id } = due;
      const idemKey = `${kind}:${contract_id}:${period.id}`;
      if (amountMinor > 0n) await chargeFee(db, { tenantId, productSlug, kind, amountMinor, idemKey, dueAt }, clock);
    };
    await fee('volume_trueup', await reprice(db, due, terms, period, clock));
    await fee('subscription', terms.subscriptionMinor);
    await fee('commit_trueup', commitmentShortfall(terms, await spentOf(db, due, period)));
  }
  return contracts.length;
};
