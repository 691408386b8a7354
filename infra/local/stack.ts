// The whole product on one machine: servers first, then the schema, the demo data and the product's own processes.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresServer } from './embedded-postgres.ts';
import { freePort } from './free-port.ts';
import { forgetChildren, rememberChildren } from './leftovers.ts';
import { databaseUrl, ensureDatabase } from './postgres-database.ts';
import { type ProductPorts, productProcesses, runOnce } from './product-processes.ts';
import { step } from './progress.ts';
import { startObjectStore, startPostgres, startTemporal } from './stack-servers.ts';
import { loadState, saveState } from './state.ts';
import { Supervisor } from './supervisor.ts';
import type { ToolPaths } from './tools/tool-paths.ts';

export type StackOptions = {
  readonly root: string;
  /** Where state lives, `.hounsfield/` of the checkout by default. */
  readonly folder: string;
  readonly tools: ToolPaths;
  /** For tests: throw-away data, durability off. */
  readonly ephemeral?: boolean;
  /** Added to every product process (fault tests arm crash points with it). */
  readonly environment?: Readonly<Record<string, string>>;
  readonly report: (line: string) => void;
  /** Stops a start that is still under way. */
  readonly signal?: AbortSignal;
};

/** Sign-ins and the API key that the demo seed made; written by `graphql/seed/main.ts`. */
export type SeedResult = {
  readonly signIns: ReadonlyArray<{
    readonly organisation: string;
    readonly role: string;
    readonly email: string;
    readonly password: string;
  }>;
  readonly apiKey: string;
};

/** Addresses and handles of a running stack. */
export type RunningStack = {
  readonly urls: Readonly<Record<'console' | 'gateway' | 'ingest' | 'webhook' | 'stripe', string>>;
  readonly databaseUrls: Readonly<Record<'owner' | 'app' | 'worker', string>>;
  readonly temporalAddress: string;
  readonly seed: SeedResult;
  readonly supervisor: Supervisor;
  readonly stop: () => Promise<void>;
};

const passThrough = (names: RegExp): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => names.test(entry[0]) && entry[1] !== undefined,
    ),
  );

const choosePorts = async (consolePort: number | undefined): Promise<ProductPorts> => ({
  gateway: await freePort(),
  ingest: await freePort(),
  webhook: await freePort(),
  stripe: await freePort(),
  console: await freePort(consolePort),
});

/** Starts everything and returns when it is ready for users. Throws with what to do when something cannot start. */
export const startStack = async (options: StackOptions): Promise<RunningStack> => {
  const { root, folder, tools } = options;
  const { DATABASE_URL, TEMPORAL_ADDRESS, S3_BUCKET, STRIPE_SECRET_KEY } = process.env;
  const state = await loadState(folder);
  const ports = await choosePorts(state.consolePort);
  await saveState(folder, { ...state, consolePort: ports.console });
  const supervisor = new Supervisor(join(folder, 'logs'), options.report, (pids) => rememberChildren(folder, pids));
  let postgres: PostgresServer | undefined;
  let products: readonly string[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      // Those who work first, then what they work with.
      await Promise.all(products.map((name) => supervisor.stop(name)));
      await supervisor.stopAll();
      await postgres?.stop();
      forgetChildren(folder);
    })();
    return stopping;
  };
  options.signal?.addEventListener('abort', () => void stop());
  try {
    if (DATABASE_URL === undefined) postgres = await startPostgres(folder, state, options.ephemeral ?? false);
    const serverUrl = DATABASE_URL ?? (postgres as PostgresServer).ownerUrl;
    const database = DATABASE_URL === undefined ? 'hounsfield' : new URL(DATABASE_URL).pathname.slice(1);
    await ensureDatabase(serverUrl, database);
    const databaseUrls = {
      owner: databaseUrl(serverUrl, database),
      app: databaseUrl(serverUrl, database, { name: 'hounsfield_app', password: state.appPassword }),
      worker: databaseUrl(serverUrl, database, { name: 'hounsfield_worker', password: state.workerPassword }),
    };
    const [temporalAddress, store] = await Promise.all([
      TEMPORAL_ADDRESS ?? startTemporal(folder, serverUrl, tools, supervisor),
      S3_BUCKET === undefined ? startObjectStore(folder, state, tools, supervisor) : {},
      step('schema', () =>
        runOnce(root, 'services/database/migrate-main.ts', {
          OWNER_DATABASE_URL: databaseUrls.owner,
          APP_ROLE_PASSWORD: state.appPassword,
          WORKER_ROLE_PASSWORD: state.workerPassword,
        }),
      ),
    ]);
    const at = (port: number): string => `http://127.0.0.1:${port}`;
    const urls = {
      console: `http://localhost:${ports.console}`,
      gateway: at(ports.gateway),
      ingest: at(ports.ingest),
      webhook: at(ports.webhook),
      stripe: at(ports.stripe),
    };
    const environment: Record<string, string> = {
      DATABASE_URL: databaseUrls.app,
      WORKER_DATABASE_URL: databaseUrls.worker,
      TEMPORAL_NAMESPACE: 'hounsfield',
      STRIPE_WEBHOOK_SECRET: state.stripeWebhookSecret,
      ...(STRIPE_SECRET_KEY === undefined ? { STRIPE_SECRET_KEY: 'sk_test_local', STRIPE_API_BASE: urls.stripe } : {}),
      ...passThrough(/^(TEMPORAL_(NAMESPACE|API_KEY|TLS)|S3_|AWS_|STRIPE_|LOG_LEVEL$|ORT_)/),
      ...store,
      TEMPORAL_ADDRESS: temporalAddress,
      HOUNSFIELD_MASTER_KEY: state.masterKey,
      GATEWAY_URL: urls.gateway,
      INGEST_URL: urls.ingest,
      WEBHOOK_URL: urls.webhook,
      CONSOLE_ORIGIN: urls.console,
      ...options.environment,
    };
    const seedFile = join(folder, 'seed.json');
    await step('bucket and demo organisations', () =>
      Promise.all([
        // A bucket of one's own is made by whoever owns it; only the local store's is ours to make.
        S3_BUCKET === undefined ? runOnce(root, 'services/storage/prepare-main.ts', environment) : undefined,
        runOnce(root, 'graphql/seed/main.ts', { ...environment, SEED_OUTPUT: seedFile }),
      ]),
    );
    await step('processes', async (note) => {
      const specs = await productProcesses(root, environment, ports);
      products = specs.map((spec) => spec.name);
      await Promise.all(specs.map((spec) => supervisor.start(spec).then(() => note(`${spec.name} ready`))));
      note(products.join(', '));
    });
    const seed = JSON.parse(await readFile(seedFile, 'utf8')) as SeedResult;
    await writeFile(join(folder, 'cli.json'), JSON.stringify({ url: urls.console, apiKey: seed.apiKey }), {
      mode: 0o600,
    });
    return { urls, databaseUrls, temporalAddress, seed, supervisor, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
