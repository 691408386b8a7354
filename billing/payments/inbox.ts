// The inbox: an event is stored once before it is answered, and acted on afterwards by fetching its object again.
import { appendOutbox } from '@hounsfield/database';
import type { Clock, TenantId } from '@hounsfield/kernel';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { StripeNotice } from './stripe-webhook.ts';

/** An object of ours as it stands at Stripe now. */
export type FetchedObject =
  | {
      readonly kind: 'invoice' | 'transfer';
      readonly id: string;
      /** Our invoice or payout id. */
      readonly subject: string;
      readonly tenantId: TenantId;
      readonly status: string;
      readonly facts: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'recipient'; readonly id: string; readonly transfersActive: boolean };

/** Fetches the object an event is about; undefined for one that is none of ours or that nothing depends on. */
export type FetchObject = (type: string, objectId: string) => Promise<FetchedObject | undefined>;

/** Stores an event; false when it was known already. */
export const storeNotice = async <Tables>(db: Kysely<Tables>, notice: StripeNotice): Promise<boolean> => {
  const stored = await sql`insert into payments.inbox (stripe_event_id, type, api_version, object_id)
    values (${notice.eventId}, ${notice.type}, ${notice.apiVersion ?? null}, ${notice.objectId})
    on conflict do nothing`.execute(db);
  return stored.numAffectedRows === 1n;
};

const keep = async <Tables>(trx: Transaction<Tables>, object: FetchedObject, now: Date): Promise<void> => {
  if (object.kind === 'recipient') {
    await sql`update payments.recipient set transfers_active = ${object.transfersActive} where stripe_id = ${object.id}`.execute(
      trx,
    );
    return;
  }
  const { kind, id, subject, tenantId, status, facts } = object;
  await sql`insert into payments.mirror (stripe_id, kind, subject, status, facts, fetched_at)
    values (${id}, ${kind}, ${subject}, ${status}, ${JSON.stringify(facts)}::jsonb, ${now})
    on conflict (stripe_id) do update set status = excluded.status, facts = excluded.facts, fetched_at = excluded.fetched_at`.execute(
    trx,
  );
  // One announcement per state the object was seen in; whoever posts to the ledger has keys of its own.
  await appendOutbox(trx, {
    topic: `payment.${kind}`,
    idemKey: `${id}:${status}:${facts.amountPaid ?? facts.amountReversed ?? ''}`,
    tenantId,
    payload: { subject, status, facts, stripeId: id },
  });
};

const MAX_PAUSE_SECONDS = 3_600;

/**
 * Acts on up to `limit` stored events: fetches each object under its own lock and keeps what it is now. Order and number of
 * deliveries do not matter, since nothing is taken from the event but the object's name. Returns how many were acted on.
 */
export const processInbox = async <Tables>(
  db: Kysely<Tables>,
  fetchObject: FetchObject,
  clock: Clock,
  limit: number,
): Promise<number> => {
  const due = await sql<{ stripe_event_id: string; type: string; object_id: string }>`
    select stripe_event_id, type, object_id from payments.inbox where processed_at is null and next_at <= now()
    order by received_at limit ${limit}`.execute(db);
  let done = 0;
  for (const { stripe_event_id: id, type, object_id: objectId } of due.rows) {
    try {
      await db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`payments.mirror:${objectId}`}, 0))`.execute(trx);
        const object = await fetchObject(type, objectId);
        if (object) await keep(trx, object, clock.now());
        await sql`update payments.inbox set processed_at = clock_timestamp(), last_error = null where stripe_event_id = ${id}`.execute(
          trx,
        );
      });
      done += 1;
    } catch (error) {
      await sql`update payments.inbox set attempt = attempt + 1, last_error = ${String(error).slice(0, 500)},
        next_at = now() + make_interval(secs => least(${MAX_PAUSE_SECONDS}, power(2, least(attempt, 12))))
        where stripe_event_id = ${id}`.execute(db);
    }
  }
  return done;
};
