// The audit chain: what happened to whose data, appended in the transaction of the act itself, one hash chain per tenant.
import { type CanonicalValue, canonicalJson, sha256, type TenantId } from '@hounsfield/kernel';
import { type Kysely, sql, type Transaction } from 'kysely';

/** One audited act. Ids and counts only: an entry never holds a patient's name, ID or UID. */
export type AuditEntry = {
  readonly tenantId: TenantId;
  readonly at: Date;
  /** `member:<id>`, `api-key:<id>`, or the name of a process acting by itself. */
  readonly actor: string;
  /** A verb of the product, e.g. `sign-in`, `studies.opened`. */
  readonly action: string;
  readonly outcome: 'done' | 'refused';
  /** What was acted on, e.g. `study:<id>`. */
  readonly object?: string;
  readonly detail?: { readonly [name: string]: CanonicalValue };
};

const textOf = ({ tenantId: _, at, ...entry }: AuditEntry): string =>
  canonicalJson({ at: at.toISOString(), ...entry } as CanonicalValue);

/**
 * Appends to the tenant's chain in the caller's transaction, which must act for that tenant. The chain's head stays locked
 * until the transaction ends: append last, so that a tenant's transactions wait for each other as briefly as can be.
 */
export const appendAudit = async <Tables>(trx: Transaction<Tables>, entry: AuditEntry): Promise<void> => {
  const text = textOf(entry);
  const [tenant, origin] = [entry.tenantId, Buffer.alloc(32)];
  await sql`
    with head as (
      insert into tenancy.audit_head as h (tenant_id, seq, prev_hash, hash)
      values (${tenant}, 1, ${origin}, sha256(${origin} || int8send(1) || convert_to(${text}, 'UTF8')))
      on conflict (tenant_id) do update set seq = h.seq + 1, prev_hash = h.hash,
        hash = sha256(h.hash || int8send(h.seq + 1) || convert_to(${text}, 'UTF8'))
      returning tenant_id, seq, prev_hash, hash
    )
    insert into tenancy.audit_entry (tenant_id, seq, entry, prev_hash, hash)
    select tenant_id, seq, ${text}, prev_hash, hash from head`.execute(trx);
};

/** The verdict on a chain. */
export type AuditVerdict =
  | { readonly intact: true; readonly entries: bigint; readonly head: string }
  | { readonly intact: false; readonly seq: bigint; readonly reason: string };

const PAGE = 1_000;

const chainHash = (previous: Buffer, seq: bigint, entry: string): Buffer => {
  const position = Buffer.alloc(8);
  position.writeBigInt64BE(seq);
  return sha256(Buffer.concat([previous, position, Buffer.from(entry, 'utf8')]));
};

type StoredEntry = { seq: bigint; entry: string; prev_hash: Buffer; hash: Buffer };

/** Walks the tenant's chain from its first entry and recomputes every hash; names the first entry that does not hold. */
export const verifyAudit = async <Tables>(db: Kysely<Tables>, tenantId: TenantId): Promise<AuditVerdict> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      await sql`select set_config('app.tenant', ${tenantId}, true)`.execute(trx);
      let [seq, hash]: [bigint, Buffer] = [0n, Buffer.alloc(32)];
      for (;;) {
        const page = await sql<StoredEntry>`select seq, entry, prev_hash, hash from tenancy.audit_entry
          where tenant_id = ${tenantId} and seq > ${seq} order by seq limit ${PAGE}`.execute(trx);
        for (const row of page.rows) {
          if (row.seq !== seq + 1n) return { intact: false, seq: seq + 1n, reason: 'an entry is missing' };
          if (!row.prev_hash.equals(hash))
            return { intact: false, seq: row.seq, reason: 'it does not follow its predecessor' };
          if (!chainHash(hash, row.seq, row.entry).equals(row.hash))
            return { intact: false, seq: row.seq, reason: 'its text was changed' };
          [seq, hash] = [row.seq, row.hash];
        }
        if (page.rows.length < PAGE) break;
      }
      const head = await sql<{ seq: bigint; hash: Buffer }>`select seq, hash from tenancy.audit_head
        where tenant_id = ${tenantId}`.execute(trx);
      const last = head.rows[0];
      if ((last?.seq ?? 0n) !== seq || (last !== undefined && !last.hash.equals(hash)))
        return { intact: false, seq: seq + 1n, reason: 'the chain ends before its head' };
      return { intact: true, entries: seq, head: hash.toString('hex') };
    });
