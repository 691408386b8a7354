// Contracts: a customer, a product, a currency; prices and splits in immutable versions with dates from which they hold.
import { randomBytes } from 'node:crypto';
import { type Currency, type Id, isRefusal, newId, type Refusal, refusal, type TenantId } from '@hounsfield/kernel';
import { type AccountName, ensureAccounts, namePlatformParty } from '@hounsfield/ledger';
import { type PriceTerms, parsePriceTerms, storedPriceTerms } from '@hounsfield/rating';
import { type Share, sharesProblem } from '@hounsfield/revenue-share';
import { type Kysely, sql, type Transaction } from 'kysely';
import { accruesOn } from './charge-legs.ts';

export type ContractId = Id<'Contract'>;

export type NewContract = {
  readonly tenantId: TenantId;
  readonly productSlug: string;
  readonly currency: Currency;
  readonly validFrom: Date;
  readonly terms: PriceTerms;
  readonly shares: readonly Share[];
};

export type Contract = {
  readonly id: ContractId;
  readonly tenantId: TenantId;
  readonly productSlug: string;
  readonly currency: Currency;
  readonly validFrom: Date;
};

export type ContractRefusal = Refusal<
  'INVALID_PRICE_TERMS' | 'INVALID_SHARES' | 'CONTRACT_EXISTS' | 'PLATFORM_IS_NAMED' | 'NO_CONTRACT' | 'BACKDATED'
>;

const problemOf = (
  terms: PriceTerms | undefined,
  shares: readonly Share[] | undefined,
): ContractRefusal | undefined => {
  const parsed = terms && parsePriceTerms(storedPriceTerms(terms));
  if (isRefusal(parsed)) return parsed;
  const problem = shares && sharesProblem(shares);
  return problem ? refusal('INVALID_SHARES', `The shares cannot be used: ${problem}.`) : undefined;
};

/** Writes one split version with everything it needs to be charged under: shares, accounts, pseudonym secrets. */
const insertSplit = async <Tables>(
  trx: Transaction<Tables>,
  contract: Contract,
  version: number,
  validFrom: Date,
  shares: readonly Share[],
): Promise<void> => {
  await sql`insert into charging.split_version (tenant_id, contract_id, version, valid)
    values (${contract.tenantId}, ${contract.id}, ${version}, tstzrange(${validFrom}, null))`.execute(trx);
  for (const { partyId, role, basisPoints } of shares) {
    await sql`insert into charging.split_share (tenant_id, contract_id, version, party_id, role, basis_points)
      values (${contract.tenantId}, ${contract.id}, ${version}, ${partyId}, ${role}, ${basisPoints})`.execute(trx);
    await sql`insert into charging.pseudonym_key (party_id, secret) values (${partyId}, ${randomBytes(32)})
      on conflict do nothing`.execute(trx);
  }
  const accounts: AccountName[] = [
    { kind: 'customer_unbilled', partyId: contract.tenantId },
    ...shares.map(({ partyId, role }) => ({ kind: accruesOn(role), partyId })),
  ];
  await ensureAccounts(trx, contract.currency, accounts);
};

const insertPrice = async <Tables>(
  trx: Transaction<Tables>,
  contract: Contract,
  version: number,
  validFrom: Date,
  terms: PriceTerms,
): Promise<void> => {
  await sql`insert into charging.price_version (tenant_id, contract_id, version, valid, terms)
    values (${contract.tenantId}, ${contract.id}, ${version}, tstzrange(${validFrom}, null),
      ${JSON.stringify(storedPriceTerms(terms))}::jsonb)`.execute(trx);
};

/** Version numbers run on over all contracts of one customer and product, so that a quoted version names one price. */
const nextVersion = async <Tables>(
  trx: Transaction<Tables>,
  table: 'price_version' | 'split_version',
  contract: Contract,
): Promise<number> => {
  const found = await sql<{ next: number }>`select coalesce(max(v.version), 0) + 1 as next
    from ${sql.table(`charging.${table}`)} v join charging.contract c on c.tenant_id = v.tenant_id and c.id = v.contract_id
    where c.tenant_id = ${contract.tenantId} and c.product_slug = ${contract.productSlug}`.execute(trx);
  return found.rows[0]?.next ?? 1;
};

/**
 * Opens a contract with its first price and split versions. A customer has one contract for a product at a time; asking
 * for it again with the same start returns the one that is there. Needs the worker role.
 */
