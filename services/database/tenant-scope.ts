// Scopes: every transaction says on whose behalf it runs, and row-level security in Postgres holds it to that.
import type { TenantId } from '@hounsfield/kernel';
import { type Kysely, sql, type Transaction } from 'kysely';

/**
 * Runs `work` in one READ COMMITTED transaction that sees and writes only rows of `tenant`.
 * The setting is local to the transaction, so a pooled connection never carries it further.
 */
export const withTenant = <Tables, Result>(
  db: Kysely<Tables>,
  tenant: TenantId,
  work: (trx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> =>
  db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (trx) => {
      await sql`select set_config('app.tenant', ${tenant}, true)`.execute(trx);
      return work(trx);
    });

/**
 * Runs `work` in one READ COMMITTED transaction without a tenant: an app connection then sees no tenant rows at all;
 * a worker connection (role `hounsfield_worker`) sees what the worker policies allow.
 */
export const withoutTenant = <Tables, Result>(
  db: Kysely<Tables>,
  work: (trx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> => db.transaction().setIsolationLevel('read committed').execute(work);
