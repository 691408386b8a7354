// Webhook payloads: verified against the endpoint's secrets, and read only as far as naming the event and its object.
import type Stripe from 'stripe';

/** An event worth storing: what it is about, not what it says; the object is fetched again before anyone acts. */
export type StripeNotice = {
  readonly eventId: string;
  readonly type: string;
  readonly apiVersion: string | undefined;
  readonly objectId: string;
};

const TOLERANCE_SECONDS = 300;

const verified = (stripe: Stripe, rawBody: Buffer, signature: string, secrets: readonly string[], at: Date): boolean =>
  secrets.some((secret) => {
    try {
      const checked = stripe.webhooks.signature?.verifyHeader(
        rawBody.toString('utf8'),
        signature,
        secret,
        TOLERANCE_SECONDS,
        undefined,
        at.getTime(),
      );
      return checked === true;
    } catch {
      return false;
    }
  });

/**
 * The event of a raw request body, or undefined when no secret signed it within five minutes. Two secrets may be current
 * while one is rotated. Reads snapshot (v1) and thin (v2) events alike.
 */
export const verifyStripeNotice = (
  stripe: Stripe,
  rawBody: Buffer,
  signature: string,
  secrets: readonly string[],
  at: Date,
): StripeNotice | undefined => {
  if (!verified(stripe, rawBody, signature, secrets, at)) return undefined;
  const event = JSON.parse(rawBody.toString('utf8')) as {
    id?: unknown;
    type?: unknown;
    api_version?: unknown;
    data?: { object?: { id?: unknown } };
    related_object?: { id?: unknown } | null;
  };
  const objectId = event.related_object?.id ?? event.data?.object?.id ?? '';
  if (typeof event.id !== 'string' || typeof event.type !== 'string' || typeof objectId !== 'string') return undefined;
  const apiVersion = typeof event.api_version === 'string' ? event.api_version : undefined;
  return { eventId: event.id, type: event.type, apiVersion, objectId };
};
