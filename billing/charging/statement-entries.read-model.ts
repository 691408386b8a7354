// What a party's statement of a period is made of: its charges and refunds, under its own pseudonyms, with the splits they name.
import type { TenantId } from '@hounsfield/kernel';
import type { PartyRole } from '@hounsfield/revenue-share';
import { type Kysely, sql } from 'kysely';

type SplitShare = { readonly role: PartyRole; readonly basisPoints: number; readonly own: boolean };
type ChargeLine = {
  readonly type: 'charge';
  readonly pseudonym: string;
  readonly product: string;
  readonly serviceDate: string;
  readonly chargedAt: string;
  readonly late: boolean;
  readonly split: string;
  readonly net: string;
  readonly share: string;
};
type RefundLine = {
  readonly type: 'refund';
  readonly pseudonym: string;
  readonly product: string;
  readonly reason: string;
  readonly refundedAt: string;
  readonly split: string;
  readonly net: string;
  readonly prior: string;
  readonly amount: string;
  readonly share: string;
};
export type StatementEntries = {
  readonly splits: Readonly<Record<string, readonly SplitShare[]>>;
  readonly entries: readonly (ChargeLine | RefundLine)[];
};

type SplitRow = { contract_id: string; version: number; shares: SplitShare[] };
type Common = {
  contract_id: string;
  split_version: number;
  pseudonym: string;
  product: string;
  net: string;
  share: string;
};
type ChargeRow = Common & { occurred_at: Date; charged_at: Date; late: boolean };
type RefundRow = Common & { reason: string; refunded_at: Date; prior: string; amount: string };

const splitsOf = async <Tables>(
  db: Kysely<Tables>,
  partyId: TenantId,
  periodId: number,
): Promise<readonly SplitRow[]> => {
  const found = await sql<SplitRow>`
    select s.contract_id, s.version, json_agg(json_build_object('role', s.role, 'basisPoints', s.basis_points,
        'own', s.party_id = ${partyId})
      order by array_position(array['platform', 'partner', 'reading_centre', 'vendor', 'annotator'], s.role), s.party_id) as shares
    from charging.split_share s where (s.tenant_id, s.contract_id, s.version) in (
      select c.tenant_id, c.contract_id, c.split_version from charging.rated_charge c
        join charging.charge_split p on p.charge_id = c.id and p.party_id = ${partyId}
        where c.period_id = ${periodId}
          or exists (select 1 from charging.refund r where r.charge_id = c.id and r.period_id = ${periodId}))
    group by s.tenant_id, s.contract_id, s.version order by s.contract_id, s.version`.execute(db);
  return found.rows;
};

/**
 * The party's entries of one period, oldest first, charges before refunds. The order follows from the facts alone, not from
 * ids given on the way, so that replaying the log gives the same statement. Needs the worker role.
 */
export const statementEntries = async <Tables>(
  db: Kysely<Tables>,
  partyId: TenantId,
  periodId: number,
): Promise<StatementEntries> => {
  const splitRows = await splitsOf(db, partyId, periodId);
  const names = new Map(
    splitRows.map(({ contract_id, version }, index) => [`${contract_id}/${version}`, `s${index + 1}`]),
  );
  const nameOf = ({ contract_id, split_version }: Common): string => names.get(`${contract_id}/${split_version}`) ?? '';
  const charges =
    await sql<ChargeRow>`select c.contract_id, c.split_version, min(encode(p.pseudonym, 'hex')) as pseudonym,
      c.product_slug as product, c.net_minor::text as net, sum(p.amount_minor)::text as share, c.occurred_at, c.charged_at, c.late
    from charging.charge_split p join charging.rated_charge c on c.id = p.charge_id
    where p.party_id = ${partyId} and c.period_id = ${periodId}
    group by c.id order by c.charged_at, pseudonym, c.id`.execute(db);
  const refunds =
    await sql<RefundRow>`select c.contract_id, c.split_version, min(encode(share.pseudonym, 'hex')) as pseudonym,
      c.product_slug as product, c.net_minor::text as net, sum(p.amount_minor)::text as share, r.reason, r.refunded_at,
      r.prior_minor::text as prior, r.amount_minor::text as amount
    from charging.refund_split p join charging.refund r on r.id = p.refund_id join charging.rated_charge c on c.id = r.charge_id
      join charging.charge_split share on share.charge_id = c.id and share.party_id = p.party_id and share.role = p.role
    where p.party_id = ${partyId} and r.period_id = ${periodId}
    group by c.id, r.id order by r.refunded_at, pseudonym, r.seq`.execute(db);
  return {
    splits: Object.fromEntries(splitRows.map(({ shares }, index) => [`s${index + 1}`, shares])),
    entries: [
      ...charges.rows.map((row) => ({
        type: 'charge' as const,
        pseudonym: row.pseudonym,
        product: row.product,
        serviceDate: row.occurred_at.toISOString(),
        chargedAt: row.charged_at.toISOString(),
        late: row.late,
        split: nameOf(row),
        net: row.net,
        share: row.share,
      })),
      ...refunds.rows.map((row) => ({
        type: 'refund' as const,
        pseudonym: row.pseudonym,
        product: row.product,
        reason: row.reason,
        refundedAt: row.refunded_at.toISOString(),
        split: nameOf(row),
        net: row.net,
        prior: row.prior,
        amount: row.amount,
        share: row.share,
      })),
    ],
  };
};
