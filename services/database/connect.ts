// Connections to Postgres: one pool per process and role; bigint columns are JS bigints, so money never becomes a number.
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

const INT8_OID = 20;
pg.types.setTypeParser(INT8_OID, BigInt);

export type DatabaseOptions = {
  /** `postgres://role:password@host:port/database` */
  readonly url: string;
  readonly applicationName: string;
  readonly maxConnections?: number;
  /** Milliseconds one statement may run; the gateway keeps it short, workers longer. */
  readonly statementTimeoutMs?: number;
  /** Told of errors on idle connections (a server restart, say); the pool reconnects by itself. */
  readonly onIdleError?: (error: Error) => void;
};

/** Opens a pool; `Tables` names only the tables the caller's room owns. Close it with `db.destroy()`. */
export const connectDatabase = <Tables>(options: DatabaseOptions): Kysely<Tables> => {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.maxConnections ?? 8,
    statement_timeout: options.statementTimeoutMs ?? 10_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  // A connection lost while lent out fails its query; without a listener of its own it would also end the process.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
};
