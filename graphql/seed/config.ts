// Configuration of the seeding process.
import { parseConfig } from '@hounsfield/kernel';
import { z } from 'zod';

const schema = z.object({
  DATABASE_URL: z.url(),
  WORKER_DATABASE_URL: z.url(),
  /** Demo passwords are derived from it: the same install prints the same ones, no other install does. */
  HOUNSFIELD_MASTER_KEY: z.string().regex(/^[0-9a-fA-F]{64}$/, '64 hexadecimal digits'),
  /** Where the sign-ins and the API key are written, readable by its owner alone. */
  SEED_OUTPUT: z.string().min(1),
  LOG_LEVEL: z.string().default('info'),
});

export type SeedConfig = z.infer<typeof schema>;

export const readSeedConfig = (): Readonly<SeedConfig> => parseConfig(schema, process.env);
