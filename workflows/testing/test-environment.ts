// A real Temporal server for one test file, on the Postgres cluster that the test run started, with a namespace of its own.
import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import {
  type PreparedTemporalServer,
  postgresOf,
  prepareTemporalServer,
  runTemporalServer,
  type TemporalServer,
} from '../../infra/local/temporal-server.ts';

const runnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** A tool's path: its own variable, the test run's tools (`HOUNSFIELD_TOOLS`, a JSON object), then PATH. */
const toolPath = (name: string, variable: string): string => {
  const { HOUNSFIELD_TOOLS = '{}', PATH = '', [variable]: named = '' } = process.env;
  const tools = JSON.parse(HOUNSFIELD_TOOLS) as Record<string, string | undefined>;
  const onPath = PATH.split(delimiter).map((folder) => join(folder, name));
  const found = [named, tools[name] ?? '', ...onPath].find(runnable);
  if (found === undefined)
    throw new Error(`${name} was not found: run the tests through \`npm test\`, or set ${variable}`);
  return found;
};

const ownerUrl = (): string => {
  const { HOUNSFIELD_TEST_CLUSTER: value } = process.env;
  if (value === undefined) throw new Error('no test cluster: run the tests through `npm test` or jest');
  return (JSON.parse(value) as { readonly ownerUrl: string }).ownerUrl;
};

/** A running server and a client of the test's namespace. */
export type TestTemporal = {
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  /** Ends the server as `kill -9` does. */
  kill(): Promise<void>;
  /** Starts it again on the same data and address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

const RETENTION_SECONDS = 86_400;

const registered = async (connection: Connection, namespace: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await connection.workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: { seconds: RETENTION_SECONDS as never },
      });
      return;
    } catch (error) {
      if (attempt >= 100) throw error;
      await pause(100);
    }
  }
};

/** Starts a server with empty databases. Call `stop()` in `afterAll`. */
export const startTestTemporal = async (): Promise<TestTemporal> => {
  const folder = await mkdtemp(join(tmpdir(), 'hounsfield-temporal-'));
  const suffix = randomBytes(6).toString('hex');
  const prepared: PreparedTemporalServer = await prepareTemporalServer({
    binaries: {
      server: toolPath('temporal-server', 'TEMPORAL_SERVER_BIN'),
      sql: toolPath('temporal-sql-tool', 'TEMPORAL_SQL_TOOL_BIN'),
    },
    postgres: postgresOf(ownerUrl()),
    databases: { default: `temporal_${suffix}`, visibility: `temporal_visibility_${suffix}` },
    folder,
  });
  let server: TemporalServer = await runTemporalServer(prepared);
  const namespace = `test-${suffix}`;
  const connection = await Connection.connect({ address: server.address });
  await registered(connection, namespace);
  return {
    address: server.address,
    namespace,
    client: new Client({ connection, namespace }),
    kill: () => server.kill(),
    restart: async () => {
      server = await runTemporalServer(prepared);
    },
    stop: async () => {
      await connection.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Whether this run records histories for the replay tests (`HOUNSFIELD_RECORD_HISTORIES=1`), and where to. */
export const historiesToRecord = (): string | undefined =>
  process.env.HOUNSFIELD_RECORD_HISTORIES === '1' ? HISTORIES : undefined;

/** Recorded histories of every release's workflows, one file for each way a workflow can go. */
export const HISTORIES = join(import.meta.dirname, 'histories');

/** What a child process of a test keeps of this one's environment. */
export const inheritedEnvironment = (): Record<string, string> => {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
};
