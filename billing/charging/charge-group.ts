// Writes charges that differ in nothing but the read: one journal for all of them, their charges and splits set by set.
import { arrayLiteral } from '@hounsfield/database';
import { sha256Hex } from '@hounsfield/kernel';
import { type BillingPeriod, postJournalInto } from '@hounsfield/ledger';
import type { Usage, UsageEventId } from '@hounsfield/metering';
import type { Rated } from '@hounsfield/rating';
import type { Allocation } from '@hounsfield/revenue-share';
import { sql, type Transaction } from 'kysely';
import { chargeLegs } from './charge-legs.ts';
import { pseudonymizer } from './pseudonym.ts';
import type { ContractTerms, PriceInForce, SplitInForce } from './terms.repository.ts';

type GroupCharge = {
  readonly id: UsageEventId;
  readonly usage: Usage;
  readonly tierSeq: number;
  readonly rated: Rated;
  /** In one order for the whole group. */
  readonly splits: readonly Allocation[];
};
export type ChargeGroup = {
  readonly read: {
    readonly usage: Usage;
    readonly contract: ContractTerms;
    readonly price: PriceInForce;
    readonly split: SplitInForce;
  };
  readonly period: BillingPeriod;
  readonly charges: GroupCharge[];
  /** Splits already made for a net under this group's shares. */
  readonly splitsByNet: Map<bigint, readonly Allocation[]>;
};

/** What charges of one group have in common. */
export const groupKey = (
  { contractId }: ContractTerms,
  price: number,
  split: number,
  { lane, productSlug }: Usage,
): string => `${contractId} ${price} ${split} ${lane} ${productSlug}`;

/** The group's journal over every charge that costs anything; undefined when none does. */
const postGroup = async <Tables>(
  trx: Transaction<Tables>,
  { read, period, charges }: ChargeGroup,
): Promise<bigint | undefined> => {
  const costing = charges.filter(({ rated }) => rated.netMinor > 0n);
  const [first] = costing;
  if (!first) return undefined;
  const net = costing.reduce((sum, { rated }) => sum + rated.netMinor, 0n);
  const totals = first.splits.map((split, index) => ({
    ...split,
    amountMinor: costing.reduce((sum, { splits }) => sum + (splits[index]?.amountMinor ?? 0n), 0n),
  }));
  const { id } = await postJournalInto(trx, period.id, {
    idemKey: `charges:${sha256Hex(costing.map((charge) => charge.id).join())}`,
    kind: 'charge',
    currency: read.contract.currency,
    effectiveAt: first.usage.occurredAt,
    label: `${read.usage.productSlug} ${read.usage.lane} v${read.price.version}`,
    legs: chargeLegs(read.contract.tenantId, net, totals),
  });
  return id;
};

/** Writes the groups' journals, then all their charges and splits in one statement. */
export const writeGroups = async <Tables>(
  trx: Transaction<Tables>,
  groups: readonly ChargeGroup[],
  now: Date,
): Promise<void> => {
  if (groups.length === 0) return;
  const journals: (bigint | undefined)[] = [];
  for (const group of groups) journals.push(await postGroup(trx, group));
  const charges = groups.flatMap((group, g) => group.charges.map((charge) => ({ ...charge, g })));
  const column = (of: (charge: (typeof charges)[number]) => Parameters<typeof arrayLiteral>[0][number]) =>
    arrayLiteral(charges.map(of));
  const group = (of: (group: ChargeGroup, index: number) => Parameters<typeof arrayLiteral>[0][number]) =>
    arrayLiteral(groups.map(of));
  // Parties of a group stand in one order, the one their charges' splits are in.
  const parties = groups.flatMap(({ read, charges: [first] }, g) =>
    (first?.splits ?? []).map(({ partyId, role, basisPoints }, k) => {
      const secret = read.split.shares.find((share) => share.partyId === partyId)?.secret ?? '';
      return { g, k, partyId, role, basisPoints, nameOf: pseudonymizer(secret) };
    }),
  );
  const names = groups.map((_, g) => parties.filter((party) => party.g === g).map(({ nameOf }) => nameOf));
  const party = (of: (party: (typeof parties)[number]) => Parameters<typeof arrayLiteral>[0][number]) =>
    arrayLiteral(parties.map(of));
  const splits = charges.flatMap(({ id, g, usage, splits: parts }) =>
    parts.map(({ amountMinor }, k) => ({ id, g, k, amountMinor, name: names[g]?.[k]?.(usage.diagnosisId) ?? null })),
  );
  await sql`
    with term as (
      select * from unnest(${group((_, g) => g)}::int[], ${group(({ read }) => read.contract.tenantId)}::uuid[],
        ${group(({ read }) => read.contract.contractId)}::uuid[], ${group(({ read }) => read.usage.productSlug)}::text[],
        ${group(({ read }) => read.usage.lane)}::text[], ${group(({ read }) => read.price.version)}::int[],
        ${group(({ read }) => read.split.version)}::int[], ${group(({ read }) => read.contract.currency)}::text[],
        ${group(({ period }) => period.id)}::int[], ${group(({ period }) => period.starts)}::timestamptz[],
        ${group((_, g) => journals[g] ?? null)}::bigint[])
        as term(g, tenant_id, contract_id, product_slug, lane, price_version, split_version, currency, period_id, starts, journal_id)
    ), written as (
      insert into charging.rated_charge (id, tenant_id, kind, usage_event_id, contract_id, product_slug, lane, price_version,
        split_version, tier_seq, currency, gross_minor, discount_minor, late, period_id, journal_id, occurred_at, charged_at, waiver)
      select read.id, term.tenant_id, 'usage', read.id, term.contract_id, term.product_slug, term.lane, term.price_version,
        term.split_version, read.tier_seq, term.currency, read.gross, read.discount, read.occurred_at < term.starts,
        term.period_id, case when read.gross > read.discount then term.journal_id end, read.occurred_at, ${now}, read.waiver
      from unnest(${column(({ id }) => id)}::uuid[], ${column(({ g }) => g)}::int[], ${column(({ tierSeq }) => tierSeq)}::bigint[],
        ${column(({ rated }) => rated.grossMinor)}::bigint[], ${column(({ rated }) => rated.discountMinor)}::bigint[],
        ${column(({ usage }) => usage.occurredAt)}::timestamptz[], ${column(({ rated }) => rated.waiver ?? null)}::text[])
        as read(id, g, tier_seq, gross, discount, occurred_at, waiver) join term using (g)
    )
    insert into charging.charge_split (charge_id, party_id, role, tenant_id, basis_points, amount_minor, charged_at, pseudonym)
    select part.id, party.party_id, party.role, term.tenant_id, party.basis_points, part.amount, ${now}, part.pseudonym
    from unnest(${arrayLiteral(splits.map(({ id }) => id))}::uuid[], ${arrayLiteral(splits.map(({ g }) => g))}::int[],
        ${arrayLiteral(splits.map(({ k }) => k))}::int[],
        ${arrayLiteral(splits.map(({ amountMinor }) => amountMinor))}::bigint[],
        ${arrayLiteral(splits.map(({ name }) => name))}::bytea[]) as part(id, g, k, amount, pseudonym)
      join unnest(${party(({ g }) => g)}::int[], ${party(({ k }) => k)}::int[], ${party(({ partyId }) => partyId)}::uuid[],
        ${party(({ role }) => role)}::text[], ${party(({ basisPoints }) => basisPoints)}::int[])
        as party(g, k, party_id, role, basis_points) using (g, k)
      join term using (g)`.execute(trx);
};
