// A reader rejected a result: the contract's outcome rules say what part of the price goes back, to all who shared in it.
import { type Clock, type DiagnosisId, isRefusal, type Refusal, refusal, type TenantId } from '@hounsfield/kernel';
import { parsePriceTerms, rejectionCredit } from '@hounsfield/rating';
import { type Kysely, sql } from 'kysely';
import type { ChargeId } from './charge.ts';
import { type Refund, type RefundRefusal, refundCharge } from './refund-charge.ts';

const HOUR_MS = 3_600_000;

/**
 * Gives back what the price's rules promise for a rejection at `rejectedAt`: once per diagnosis, however often it is
 * reported. Refused where the rules give nothing or the time has passed.
 */
export const creditRejectedRead = async <Tables>(
  db: Kysely<Tables>,
  {
    tenantId,
    diagnosisId,
    rejectedAt,
  }: { readonly tenantId: TenantId; readonly diagnosisId: DiagnosisId; readonly rejectedAt: Date },
  clock: Clock,
): Promise<Refund | RefundRefusal | Refusal<'NOT_ELIGIBLE'>> => {
  const found = await sql<{ id: ChargeId; net_minor: bigint; occurred_at: Date; terms: unknown }>`
    select c.id, c.net_minor, c.occurred_at, v.terms
    from metering.usage_event e join charging.rated_charge c on c.id = e.id
      join charging.price_version v on v.tenant_id = c.tenant_id and v.contract_id = c.contract_id and v.version = c.price_version
    where e.tenant_id = ${tenantId} and e.diagnosis_id = ${diagnosisId} and e.billable_class = 'final'`.execute(db);
  const charge = found.rows[0];
  if (!charge) return refusal('NO_SUCH_CHARGE', 'This diagnosis was not charged.');
  const terms = parsePriceTerms(charge.terms);
  if (isRefusal(terms)) throw new Error(terms.message);
  const hours = (rejectedAt.getTime() - charge.occurred_at.getTime()) / HOUR_MS;
  const amountMinor = rejectionCredit(terms, charge.net_minor, hours);
  if (amountMinor === 0n) return refusal('NOT_ELIGIBLE', 'The contract gives nothing back for this rejection.');
  return refundCharge(
    db,
    { chargeId: charge.id, amountMinor, reason: 'rejected_read', idemKey: `reject:${diagnosisId}` },
    clock,
  );
};
