// The starter's configuration, read once from the environment.
import { parseConfig } from '@hounsfield/kernel';
import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

const schema = z.object({
  WORKER_DATABASE_URL: z.url(),
  TEMPORAL_ADDRESS: z.string().min(1),
  TEMPORAL_NAMESPACE: z.string().min(1).default('hounsfield'),
  TEMPORAL_API_KEY: z.string().min(1).optional(),
  TEMPORAL_TLS: flag.optional(),
  HEALTH_PORT: z.coerce.number().int().min(0).max(65_535),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** A study nothing has come for so long is complete. */
  STUDY_QUIET_SECONDS: z.coerce.number().min(1).default(60),
  /** How often unsettled diagnoses are looked at. */
  SWEEP_SECONDS: z.coerce.number().min(0.1).default(15),
  CRASH_POINT: z.string().optional(),
});

export type StarterConfig = Readonly<z.infer<typeof schema>>;

export const readConfig = (): StarterConfig => parseConfig(schema, process.env);
