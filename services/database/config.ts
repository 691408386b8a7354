// Configuration of the migration process.
import { parseConfig } from '@hounsfield/kernel';
import { z } from 'zod';

const schema = z.object({
  OWNER_DATABASE_URL: z.url(),
  APP_ROLE_PASSWORD: z.string().min(8),
  WORKER_ROLE_PASSWORD: z.string().min(8),
});

export const readMigrateConfig = () => parseConfig(schema, process.env);
