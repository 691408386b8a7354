import type { ProcessSpec } from './supervisor.ts';
export type TemporalServerOptions = {
  /** Paths of `temporal-server` and `temporal-sql-tool`, 1.32.1. */
  readonly binaries: {
    readonly server: string;
    readonly sql: string;
  };
  readonly postgres: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
  };
  /** Names of the two databases; created when absent, their schemas brought up to date. */
  readonly databases: {
    readonly default: string;
    readonly visibility: string;
  };
  /** Where the configuration and the log go. */
  readonly folder: string;
  /** Loopback port of the frontend; a free one by default. */
  readonly port?: number;
};
/** The parts of a `postgres://` URL that the server's configuration names one by one. */
export declare const postgresOf: (url: string) => TemporalServerOptions['postgres'];
/** A configured server: how to run it and where it will answer. */
export type PreparedTemporalServer = {
  readonly address: string;
  /** Answers 200 once the frontend serves. */
  readonly readyUrl: string;
  readonly command: readonly [string, ...string[]];
  readonly logFile: string;
};
export type TemporalServer = {
  readonly address: string;
  readonly pid: number;
  /** Ends the server in order; resolves when the process is gone. */
  stop(): Promise<void>;
  /** Ends the server as `kill -9` does. */
  kill(): Promise<void>;
};
/**
 * Brings the databases up to date and writes the configuration; the returned command runs the server. Safe to repeat:
 * the data stay, the ports are chosen anew unless `port` is given. JSON is YAML, so `temporal.yaml` is written as JSON.
 */
export declare const prepareTemporalServer: (options: TemporalServerOptions) => Promise<PreparedTemporalServer>;
/** Whether the frontend answers requests. */
export declare const temporalServes: (readyUrl: string) => Promise<boolean>;
/** Runs a prepared server; throws with the end of its log when it does not come up. Running it again restarts it. */
export declare const runTemporalServer: (prepared: PreparedTemporalServer) => Promise<TemporalServer>;
/** A prepared server as the supervisor runs it; `serverUrl` is the Postgres server's, with the owner's name and password. */
export declare const temporalProcess: (options: {
  readonly binaries: TemporalServerOptions['binaries'];
  readonly serverUrl: string;
  readonly databases: {
    readonly main: string;
    readonly visibility: string;
  };
  readonly folder: string;
}) => Promise<{
  readonly process: ProcessSpec;
  readonly address: string;
}>;
/** Prepares and runs a server in one call. */
export declare const startTemporalServer: (options: TemporalServerOptions) => Promise<TemporalServer>;
