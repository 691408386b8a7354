// The real Temporal server as one process on a Postgres server: schemas, configuration, start, stop. Pure Node, no product imports.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePortBelow } from './free-port.ts';
import type { ProcessSpec } from './supervisor.ts';

export type TemporalServerOptions = {
  /** Paths of `temporal-server` and `temporal-sql-tool`, 1.32.1. */
  readonly binaries: { readonly server: string; readonly sql: string };
  readonly postgres: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
  };
  /** Names of the two databases; created when absent, their schemas brought up to date. */
  readonly databases: { readonly default: string; readonly visibility: string };
  /** Where the configuration and the log go. */
  readonly folder: string;
  /** Loopback port of the frontend; a free one by default. */
  readonly port?: number;
};

/** The parts of a `postgres://` URL that the server's configuration names one by one. */
export const postgresOf = (url: string): TemporalServerOptions['postgres'] => {
  const { hostname, port, username, password } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
};

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

/** Fixed for the life of the data. */
const HISTORY_SHARDS = 4;
const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

const run = promisify(execFile);

const applySchema = async (options: TemporalServerOptions, database: string, schema: string): Promise<void> => {
  const { host, port, user, password } = options.postgres;
  const env = {
    SQL_PLUGIN: 'postgres12',
    SQL_HOST: host,
    SQL_PORT: String(port),
    SQL_USER: user,
    SQL_PASSWORD: password,
    SQL_DATABASE: database,
  };
  const sql = (...args: readonly string[]) => run(options.binaries.sql, args, { env });
  await sql('create-database', '--defaultdb', 'postgres');
  await sql('setup-schema', '-v', '0.0');
  await sql('update-schema', '-s', `postgresql/v12/${schema}`);
};

const datastore = ({ postgres }: TemporalServerOptions, databaseName: string) => ({
  sql: {
    pluginName: 'postgres12',
    databaseName,
    connectAddr: `${postgres.host}:${postgres.port}`,
    connectProtocol: 'tcp',
    user: postgres.user,
    password: postgres.password,
    maxConns: 10,
    maxIdleConns: 10,
    maxConnLifetime: '1h',
  },
});

// The membership table keeps ports in a Postgres `smallint`.
const PORTS_BELOW = 32_768;

const service = async (grpcPort?: number) => ({
  rpc: {
    grpcPort: grpcPort ?? (await freePortBelow(PORTS_BELOW)),
    membershipPort: await freePortBelow(PORTS_BELOW),
    bindOnLocalHost: true,
  },
});

// Fairness implies the priority matcher. One partition a queue: with more, the order of lanes holds only within each.
const DYNAMIC = {
  'matching.enableFairness': true,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'system.namespaceCacheRefreshInterval': '1s',
  'system.forceSearchAttributesCacheRefreshOnRead': true,
};

const configuration = async (options: TemporalServerOptions, dynamicConfigPath: string) => {
  const frontend = await service(options.port);
  const httpPort = await freePortBelow(PORTS_BELOW);
  const address = `127.0.0.1:${frontend.rpc.grpcPort}`;
  const config = {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: HISTORY_SHARDS,
      datastores: {
        default: datastore(options, options.databases.default),
        visibility: datastore(options, options.databases.visibility),
      },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: { rpc: { ...frontend.rpc, httpPort } },
      history: await service(),
      matching: await service(),
      worker: await service(),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: address },
      },
    },
    publicClient: { hostPort: address },
    dcRedirectionPolicy: { policy: 'noop' },
    archival: { history: { state: 'disabled' }, visibility: { state: 'disabled' } },
    dynamicConfigClient: { filepath: dynamicConfigPath, pollInterval: '60s' },
  };
  return { address, readyUrl: `http://127.0.0.1:${httpPort}/api/v1/system-info`, config };
};

/**
 * Brings the databases up to date and writes the configuration; the returned command runs the server. Safe to repeat:
 * the data stay, the ports are chosen anew unless `port` is given. JSON is YAML, so `temporal.yaml` is written as JSON.
 */
export const prepareTemporalServer = async (options: TemporalServerOptions): Promise<PreparedTemporalServer> => {
  await mkdir(options.folder, { recursive: true });
  await applySchema(options, options.databases.default, 'temporal');
  await applySchema(options, options.databases.visibility, 'visibility');
  const dynamicPath = join(options.folder, 'dynamic.yaml');
  const dynamic = Object.fromEntries(Object.entries(DYNAMIC).map(([key, value]) => [key, [{ value }]]));
  await writeFile(dynamicPath, JSON.stringify(dynamic, undefined, 2));
  const { address, readyUrl, config } = await configuration(options, dynamicPath);
  const configPath = join(options.folder, 'temporal.yaml');
  await writeFile(configPath, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return {
    address,
    readyUrl,
    command: [options.binaries.server, '--config-file', configPath, '--allow-no-auth', 'start'],
    logFile: join(options.folder, 'temporal.log'),
  };
};

/** Whether the frontend answers requests. */
export const temporalServes = (readyUrl: string): Promise<boolean> =>
  fetch(readyUrl, { signal: AbortSignal.timeout(1_000) }).then(
    (response) => response.ok,
    () => false,
  );

const waitUntilServing = async (readyUrl: string, alive: () => boolean): Promise<boolean> => {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline && alive()) {
    if (await temporalServes(readyUrl)) return true;
    await pause(50);
  }
  return false;
};

const end = async (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(timer);
};

/** Runs a prepared server; throws with the end of its log when it does not come up. Running it again restarts it. */
export const runTemporalServer = async (prepared: PreparedTemporalServer): Promise<TemporalServer> => {
  const [program, ...args] = prepared.command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: {} });
  const log = createWriteStream(prepared.logFile, { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  child.once('close', () => log.end());
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const alive = () => failure === undefined && child.exitCode === null && child.signalCode === null;
  if (!(await waitUntilServing(prepared.readyUrl, alive))) {
    await end(child, 'SIGKILL');
    const words = await readFile(prepared.logFile, 'utf8').catch(() => '');
    throw new Error(
      `Temporal did not start: ${failure?.message ?? 'see its log'}\n${words.split('\n').slice(-12).join('\n')}`,
    );
  }
  return {
    address: prepared.address,
    pid: child.pid as number,
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
};

/** A prepared server as the supervisor runs it; `serverUrl` is the Postgres server's, with the owner's name and password. */
export const temporalProcess = async (options: {
  readonly binaries: TemporalServerOptions['binaries'];
  readonly serverUrl: string;
  readonly databases: { readonly main: string; readonly visibility: string };
  readonly folder: string;
}): Promise<{ readonly process: ProcessSpec; readonly address: string }> => {
  const { address, readyUrl, command } = await prepareTemporalServer({
    binaries: options.binaries,
    postgres: postgresOf(options.serverUrl),
    databases: { default: options.databases.main, visibility: options.databases.visibility },
    folder: options.folder,
  });
  return {
    address,
    process: {
      name: 'temporal',
      command,
      environment: {},
      ready: () => temporalServes(readyUrl),
      readyTimeoutMs: READY_TIMEOUT_MS,
    },
  };
};
