// A real S3 server for tests: versitygw on a free loopback port with a folder of its own, gone after the test file.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createObjectStore, type ObjectStore } from './object-store.ts';
import type { ObjectStoreConfig } from './store-config.ts';

export type TestObjectStore = {
  readonly store: ObjectStore;
  readonly config: ObjectStoreConfig & { readonly endpoint: string };
  stop(): Promise<void>;
};

const runnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The test run's tools: `{"versitygw": "/path", ...}`. */
const toolPath = (tools: string | undefined): string =>
  tools === undefined ? '' : ((JSON.parse(tools) as { readonly versitygw?: string }).versitygw ?? '');

/**
 * The versitygw binary: `VERSITYGW_BIN`, the test run's tools (`HOUNSFIELD_TOOLS`), then PATH. `undefined` (and one
 * printed line saying so) where there is none: tests that need it are then skipped and counted.
 */
export const findVersitygw = (): string | undefined => {
  const { VERSITYGW_BIN = '', HOUNSFIELD_TOOLS, PATH = '' } = process.env;
  const onPath = PATH.split(delimiter).map((folder) => join(folder, 'versitygw'));
  const found = [VERSITYGW_BIN, toolPath(HOUNSFIELD_TOOLS), ...onPath].find(runnable);
  if (found === undefined)
    console.warn('SKIPPED: versitygw was not found (VERSITYGW_BIN, HOUNSFIELD_TOOLS, PATH): object store tests');
  return found;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const READY_DEADLINE_MS = 10_000;

const untilReady = async (endpoint: string, server: ChildProcess): Promise<void> => {
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (performance.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`versitygw ended with status ${server.exitCode}`);
    const ready = await fetch(`${endpoint}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('versitygw did not become ready');
};

/** Starts the server and opens an empty bucket on it. Call `stop()` in `afterAll`. */
export const startTestObjectStore = async (binary: string): Promise<TestObjectStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'hounsfield-s3-'));
  for (const name of ['data', 'versions', 'iam']) await mkdir(join(folder, name));
  const [accessKeyId, secretAccessKey] = [randomBytes(8).toString('hex'), randomBytes(16).toString('hex')];
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(
    binary,
    [
      ...[
        '--port',
        `127.0.0.1:${port}`,
        '--health',
        '/health',
        '--quiet',
        '--keep-alive',
        '--iam-dir',
        join(folder, 'iam'),
      ],
      ...['posix', '--versioning-dir', join(folder, 'versions'), join(folder, 'data')],
    ],
    {
      env: { PATH: process.env.PATH, ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
      stdio: 'ignore',
    },
  );
  const ended = new Promise((resolve) => server.once('close', resolve));
  const config = {
    endpoint,
    region: 'us-east-1',
    bucket: 'hounsfield',
    accessKeyId,
    secretAccessKey,
    forcePathStyle: true,
  };
  await untilReady(endpoint, server);
  const store = createObjectStore(config);
  await store.createBucket();
  return {
    store,
    config,
    stop: async () => {
      store.close();
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
