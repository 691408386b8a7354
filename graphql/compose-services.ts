// Opens what the gateway stands on: one pool, the object store, the tenants' keys and the feed of diagnoses.
import { connectDatabase } from '@hounsfield/database';
import { type Logger, systemClock } from '@hounsfield/kernel';
import { createObjectStore, type ObjectStoreConfig } from '@hounsfield/storage';
import type { StudiesTables } from '@hounsfield/studies';
import { appendAudit, createMasterKey, createTenantKeys } from '@hounsfield/tenancy';
import type { Kysely } from 'kysely';
import type { GatewayConfig } from './config.ts';
import { databaseAnswers } from './http/health.ts';
import { asRoom } from './room-database.ts';
import type { GatewayServices } from './services.ts';
import { DiagnosisFeed } from './subscriptions/diagnosis-feed.ts';

const STATEMENT_TIMEOUT_MS = 8_000;

/** One pool, as each room sees it. */
export const roomsOf = (pool: Kysely<unknown>): GatewayServices['db'] => ({
  tenancy: asRoom(pool),
  catalogue: asRoom(pool),
  diagnoses: asRoom(pool),
  billing: pool,
});

const objectStoreOf = (config: Readonly<GatewayConfig>): ObjectStoreConfig => ({
  region: config.S3_REGION,
  bucket: config.S3_BUCKET,
  forcePathStyle: config.S3_FORCE_PATH_STYLE,
  ...(config.S3_ENDPOINT === undefined ? {} : { endpoint: config.S3_ENDPOINT }),
  ...(config.S3_PUBLIC_ENDPOINT === undefined ? {} : { publicEndpoint: config.S3_PUBLIC_ENDPOINT }),
  ...(config.S3_ACCESS_KEY_ID === undefined ? {} : { accessKeyId: config.S3_ACCESS_KEY_ID }),
  ...(config.S3_SECRET_ACCESS_KEY === undefined ? {} : { secretAccessKey: config.S3_SECRET_ACCESS_KEY }),
});

export type OpenServices = {
  readonly services: GatewayServices;
  readonly pool: Kysely<unknown>;
  readonly ready: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};

/** Connects; rejects where the database cannot be reached. */
export const openServices = async (config: Readonly<GatewayConfig>, logger: Logger): Promise<OpenServices> => {
  const pool = connectDatabase<unknown>({
    url: config.DATABASE_URL,
    applicationName: 'hounsfield-gateway',
    maxConnections: config.DATABASE_CONNECTIONS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onIdleError: (error) => logger.warn({ err: error }, 'a database connection was lost'),
  });
  const feed = await DiagnosisFeed.open(config.DATABASE_URL, logger);
  const store = createObjectStore(objectStoreOf(config));
  const db = roomsOf(pool);
  const masterKey = createMasterKey(config.HOUNSFIELD_MASTER_KEY);
  const tenantKeys = createTenantKeys({ db: db.tenancy, masterKey, clock: systemClock });
  const studies = { db: asRoom<StudiesTables>(pool), clock: systemClock, tenantKeys, audit: appendAudit, store };
  const services: GatewayServices = { db, studies, feed, clock: systemClock, logger };
  return {
    services,
    pool,
    ready: () => databaseAnswers(pool),
    close: async () => {
      await feed.close();
      store.close();
      await pool.destroy();
    },
  };
};
