// Configuration of the webhook process.
import { parseConfig } from '@hounsfield/kernel';
import { z } from 'zod';

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535),
  LOG_LEVEL: z.string().default('info'),
  WORKER_DATABASE_URL: z.url(),
  STRIPE_SECRET_KEY: z.string().min(1),
  STRIPE_API_BASE: z.url().optional(),
  /** One secret, or two separated by a comma while one is rotated. */
  STRIPE_WEBHOOK_SECRET: z.string().min(1),
  CRASH_POINT: z.string().optional(),
});

export type WebhookConfig = z.infer<typeof schema>;

/** Reads the environment once. */
export const webhookConfig = (): WebhookConfig => parseConfig(schema, process.env);
