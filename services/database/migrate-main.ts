// The migration process: creates the roles, applies what is pending, prints the names, ends.
import { join } from 'node:path';
import { createLogger } from '@hounsfield/kernel';
import { readMigrateConfig } from './config.ts';
import { migrate } from './migrate.ts';

const logger = createLogger('migrate');
const config = readMigrateConfig();
const root = join(import.meta.dirname, '../..');
const applied = await migrate(config.OWNER_DATABASE_URL, root, {
  app: config.APP_ROLE_PASSWORD,
  worker: config.WORKER_ROLE_PASSWORD,
});
logger.info({ applied }, `${applied.length} migrations applied`);
