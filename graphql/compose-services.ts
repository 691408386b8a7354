// Opens what the gateway stands on: one pool, the object store, the tenants' keys and the feed of diagnoses.
import { connectDatabase } from '@hounsfield/database';
import { type Logger, systemClock } from '@hounsfield/kernel';
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
  const services: GatewayServices = { db: roomsOf(pool), feed, clock: systemClock, logger };
  return {
    services,
    pool,
    ready: () => databaseAnswers(pool),
    close: async () => {
      await feed.close();
      await pool.destroy();
    },
  };
};
