// The Stripe SDK, pinned to one API version and pointed at the host the configuration names.
import Stripe from 'stripe';

/** The version every request and every webhook endpoint is pinned to; a test fails when the SDK's own moves away from it. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

const TIMEOUT_MS = 20_000;

/** A client for `secretKey`; `apiBase` (for the fake, or stripe-mock) replaces api.stripe.com. */
export const createStripeClient = (secretKey: string, apiBase?: string): Stripe => {
  const base = apiBase === undefined ? undefined : new URL(apiBase);
  return new Stripe(secretKey, {
    apiVersion: STRIPE_API_VERSION,
    // Whether and when to send again is decided by the request's row, after a search; never inside a call.
    maxNetworkRetries: 0,
    timeout: TIMEOUT_MS,
    telemetry: false,
    ...(base && {
      host: base.hostname,
      port: base.port === '' ? (base.protocol === 'https:' ? 443 : 80) : Number(base.port),
      protocol: base.protocol === 'https:' ? ('https' as const) : ('http' as const),
    }),
  });
};
