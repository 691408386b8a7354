// Organisations: imaging centres, hospitals, vendors and the platform itself. An organisation is the tenant of all it owns.
import { isUniqueViolation, withTenant } from '@hounsfield/database';
import { type Clock, newId, type Refusal, refusal, type TenantId } from '@hounsfield/kernel';
import { type Kysely, sql } from 'kysely';
import { appendAudit } from './audit.ts';
import type { OrganisationKind } from './principal.ts';
import type { TenancyTables } from './tenancy.tables.ts';

export type Organisation = { readonly id: TenantId; readonly kind: OrganisationKind; readonly name: string };

export type NewOrganisation = {
  readonly kind: OrganisationKind;
  readonly name: string;
  /** Chosen by the caller where creation must be repeatable; a fresh one otherwise. */
  readonly id?: TenantId;
};

/** Creates an organisation; refuses an id that is taken and a name that is empty or over 200 characters. */
export const createOrganisation = async (
  db: Kysely<TenancyTables>,
  { kind, name, id = newId<TenantId>() }: NewOrganisation,
  clock: Clock,
): Promise<Organisation | Refusal<'ORGANISATION_EXISTS' | 'BAD_NAME'>> => {
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > 200) return refusal('BAD_NAME', 'A name has 1 to 200 characters.');
  const at = clock.now();
  try {
    await withTenant(db, id, async (trx) => {
      await trx
        .insertInto('tenancy.organisation')
        .values({ tenant_id: id, kind, name: trimmed, created_at: at })
        .execute();
      await appendAudit(trx, { tenantId: id, at, actor: 'system', action: 'organisation.created', outcome: 'done' });
    });
  } catch (error) {
    if (isUniqueViolation(error, 'organisation_pkey'))
      return refusal('ORGANISATION_EXISTS', 'There is already an organisation with this id.');
    throw error;
  }
  return { id, kind, name: trimmed };
};

/**
 * The organisations with these ids, in no order; unknown ids are left out. Names are resolved only for ids the caller already
 * holds (its charges, its products): there is no listing of organisations.
 */
export const organisationsById = async (
  db: Kysely<TenancyTables>,
  ids: readonly TenantId[],
): Promise<readonly Organisation[]> => {
  if (ids.length === 0) return [];
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('app.named_organisations', ${ids.join(',')}, true)`.execute(trx);
    const rows = await trx
      .selectFrom('tenancy.organisation')
      .select(['tenant_id', 'kind', 'name'])
      .where('tenant_id', 'in', [...ids])
      .execute();
    return rows.map((row) => ({ id: row.tenant_id, kind: row.kind, name: row.name }));
  });
};
