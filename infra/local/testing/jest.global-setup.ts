// Before a jest run: one throw-away Postgres cluster and one migrated template database that test files clone.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, TEST_ROLE_PASSWORDS } from '@hounsfield/database';
import { startEmbeddedPostgres } from '../embedded-postgres.ts';

const TEMPLATE = 'template_hounsfield';

export default async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hounsfield-test-'));
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    password: 'test',
    ephemeral: true,
  });
  const { default: pg } = await import('pg');
  const admin = new pg.Client({ connectionString: server.ownerUrl });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const templateUrl = new URL(server.ownerUrl);
  templateUrl.pathname = `/${TEMPLATE}`;
  await migrate(templateUrl.href, join(import.meta.dirname, '../../..'), TEST_ROLE_PASSWORDS);
  process.env.HOUNSFIELD_TEST_CLUSTER = JSON.stringify({ ownerUrl: server.ownerUrl, template: TEMPLATE });
  (globalThis as { stopTestCluster?: () => Promise<void> }).stopTestCluster = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
};
