// Configuration of the Stripe fake.
import { parseConfig } from '@hounsfield/kernel';
import { z } from 'zod';

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  LOG_LEVEL: z.string().default('info'),
  /** The only key it accepts. */
  STRIPE_SECRET_KEY: z.string().min(1),
  STRIPE_WEBHOOK_SECRET: z.string().min(1),
  /** Root of the process that takes webhooks; without it events are kept, not delivered. */
  WEBHOOK_URL: z.url().optional(),
  /** File the state is kept in between starts; in memory alone without it. */
  STRIPE_FAKE_STATE: z.string().optional(),
});

/** Reads the environment once. */
export const stripeFakeConfig = () => parseConfig(schema, process.env);