export const createContract = async <Tables>(
  db: Kysely<Tables>,
  wanted: NewContract,
): Promise<Contract | ContractRefusal> => {
  const problem = problemOf(wanted.terms, wanted.shares);
  if (problem) return problem;
  const { tenantId, productSlug, currency, validFrom } = wanted;
  const platform = wanted.shares.find(({ role }) => role === 'platform');
  if (platform) {
    const named = await namePlatformParty(db, platform.partyId as TenantId);
    if (isRefusal(named)) return named;
  }
  const contract: Contract = { id: newId<ContractId>(), tenantId, productSlug, currency, validFrom };
  return db.transaction().execute(async (trx) => {
    const created = await sql`insert into charging.contract (tenant_id, id, product_slug, currency, valid)
      values (${tenantId}, ${contract.id}, ${productSlug}, ${currency}, tstzrange(${validFrom}, null))
      on conflict do nothing`.execute(trx);
    if (created.numAffectedRows === 0n) {
      const there = await contractAt(trx, tenantId, productSlug, validFrom);
      const same = there?.currency === currency && there.validFrom.getTime() === validFrom.getTime();
      return same ? there : refusal('CONTRACT_EXISTS', 'The customer has a contract for this product already.');
    }
    await insertPrice(trx, contract, await nextVersion(trx, 'price_version', contract), validFrom, wanted.terms);
    await insertSplit(trx, contract, await nextVersion(trx, 'split_version', contract), validFrom, wanted.shares);
    return contract;
  });
};

/** The contract under which a customer reads with a product at an instant; undefined when there is none. */
export const contractAt = async <Tables>(
  db: Kysely<Tables>,
  tenantId: TenantId,
  productSlug: string,
  at: Date,
): Promise<Contract | undefined> => {
  const found = await sql<{ id: ContractId; currency: Currency; valid_from: Date }>`
    select id, currency, lower(valid) as valid_from from charging.contract
    where tenant_id = ${tenantId} and product_slug = ${productSlug} and valid @> ${at}::timestamptz`.execute(db);
  const row = found.rows[0];
  return row && { id: row.id, tenantId, productSlug, currency: row.currency, validFrom: row.valid_from };
};

type VersionChange = { readonly tenantId: TenantId; readonly productSlug: string; readonly validFrom: Date };

/** Ends the open version at `validFrom`; false where reads were charged under it at or after that instant. */
const endOpenVersion = async <Tables>(
  trx: Transaction<Tables>,
  table: 'price_version' | 'split_version',
  contract: Contract,
  validFrom: Date,
): Promise<boolean> => {
  const used = await sql`select 1 from charging.rated_charge c join ${sql.table(`charging.${table}`)} v
      on v.tenant_id = c.tenant_id and v.contract_id = c.contract_id and v.version = c.${sql.ref(table)}
    where c.tenant_id = ${contract.tenantId} and c.contract_id = ${contract.id} and upper_inf(v.valid)
      and c.occurred_at >= ${validFrom} limit 1`.execute(trx);
  if (used.rows.length > 0) return false;
  const ended = await sql`update ${sql.table(`charging.${table}`)} set valid = tstzrange(lower(valid), ${validFrom})
    where tenant_id = ${contract.tenantId} and contract_id = ${contract.id} and upper_inf(valid)
      and lower(valid) < ${validFrom}`.execute(trx);
  return ended.numAffectedRows === 1n;
};

const changeVersion = async <Tables>(
  db: Kysely<Tables>,
  table: 'price_version' | 'split_version',
  { tenantId, productSlug, validFrom }: VersionChange,
  insert: (trx: Transaction<Tables>, contract: Contract, version: number) => Promise<void>,
): Promise<number | ContractRefusal> =>
  db.transaction().execute(async (trx) => {
    const contract = await contractAt(trx, tenantId, productSlug, validFrom);
    if (!contract) return refusal('NO_CONTRACT', 'The customer has no contract for this product at that time.');
    if (!(await endOpenVersion(trx, table, contract, validFrom)))
      return refusal('BACKDATED', 'Reads were charged after that instant, or a later version exists.');
    const version = await nextVersion(trx, table, contract);
    await insert(trx, contract, version);
    return version;
  });

/** Puts a new price in force from `validFrom`, after every read charged so far; returns its version. */
export const changePrice = async <Tables>(
  db: Kysely<Tables>,
  change: VersionChange & { readonly terms: PriceTerms },
): Promise<number | ContractRefusal> =>
  problemOf(change.terms, undefined) ??
  changeVersion(db, 'price_version', change, (trx, contract, version) =>
    insertPrice(trx, contract, version, change.validFrom, change.terms),
  );

/** Puts a new split in force from `validFrom`, after every read charged so far; returns its version. */
export const changeSplit = async <Tables>(
  db: Kysely<Tables>,
  change: VersionChange & { readonly shares: readonly Share[] },
): Promise<number | ContractRefusal> =>
  problemOf(undefined, change.shares) ??
  changeVersion(db, 'split_version', change, (trx, contract, version) =>
    insertSplit(trx, contract, version, change.validFrom, change.shares),
  );
