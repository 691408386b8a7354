// The console under test: built when its sources changed, served by its own process code in front of the mock gateway.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLogger } from '@hounsfield/kernel';
import { startConsoleServer } from '../server/console-server.ts';
import { type MockGateway, startMockGateway } from './mock/mock-gateway.ts';

const ROOM = join(import.meta.dirname, '..');
const DIST = join(ROOM, 'dist');
const STAMP = join(DIST, '.test-hash');
const NOT_BUILT = new Set(['dist', 'node_modules', 'testing', 'server']);

const sourceHash = (folder: string, hash = createHash('sha256')) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (folder === ROOM && NOT_BUILT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sourceHash(path, hash);
    else hash.update(path).update(readFileSync(path));
  }
  return hash;
};

/** Makes `dist` current. */
export const buildForTest = async (): Promise<void> => {
  const wanted = sourceHash(ROOM).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  const vite = join(ROOM, '../../node_modules/vite/bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: ROOM });
  writeFileSync(STAMP, wanted);
};

export type TestConsole = { readonly url: string; readonly mock: MockGateway; stop(): Promise<void> };

/** A running console with a mock behind it. */
export const startTestConsole = async (options: { now?: Date; pace?: number } = {}): Promise<TestConsole> => {
  await buildForTest();
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
    DIST,
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
