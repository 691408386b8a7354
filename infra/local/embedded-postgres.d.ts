export type PostgresServer = {
  readonly ownerUrl: string;
  stop(): Promise<void>;
};
type PostgresOptions = {
  /** Folder of the cluster; must be reachable by the `postgres` user when run as root. */
  readonly dataFolder: string;
  readonly password: string;
  /** Remove the folder at stop; also turns durability off, for throw-away test clusters only. */
  readonly ephemeral?: boolean;
  readonly settings?: readonly string[];
};
/** Starts the cluster, initialising it on first use. Throws with the server's last log lines when it cannot start. */
export declare const startEmbeddedPostgres: (options: PostgresOptions) => Promise<PostgresServer>;
