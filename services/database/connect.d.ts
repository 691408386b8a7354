import { Kysely } from 'kysely';
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
export declare const connectDatabase: <Tables>(options: DatabaseOptions) => Kysely<Tables>;
