// Events that never arrived: what Stripe lists and the inbox lacks is stored as if it had been delivered.
import type { Kysely } from 'kysely';
import type Stripe from 'stripe';
import { storeNotice } from './inbox.ts';

/** Clocks differ; events are stored once anyway. */
const SLACK_SECONDS = 600;

/**
 * Stores every listed snapshot event since an instant that the inbox lacks, oldest first; returns how many there were. Stripe
 * keeps events for 30 days. Thin (v2) events are not listed this way: recipients are fetched again before they are paid.
 */
export const fillInboxGaps = async <Tables>(db: Kysely<Tables>, stripe: Stripe, since: Date): Promise<number> => {
  const created = { gte: Math.floor(since.getTime() / 1000) - SLACK_SECONDS };
  const missing: Stripe.Event[] = [];
  for await (const event of stripe.events.list({ created, limit: 100 })) missing.push(event);
  let stored = 0;
  for (const { id, type, api_version, data } of missing.toReversed()) {
    const objectId = (data.object as { id?: string }).id;
    const notice = { eventId: id, type, apiVersion: api_version ?? undefined, objectId: objectId ?? '' };
    if (objectId !== undefined && (await storeNotice(db, notice))) stored += 1;
  }
  return stored;
};
