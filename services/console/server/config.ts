// Configuration of the console process.
import { parseConfig } from '@hounsfield/kernel';
import { z } from 'zod';

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535),
  /** Interface to listen on; `0.0.0.0` inside a container. */
  HOST: z.string().default('127.0.0.1'),
  GATEWAY_URL: z.url(),
  INGEST_URL: z.url(),
  /** The address that browsers use; `https:` turns on HSTS. */
  CONSOLE_ORIGIN: z
    .url()
    .transform((value) => new URL(value).origin)
    .optional(),
  /** Where presigned parts of uploads go: the page may connect there and nowhere else. */
  S3_ENDPOINT: z.url().optional(),
  S3_PUBLIC_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string().optional(),
  LOG_LEVEL: z.string().default('info'),
});

export type ConsoleConfig = z.infer<typeof schema>;

/** Reads the environment once. */
export const readConsoleConfig = (): Readonly<ConsoleConfig> => parseConfig(schema, process.env);
