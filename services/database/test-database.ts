// A real, migrated Postgres database of its own for one test file, cloned from a template in the cluster the test run started.
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { connectDatabase } from './connect.ts';

/** What jest's global setup leaves in the environment: the cluster's owner URL and the migrated template's name. */
export type TestCluster = { readonly ownerUrl: string; readonly template: string };

/** Passwords of the two roles in test clusters. */
export const TEST_ROLE_PASSWORDS = { app: 'test-app', worker: 'test-worker' } as const;

/** A test's database as its three roles see it; `owner` is a superuser that row-level security does not bind: setup only. */
export type TestDatabase<Tables> = {
  readonly app: Kysely<Tables>;
  readonly worker: Kysely<Tables>;
  readonly owner: Kysely<Tables>;
  readonly urls: { readonly app: string; readonly worker: string; readonly owner: string };
  /** Closes every connection and drops the database. */
  drop(): Promise<void>;
};

const testCluster = (): TestCluster => {
  const { HOUNSFIELD_TEST_CLUSTER: value } = process.env;
  if (value === undefined)
    throw new Error('no test cluster: run the tests through `npm test` or jest, whose global setup starts one');
  return JSON.parse(value) as TestCluster;
};

const urlFor = (ownerUrl: string, database: string, user?: string, password?: string): string => {
  const url = new URL(ownerUrl);
  url.pathname = `/${database}`;
  if (user !== undefined) url.username = user;
  if (password !== undefined) url.password = password;
  return url.href;
};

/** Creates a database from the migrated template. Call `drop()` in `afterAll`. */
export const createTestDatabase = async <Tables>(): Promise<TestDatabase<Tables>> => {
  const { ownerUrl, template } = testCluster();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: ownerUrl });
  await admin.connect();
  await admin.query(`create database ${name} template ${template}`);
  const urls = {
    owner: urlFor(ownerUrl, name),
    app: urlFor(ownerUrl, name, 'hounsfield_app', TEST_ROLE_PASSWORDS.app),
    worker: urlFor(ownerUrl, name, 'hounsfield_worker', TEST_ROLE_PASSWORDS.worker),
  };
  const open = (url: string) => connectDatabase<Tables>({ url, applicationName: 'test', maxConnections: 16 });
  const [app, worker, owner] = [open(urls.app), open(urls.worker), open(urls.owner)];
  return {
    app,
    worker,
    owner,
    urls,
    drop: async () => {
      await Promise.all([app.destroy(), worker.destroy(), owner.destroy()]);
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
};
