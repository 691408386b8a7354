// Charges one metered read, once: rate, split, charge and journal are one READ COMMITTED transaction.
import { violatedConstraint } from '@hounsfield/database';
import { type Clock, crashPoint, isRefusal, money, type Refusal, refusal, type TenantId } from '@hounsfield/kernel';
import { openPeriod, postJournalInto } from '@hounsfield/ledger';
import type { UsageEventId, UsageOutcome } from '@hounsfield/metering';
import { countsReads, parsePriceTerms, rate } from '@hounsfield/rating';
import { splitCharge } from '@hounsfield/revenue-share';
import { type Kysely, sql, type Transaction } from 'kysely';
import { isDuplicate, loadBillable, nextRead } from './billable.ts';
import { selectCharges } from './charge.repository.ts';
import type { Charge, ChargeId } from './charge.ts';
import { chargeLegs } from './charge-legs.ts';
import { pseudonymizer } from './pseudonym.ts';
import { captureRead, releaseReadIn } from './reserve-read.ts';

/** The read did not complete, so it costs nothing, now and forever. */
export type NotCharged = { readonly kind: 'not-charged'; readonly outcome: Exclude<UsageOutcome, 'completed'> };
export type ChargeRefusal = Refusal<'NO_SUCH_USAGE' | 'NO_CONTRACT'>;

type Written = Charge | NotCharged | ChargeRefusal;

/** Another worker committed the same charge while this one was writing; nothing of this attempt may stay. */
class AlreadyCharged extends Error {
  override name = 'AlreadyCharged';
}

const charge = async <Tables>(trx: Transaction<Tables>, id: UsageEventId, now: Date): Promise<Written> => {
  const event = await loadBillable(trx, id);
  if (!event) return refusal('NO_SUCH_USAGE', 'No such usage event.');
  if (event.outcome !== 'completed') {
    if (event.billable_class === 'final') await releaseReadIn(trx, event.tenant_id, event.diagnosis_id, now);
    return { kind: 'not-charged', outcome: event.outcome };
  }
  if (event.charged) throw new AlreadyCharged();
  if (
    event.contract_id === null ||
    event.price_version === null ||
    event.split_version === null ||
    event.shares === null
  )
    return refusal('NO_CONTRACT', 'The customer has no contract for this product at the time of the read.');
  const terms = parsePriceTerms(event.terms);
  if (isRefusal(terms)) throw new Error(`contract ${event.contract_id}: ${terms.message}`);
  const period = await openPeriod(trx, event.currency, now);
  const tierSeq = countsReads(terms) ? await nextRead(trx, event, period.id) : 0;
  const duplicate = terms.outcomes.duplicates === 'free' && (await isDuplicate(trx, event));
  const read = { lane: event.lane, tierSeq, turnaroundSeconds: event.turnaround_seconds, duplicate };
  const { grossMinor, discountMinor, netMinor, waiver } = rate(terms, read);
  const splits = splitCharge(netMinor, event.shares);
  const secrets = new Map(event.shares.map(({ partyId, secret }) => [partyId, secret]));
  const journal =
    netMinor === 0n
      ? undefined
      : await postJournalInto(trx, period.id, {
          idemKey: `charge:${id}`,
          kind: 'charge',
          currency: event.currency,
          effectiveAt: event.occurred_at,
          label: `${event.product_slug} ${event.lane} v${event.price_version}`,
          legs: chargeLegs(event.tenant_id, netMinor, splits),
        });
  if (journal && !journal.created) throw new AlreadyCharged();
  await sql`
    with charge as (
      insert into charging.rated_charge (id, tenant_id, kind, usage_event_id, contract_id, product_slug, lane,
        price_version, split_version, tier_seq, currency, gross_minor, discount_minor, late, period_id, journal_id,
        occurred_at, charged_at, waiver)
      values (${id}, ${event.tenant_id}, 'usage', ${id}, ${event.contract_id}, ${event.product_slug}, ${event.lane},
        ${event.price_version}, ${event.split_version}, ${tierSeq}, ${event.currency}, ${grossMinor}, ${discountMinor},
        ${event.occurred_at < period.starts}, ${period.id}, ${journal?.id ?? null}, ${event.occurred_at}, ${now}, ${waiver ?? null})
      returning id, tenant_id, charged_at
    )
    insert into charging.charge_split (charge_id, party_id, role, tenant_id, basis_points, amount_minor, charged_at, pseudonym)
    select charge.id, split.party_id, split.role, charge.tenant_id, split.basis_points, split.amount_minor,
      charge.charged_at, split.pseudonym
    from charge cross join unnest(${splits.map(({ partyId }) => partyId)}::uuid[], ${splits.map(({ role }) => role)}::text[],
      ${splits.map(({ basisPoints }) => basisPoints)}::int[], ${splits.map(({ amountMinor }) => amountMinor)}::bigint[],
      ${splits.map(({ partyId }) => pseudonymizer(secrets.get(partyId) ?? '')(event.diagnosis_id))}::bytea[])
      as split(party_id, role, basis_points, amount_minor, pseudonym)`.execute(trx);
  if (event.has_wallet && event.billable_class === 'final') {
    const { tenant_id: tenantId, diagnosis_id: diagnosisId, currency } = event;
    await captureRead(trx, { tenantId, diagnosisId, chargeId: id, currency, netMinor, period }, now);
  }
  crashPoint('charge:before-commit');
  return {
    kind: 'charge',
    id: id as string as ChargeId,
    tenantId: event.tenant_id,
    diagnosisId: event.diagnosis_id,
    contractId: event.contract_id,
    productSlug: event.product_slug,
    lane: event.lane,
    currency: event.currency,
    gross: money(grossMinor, event.currency),
    discount: money(discountMinor, event.currency),
    net: money(netMinor, event.currency),
    priceVersion: event.price_version,
    splitVersion: event.split_version,
    late: event.occurred_at < period.starts,
    occurredAt: event.occurred_at,
    chargedAt: now,
    splits: splits.map(({ partyId, role, basisPoints, amountMinor }) => ({
      partyId: partyId as TenantId,
      role,
      basisPoints,
      amount: money(amountMinor, event.currency),
    })),
  };
};

/** Another worker was first, the month closed, or a deadlock came between: the next attempt sees the new state. */
const mayRetry = (error: unknown): boolean =>
  error instanceof AlreadyCharged ||
  ['rated_charge_pkey', 'charge_split_pkey', 'period_open'].includes(violatedConstraint(error)?.constraint ?? '') ||
  ['40P01', '40001'].includes((error as { code?: string }).code ?? '');

const ATTEMPTS = 5;

/**
 * Charges a usage event, or returns the charge it already has: any number of calls from any number of workers make one
 * charge, one split and one balanced journal. A read that did not complete is answered `not-charged`. Needs the worker role.
 */
export const chargeUsage = async <Tables>(
  db: Kysely<Tables>,
  usageEventId: UsageEventId,
  clock: Clock,
): Promise<Charge | NotCharged | ChargeRefusal> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const written = await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute((trx) => charge(trx, usageEventId, clock.now()));
      crashPoint('charge:after-commit');
      return written;
    } catch (error) {
      if (!mayRetry(error)) throw error;
      const known = (await selectCharges(db, sql`c.id = ${usageEventId}`))[0];
      if (known) return known;
      if (attempt >= ATTEMPTS) throw error;
    }
  }
};
