// The transactional outbox: facts announce themselves in their own transaction; publishers act later, at least once.
import type { TenantId } from '@hounsfield/kernel';
import { type Kysely, sql, type Transaction } from 'kysely';

/** A business event to be acted on by another process. `idemKey` is born with the fact: one row per (topic, key), forever. */
export type OutboxEvent<Payload = unknown> = {
  readonly topic: string;
  readonly idemKey: string;
  readonly tenantId: TenantId;
  readonly payload: Payload;
};

/** An event as a publisher claims it. */
export type ClaimedEvent<Payload = unknown> = OutboxEvent<Payload> & { readonly id: bigint; readonly attempt: number };

/** Appends an event in the caller's transaction; a second append of the same (topic, key) does nothing. */
export const appendOutbox = async <Tables>(trx: Transaction<Tables>, event: OutboxEvent): Promise<void> => {
  await sql`insert into outbox.event (topic, idem_key, tenant_id, payload)
    values (${event.topic}, ${event.idemKey}, ${event.tenantId}, ${JSON.stringify(event.payload)}::jsonb)
    on conflict (topic, idem_key) do nothing`.execute(trx);
};

const MAX_BACKOFF_SECONDS = 300;

/**
 * Claims up to `limit` pending events of a topic and hands each to `publish`; published ones are marked, failed ones
 * wait (exponential, at most 5 minutes) for another attempt. Rows are held by SKIP LOCKED, so publishers may run in parallel.
 * Needs the worker role. Returns how many were claimed.
 */
export const drainOutbox = async <Tables, Payload>(
  db: Kysely<Tables>,
  topic: string,
  limit: number,
  publish: (event: ClaimedEvent<Payload>) => Promise<void>,
): Promise<number> =>
  db.transaction().execute(async (trx) => {
    const claimed = await sql<{ id: bigint; idem_key: string; tenant_id: TenantId; payload: Payload; attempt: number }>`
      select id, idem_key, tenant_id, payload, attempt from outbox.event
      where topic = ${topic} and published_at is null and next_attempt_at <= now()
      order by id limit ${limit} for update skip locked`.execute(trx);
    await Promise.all(
      claimed.rows.map(async (row) => {
        try {
          await publish({
            id: row.id,
            topic,
            idemKey: row.idem_key,
            tenantId: row.tenant_id,
            payload: row.payload,
            attempt: row.attempt,
          });
          await sql`update outbox.event set published_at = now() where id = ${row.id}`.execute(trx);
        } catch (error) {
          await sql`update outbox.event set attempt = attempt + 1, last_error = ${String(error).slice(0, 500)},
            next_attempt_at = now() + make_interval(secs => least(${MAX_BACKOFF_SECONDS}, power(2, attempt)))
            where id = ${row.id}`.execute(trx);
        }
      }),
    );
    return claimed.rows.length;
  });
