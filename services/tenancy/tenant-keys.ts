// Data keys: each tenant has its own UID-map key and sealing key, born at first use, kept wrapped, held plain for minutes only.
import { randomBytes } from 'node:crypto';
import { withTenant } from '@hounsfield/database';
import type { Clock, TenantId } from '@hounsfield/kernel';
import type { Kysely } from 'kysely';
import type { MasterKey } from './master-key.ts';
import type { TenancyTables } from './tenancy.tables.ts';

export type TenantKeys = {
  /** HMAC key of the tenant's UID map and blind indexes; 32 bytes. Losing it loses the way from a UID to its study. */
  readonly uidMapKey: Uint8Array;
  /** AES-256 key of sealed identities; 32 bytes. */
  readonly sealingKey: Uint8Array;
};

type Purpose = 'uid-map' | 'sealing';
type Deps = { readonly db: Kysely<TenancyTables>; readonly masterKey: MasterKey; readonly clock: Clock };

const CACHE_MS = 5 * 60_000;
const PURPOSES: readonly Purpose[] = ['uid-map', 'sealing'];

const contextOf = (tenantId: TenantId, purpose: Purpose): string => `tenant|${tenantId}|${purpose}`;

const readKeys = async ({ db, masterKey, clock }: Deps, tenantId: TenantId): Promise<TenantKeys> => {
  const select = () =>
    withTenant(db, tenantId, (trx) =>
      trx
        .selectFrom('tenancy.data_key')
        .select(['purpose', 'wrapped', 'master_key_id'])
        .where('tenant_id', '=', tenantId)
        .execute(),
    );
  let rows = await select();
  if (rows.length < PURPOSES.length) {
    const born = await Promise.all(
      PURPOSES.map(async (purpose) => ({
        tenant_id: tenantId,
        purpose,
        master_key_id: masterKey.id,
        wrapped: await masterKey.wrap(randomBytes(32), contextOf(tenantId, purpose)),
        created_at: clock.now(),
      })),
    );
    // Two processes may be first at once: the rows that were stored decide, for both.
    await withTenant(db, tenantId, (trx) =>
      trx
        .insertInto('tenancy.data_key')
        .values(born)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
    rows = await select();
  }
  const open = async (purpose: Purpose): Promise<Uint8Array> => {
    const row = rows.find((each) => each.purpose === purpose);
    if (row === undefined) throw new Error(`the tenant has no ${purpose} key`);
    if (row.master_key_id !== masterKey.id)
      throw new Error(`the tenant's ${purpose} key is wrapped by master key ${row.master_key_id}, not ${masterKey.id}`);
    return masterKey.unwrap(row.wrapped, contextOf(tenantId, purpose));
  };
  return { uidMapKey: await open('uid-map'), sealingKey: await open('sealing') };
};

/** Answers tenants' keys, remembering each for at most 5 minutes. */
export const createTenantKeys = (deps: Deps): ((tenantId: TenantId) => Promise<TenantKeys>) => {
  const held = new Map<TenantId, { readonly keys: Promise<TenantKeys>; readonly until: number }>();
  return (tenantId) => {
    const now = deps.clock.now().getTime();
    const known = held.get(tenantId);
    if (known !== undefined && known.until > now) return known.keys;
    for (const [id, { until }] of held) if (until <= now) held.delete(id);
    const keys = readKeys(deps, tenantId);
    held.set(tenantId, { keys, until: now + CACHE_MS });
    keys.catch(() => held.delete(tenantId));
    return keys;
  };
};

/**
 * Wraps every data key anew after a change of the master key. Runs as the worker; may be repeated and interrupted:
 * keys already under the new master are left alone. Answers how many were wrapped now.
 */
export const rewrapTenantKeys = async (db: Kysely<TenancyTables>, from: MasterKey, to: MasterKey): Promise<number> => {
  let rewrapped = 0;
  for (;;) {
    const batch = await db.transaction().execute(async (trx) => {
      const rows = await trx
        .selectFrom('tenancy.data_key')
        .selectAll()
        .where('master_key_id', '=', from.id)
        .limit(500)
        .forUpdate()
        .skipLocked()
        .execute();
      for (const { tenant_id, purpose, wrapped } of rows) {
        const context = contextOf(tenant_id, purpose);
        await trx
          .updateTable('tenancy.data_key')
          .set({ master_key_id: to.id, wrapped: await to.wrap(await from.unwrap(wrapped, context), context) })
          .where('tenant_id', '=', tenant_id)
          .where('purpose', '=', purpose)
          .execute();
      }
      return rows.length;
    });
    rewrapped += batch;
    if (batch === 0) return rewrapped;
  }
};
