// The terms of many contracts at once: every price and split version of the customers and products a batch names.
import { type Currency, isRefusal, type TenantId } from '@hounsfield/kernel';
import { type PriceTerms, parsePriceTerms } from '@hounsfield/rating';
import type { Share } from '@hounsfield/revenue-share';
import { type Kysely, sql } from 'kysely';
import type { ContractId } from './contract.ts';

type Valid = { readonly from: Date | undefined; readonly until: Date | undefined };
export type SecretShare = Share & { readonly secret: string };
export type PriceInForce = Valid & { readonly version: number; readonly terms: PriceTerms };
export type SplitInForce = Valid & { readonly version: number; readonly shares: readonly SecretShare[] };
export type ContractTerms = Valid & {
  readonly contractId: ContractId;
  readonly tenantId: TenantId;
  readonly currency: Currency;
  readonly hasWallet: boolean;
  readonly prices: readonly PriceInForce[];
  readonly splits: readonly SplitInForce[];
};

/** Whether a half-open range of validity holds an instant. */
export const holds = ({ from, until }: Valid, at: Date): boolean =>
  (from === undefined || at >= from) && (until === undefined || at < until);

type Row = {
  tenant_id: TenantId;
  product_slug: string;
  contract_id: ContractId;
  currency: Currency;
  from: string | null;
  until: string | null;
  has_wallet: boolean;
  prices: { version: number; from: string | null; until: string | null; terms: unknown }[];
  splits: { version: number; from: string | null; until: string | null; shares: SecretShare[] }[];
};

const dates = ({ from, until }: { from: string | null; until: string | null }): Valid => ({
  from: from === null ? undefined : new Date(from),
  until: until === null ? undefined : new Date(until),
});

const termsOf = (contractId: string, json: unknown): PriceTerms => {
  const terms = parsePriceTerms(json);
  if (isRefusal(terms)) throw new Error(`contract ${contractId}: ${terms.message}`);
  return terms;
};

/** Contracts by `tenant product`, oldest first. */
export const loadTerms = async <Tables>(
  db: Kysely<Tables>,
  pairs: readonly { readonly tenantId: TenantId; readonly productSlug: string }[],
): Promise<ReadonlyMap<string, readonly ContractTerms[]>> => {
  const found = await sql<Row>`
    select c.tenant_id, c.product_slug, c.id as contract_id, c.currency, lower(c.valid)::text as from, upper(c.valid)::text as until,
      exists (select 1 from charging.wallet w where w.tenant_id = c.tenant_id and w.currency = c.currency) as has_wallet,
      coalesce((select json_agg(json_build_object('version', v.version, 'from', lower(v.valid), 'until', upper(v.valid), 'terms', v.terms))
        from charging.price_version v where v.tenant_id = c.tenant_id and v.contract_id = c.id), '[]') as prices,
      coalesce((select json_agg(json_build_object('version', v.version, 'from', lower(v.valid), 'until', upper(v.valid), 'shares',
          (select json_agg(json_build_object('partyId', s.party_id, 'role', s.role, 'basisPoints', s.basis_points,
              'secret', encode(k.secret, 'hex')))
            from charging.split_share s join charging.pseudonym_key k on k.party_id = s.party_id
            where s.tenant_id = v.tenant_id and s.contract_id = v.contract_id and s.version = v.version)))
        from charging.split_version v where v.tenant_id = c.tenant_id and v.contract_id = c.id), '[]') as splits
    from charging.contract c
    where (c.tenant_id, c.product_slug) in (select * from unnest(${pairs.map(({ tenantId }) => tenantId)}::uuid[],
      ${pairs.map(({ productSlug }) => productSlug)}::text[]))
    order by lower(c.valid)`.execute(db);
  const contracts = new Map<string, ContractTerms[]>();
  for (const row of found.rows) {
    const key = `${row.tenant_id} ${row.product_slug}`;
    const list = contracts.get(key) ?? [];
    contracts.set(key, list);
    list.push({
      ...dates(row),
      contractId: row.contract_id,
      tenantId: row.tenant_id,
      currency: row.currency,
      hasWallet: row.has_wallet,
      prices: row.prices.map((price) => ({
        ...dates(price),
        version: price.version,
        terms: termsOf(row.contract_id, price.terms),
      })),
      splits: row.splits.map((split) => ({ ...dates(split), version: split.version, shares: split.shares })),
    });
  }
  return contracts;
};
