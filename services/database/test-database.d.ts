import type { Kysely } from 'kysely';
/** What jest's global setup leaves in the environment: the cluster's owner URL and the migrated template's name. */
export type TestCluster = {
  readonly ownerUrl: string;
  readonly template: string;
};
/** Passwords of the two roles in test clusters. */
export declare const TEST_ROLE_PASSWORDS: {
  readonly app: 'test-app';
  readonly worker: 'test-worker';
};
/** A test's database as its three roles see it; `owner` is a superuser that row-level security does not bind: setup only. */
export type TestDatabase<Tables> = {
  readonly app: Kysely<Tables>;
  readonly worker: Kysely<Tables>;
  readonly owner: Kysely<Tables>;
  readonly urls: {
    readonly app: string;
    readonly worker: string;
    readonly owner: string;
  };
  /** Closes every connection and drops the database. */
  drop(): Promise<void>;
};
/** Creates a database from the migrated template. Call `drop()` in `afterAll`. */
export declare const createTestDatabase: <Tables>() => Promise<TestDatabase<Tables>>;
