// Configuration of the ingest process.
import { parseConfig } from '@hounsfield/kernel';
import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const MIB = 1024 * 1024;

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
  /** The console's origin: the only one browsers may call from; `https:` makes cookies `__Host-`. */
  CONSOLE_ORIGIN: z.url().transform((value) => new URL(value).origin),
  /** Parser children, each reading one file at a time. */
  PARSER_PROCESSES: z.coerce.number().int().min(1).max(64).default(2),
  /** Bytes of the largest request; a study sent at once. */
  LARGEST_REQUEST_BYTES: z.coerce
    .number()
    .int()
    .min(MIB)
    .default(16 * 1024 * MIB),
  /** Memory that bodies coming in and files going out may take together. */
  MEMORY_BYTES: z.coerce
    .number()
    .int()
    .min(64 * MIB)
    .default(1024 * MIB),
  /** Requests a second that one caller may make, and how many it may save up. */
  REQUESTS_PER_SECOND: z.coerce.number().min(1).default(200),
  REQUEST_BURST: z.coerce.number().int().min(1).default(1_000),
  LOG_LEVEL: z.string().default('info'),
});

export type IngestConfig = z.infer<typeof schema>;

export const readIngestConfig = (): Readonly<IngestConfig> => parseConfig(schema, process.env);
