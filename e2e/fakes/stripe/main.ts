// The Stripe fake as a process: a stateful stand-in for api.stripe.com and its webhooks, for machines without a Stripe key.
import { createLogger, runProcess } from '@hounsfield/kernel';
import { stripeFakeConfig } from './config.ts';
import { startStripeFake } from './server.ts';

const config = stripeFakeConfig();
const logger = createLogger('stripe-fake', config.LOG_LEVEL);

await runProcess({
  logger,
  start: async () => {
    const fake = await startStripeFake({
      port: config.PORT,
      secretKey: config.STRIPE_SECRET_KEY,
      webhookSecret: config.STRIPE_WEBHOOK_SECRET,
      webhookUrl: config.WEBHOOK_URL,
      stateFile: config.STRIPE_FAKE_STATE,
    });
    logger.info({ url: fake.url }, 'listening');
    return { ready: () => Promise.resolve(true), stop: () => fake.close() };
  },
});
