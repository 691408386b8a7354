// The console under test: built when its sources changed, served by its own process code in front of the mock gateway.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLogger } from '@hounsfield/kernel';
import { startConsoleServer } from '../server/console-server.ts';
import { type MockGateway, startMockGateway } from './mock/mock-gateway.ts';

const ROOM = join(import.meta.dirname, '..');
const ROOT = join(ROOM, '../..');
// Builds of tests lie apart from the product's own `dist`, one folder a source hash: test files run side by side.
const BUILDS = join(ROOT, 'node_modules/.cache/hounsfield-console');
const NOT_BUILT = new Set(['dist', 'node_modules', 'testing', 'server']);
const KEPT_MS = 24 * 3_600_000;

const sourceHash = (folder: string, hash = createHash('sha256')) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (folder === ROOM && NOT_BUILT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sourceHash(path, hash);
    else hash.update(path).update(readFileSync(path));
  }
  return hash;
};

const forgetOldBuilds = async (): Promise<void> => {
  for (const name of await readdir(BUILDS)) {
    const { mtimeMs } = await stat(join(BUILDS, name));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(join(BUILDS, name), { recursive: true, force: true });
  }
};

/** A folder with the present sources built; made once, whoever asks first. */
const buildForTest = async (): Promise<string> => {
  const folder = join(BUILDS, sourceHash(ROOM).digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  await mkdir(BUILDS, { recursive: true });
  await forgetOldBuilds();
  const making = `${folder}.${process.pid}`;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const options = ['build', '--logLevel', 'error', '--outDir', making, '--emptyOutDir'];
  await promisify(execFile)(process.execPath, [vite, ...options], { cwd: ROOM });
  // Whoever is first wins; a second build of the same sources is the same build.
  await rename(making, folder).catch(() => rm(making, { recursive: true }));
  return folder;
};

export type TestConsole = { readonly url: string; readonly mock: MockGateway; stop(): Promise<void> };

/** A running console with a mock behind it. */
export const startTestConsole = async (options: { now?: Date; pace?: number } = {}): Promise<TestConsole> => {
  const folder = await buildForTest();
  const mock = await startMockGateway(options);
  const server = await startConsoleServer(
    {
      PORT: 0,
      HOST: '127.0.0.1',
      GATEWAY_URL: mock.url,
      INGEST_URL: mock.url,
      S3_ENDPOINT: mock.uploads.storeOrigin,
      S3_REGION: 'us-east-1',
      LOG_LEVEL: 'silent',
    },
    folder,
    createLogger('console-under-test', 'silent'),
  );
  return {
    url: server.url,
    mock,
    stop: async () => {
      await mock.stop();
      await server.stop();
    },
  };
};
