// Configuration of the gateway process.
import { parseConfig } from '@hounsfield/kernel';
import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535),
  /** Interface to listen on; `0.0.0.0` inside a container. */
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.url(),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(1).max(200).default(16),
  HOUNSFIELD_MASTER_KEY: z.string().regex(/^[0-9a-fA-F]{64}$/, '64 hexadecimal digits'),
  S3_ENDPOINT: z.url().optional(),
  S3_PUBLIC_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_FORCE_PATH_STYLE: flag.default(false),
  /** The console's origin: the only one browsers may call from; `https:` makes cookies `Secure`. */
  CONSOLE_ORIGIN: z.url().transform((value) => new URL(value).origin),
  /** Who may send operations that codegen did not publish: API keys; on a developer's own machine anyone. */
  GRAPHQL_ADHOC: z.enum(['api-key', 'anyone']).optional(),
  GRAPHQL_INTROSPECTION: flag.default(false),
  /** Proxies whose `X-Forwarded-For` is believed (express' notation). */
  TRUSTED_PROXIES: z.string().default('loopback'),
  LOG_LEVEL: z.string().default('info'),
});

/** A console on the machine's own loopback is a developer's installation. */
const withDefaults = (config: z.infer<typeof schema>) => ({
  ...config,
  GRAPHQL_ADHOC: config.GRAPHQL_ADHOC ?? (LOOPBACK.has(new URL(config.CONSOLE_ORIGIN).hostname) ? 'anyone' : 'api-key'),
});

const complete = schema.transform(withDefaults);

export type GatewayConfig = z.infer<typeof complete>;

export const readGatewayConfig = (): Readonly<GatewayConfig> => parseConfig(complete, process.env);
