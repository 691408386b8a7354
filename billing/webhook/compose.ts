// Puts the webhook process together: database, Stripe client, server and the loop that acts on the inbox.
import { connectDatabase } from '@hounsfield/database';
import { type Logger, type RunningProcess, systemClock } from '@hounsfield/kernel';
import {
  createStripeClient,
  fillInboxGaps,
  processInbox,
  storeNotice,
  stripeFetcher,
  verifyStripeNotice,
} from '@hounsfield/payments';
import { sql } from 'kysely';
import type { WebhookConfig } from './config.ts';
import { createWebhookServer } from './webhook-server.ts';

const LOOP_MS = 2_000;
const BATCH = 50;
/** How often events that were never delivered are looked for, and how far back. */
const GAP_MS = 600_000;
const GAP_LOOK_BACK_MS = 86_400_000;

/** Starts the server and the loop. Resolves once it listens; `url` is where. */
export const startWebhook = async (
  config: WebhookConfig,
  logger: Logger,
): Promise<RunningProcess & { readonly url: string }> => {
  const db = connectDatabase<unknown>({
    url: config.WORKER_DATABASE_URL,
    applicationName: 'hounsfield-webhook',
    onIdleError: (error) => logger.warn({ err: error }, 'database connection lost'),
  });
  const stripe = createStripeClient(config.STRIPE_SECRET_KEY, config.STRIPE_API_BASE);
  const secrets = config.STRIPE_WEBHOOK_SECRET.split(',').map((secret) => secret.trim());
  const fetchObject = stripeFetcher(stripe);
  let acting: Promise<void> | undefined;
  const act = (): void => {
    acting ??= (async () => {
      try {
        while ((await processInbox(db, fetchObject, systemClock, BATCH)) === BATCH)
          logger.debug('inbox: another batch');
      } catch (error) {
        logger.error({ err: error }, 'inbox loop failed; it runs again');
      } finally {
        acting = undefined;
      }
    })();
  };
  const fillGaps = async (): Promise<void> => {
    try {
      const since = new Date(systemClock.now().getTime() - GAP_LOOK_BACK_MS);
      const found = await fillInboxGaps(db, stripe, since);
      if (found > 0) logger.warn({ found }, 'events that were never delivered');
      act();
    } catch (error) {
      logger.warn({ err: error }, 'could not look for undelivered events; it is tried again');
    }
  };
  const server = createWebhookServer({
    logger,
    clock: systemClock,
    verify: (body, signature, at) => verifyStripeNotice(stripe, body, signature, secrets, at),
    store: (notice) => storeNotice(db, notice),
    ready: () =>
      sql`select 1`.execute(db).then(
        () => true,
        () => false,
      ),
    stored: act,
  });
  const url = await server.listen({ host: '127.0.0.1', port: config.PORT });
  const timers = [setInterval(act, LOOP_MS), setInterval(() => void fillGaps(), GAP_MS)];
  const firstLook = fillGaps();
  logger.info({ url }, 'listening');
  return {
    url,
    ready: () => Promise.resolve(true),
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await firstLook;
      await server.close();
      await acting;
      await db.destroy();
    },
  };
};
