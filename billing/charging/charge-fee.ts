// Charges that are no reads: licences, subscriptions, commitments; the same split, the same journal, once per key.
import { violatedConstraint } from '@hounsfield/database';
import { type Clock, type DiagnosisId, type Refusal, refusal, sha256Hex, type TenantId } from '@hounsfield/kernel';
import { openPeriod, postJournalInto } from '@hounsfield/ledger';
import { splitCharge } from '@hounsfield/revenue-share';
import { type Kysely, sql, type Transaction } from 'kysely';
import { selectCharges } from './charge.repository.ts';
import type { Charge, ChargeId } from './charge.ts';
import { chargeLegs } from './charge-legs.ts';
import { pseudonymizer } from './pseudonym.ts';
import { holds, loadTerms } from './terms.repository.ts';

export type FeeKind = 'licence' | 'subscription' | 'commit_trueup' | 'volume_trueup';
export type Fee = {
  readonly tenantId: TenantId;
  readonly productSlug: string;
  readonly kind: FeeKind;
  readonly amountMinor: bigint;
  /** Names the fee, e.g. `subscription:<contract>:<period>`; one charge per key, forever. */
  readonly idemKey: string;
  /** When it fell due: decides the price and split versions. */
  readonly dueAt: Date;
};

/** The id a key gives a charge (UUID version 8, RFC 9562): the primary key then holds the charge to once. */
const idOf = (idemKey: string): ChargeId => {
  const hex = sha256Hex(`fee:${idemKey}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}` as ChargeId;
};

const write = async <Tables>(
  trx: Transaction<Tables>,
  fee: Fee,
  now: Date,
): Promise<Refusal<'NO_CONTRACT'> | undefined> => {
  const { tenantId, productSlug, kind, amountMinor, dueAt } = fee;
  const contracts = (await loadTerms(trx, [{ tenantId, productSlug }])).get(`${tenantId} ${productSlug}`) ?? [];
  const contract = contracts.find((one) => holds(one, dueAt));
  const price = contract?.prices.find((one) => holds(one, dueAt));
  const split = contract?.splits.find((one) => holds(one, dueAt));
  if (!contract || !price || !split)
    return refusal('NO_CONTRACT', 'There is no contract for this product at that time.');
  const id = idOf(fee.idemKey);
  const parts = splitCharge(amountMinor, split.shares);
  const period = await openPeriod(trx, contract.currency, now);
  const journal = await postJournalInto(trx, period.id, {
    idemKey: `charge:${id}`,
    kind: 'charge',
    currency: contract.currency,
    effectiveAt: dueAt,
    label: `${productSlug} ${kind} v${price.version}`,
    legs: chargeLegs(tenantId, amountMinor, parts),
  });
  const secrets = new Map(split.shares.map(({ partyId, secret }) => [partyId, secret]));
  // What a party calls a fee is made like a read's name, from the fee's own id.
  const names = parts.map(({ partyId }) => pseudonymizer(secrets.get(partyId) ?? '')(id as string as DiagnosisId));
  await sql`
    with charge as (
      insert into charging.rated_charge (id, tenant_id, kind, contract_id, product_slug, lane, price_version, split_version,
        tier_seq, currency, gross_minor, discount_minor, late, period_id, journal_id, occurred_at, charged_at)
      values (${id}, ${tenantId}, ${kind}, ${contract.contractId}, ${productSlug}, '', ${price.version}, ${split.version}, 0,
        ${contract.currency}, ${amountMinor}, 0, ${dueAt < period.starts}, ${period.id}, ${journal.id}, ${dueAt}, ${now})
      returning id)
    insert into charging.charge_split (charge_id, party_id, role, tenant_id, basis_points, amount_minor, charged_at, pseudonym)
    select charge.id, part.party_id, part.role, ${tenantId}, part.basis_points, part.amount_minor, ${now}, part.pseudonym
    from charge cross join unnest(${parts.map(({ partyId }) => partyId)}::uuid[], ${parts.map(({ role }) => role)}::text[],
      ${parts.map(({ basisPoints }) => basisPoints)}::int[], ${parts.map((part) => part.amountMinor)}::bigint[], ${names}::bytea[])
      as part(party_id, role, basis_points, amount_minor, pseudonym)`.execute(trx);
  return undefined;
};

const RACES = new Set(['rated_charge_pkey', 'charge_split_pkey', 'charge_sealed', 'period_open']);
const ATTEMPTS = 5;

/** Charges a fee, or returns the charge its key already has. A fee of nothing is refused. Needs the worker role. */
export const chargeFee = async <Tables>(
  db: Kysely<Tables>,
  fee: Fee,
  clock: Clock,
): Promise<Charge | Refusal<'NO_CONTRACT' | 'NOTHING_TO_CHARGE'>> => {
  if (fee.amountMinor <= 0n) return refusal('NOTHING_TO_CHARGE', 'Only a positive fee is charged.');
  for (let attempt = 1; ; attempt += 1) {
    const known = (await selectCharges(db, sql`c.id = ${idOf(fee.idemKey)}`))[0];
    if (known) return known;
    try {
      const refused = await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute((trx) => write(trx, fee, clock.now()));
      if (refused) return refused;
    } catch (error) {
      if (attempt >= ATTEMPTS || !RACES.has(violatedConstraint(error)?.constraint ?? '')) throw error;
    }
  }
};
