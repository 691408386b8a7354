// The door Stripe knocks at: raw body, signature, one insert, 200; acting on events comes afterwards, in the process's own time.
import type { Clock, Logger } from '@hounsfield/kernel';
import type { StripeNotice } from '@hounsfield/payments';
import { type FastifyInstance, fastify } from 'fastify';

export type WebhookDeps = {
  readonly logger: Logger;
  readonly clock: Clock;
  /** The event of a signed body, or undefined where nobody we trust signed it. */
  readonly verify: (rawBody: Buffer, signature: string, at: Date) => StripeNotice | undefined;
  readonly store: (notice: StripeNotice) => Promise<boolean>;
  readonly ready: () => Promise<boolean>;
  /** Told after an event was stored and answered. */
  readonly stored: () => void;
};

const MAX_BODY_BYTES = 1024 * 1024;

/** Builds the server; it answers 200 only for what is in the inbox, so that Stripe delivers everything else again. */
export const createWebhookServer = ({ logger, clock, verify, store, ready, stored }: WebhookDeps): FastifyInstance => {
  const server = fastify({ bodyLimit: MAX_BODY_BYTES, logger: false });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.get('/livez', async () => 'ok\n');
  server.get('/readyz', async (_request, reply) => ((await ready()) ? 'ok\n' : reply.code(503).send('not ready\n')));
  server.post('/stripe/webhook', async (request, reply) => {
    const signature = request.headers['stripe-signature'];
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const notice = typeof signature === 'string' ? verify(body, signature, clock.now()) : undefined;
    if (!notice) {
      logger.warn({ bytes: body.length }, 'webhook refused: not signed by Stripe, or too old');
      return reply.code(400).send({ error: 'signature' });
    }
    const fresh = await store(notice);
    logger.info({ eventId: notice.eventId, type: notice.type, fresh }, 'event stored');
    stored();
    return { received: true };
  });
  return server;
};
