// The life of one process: start, health endpoints, graceful stop. Every `main.ts` is a call of `runProcess`.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from './logger.ts';

/** What a started process can be asked: whether it is ready for work, and to stop (finish what is in flight, then close). */
export type RunningProcess = { ready(): Promise<boolean>; stop(): Promise<void> };

type ProcessOptions = {
  readonly logger: Logger;
  /** Port on loopback for `/livez` and `/readyz`; 0 picks one. A process that serves its own health passes none. */
  readonly healthPort?: number;
  readonly start: () => Promise<RunningProcess>;
};

const STOP_DEADLINE_MS = 25_000;

/** Runs a process until SIGTERM or SIGINT; an unhandled rejection is a fault that ends it with status 1. */
export const runProcess = async ({ logger, healthPort, start }: ProcessOptions): Promise<void> => {
  let running: RunningProcess | undefined;
  const health = createServer((request, response) => {
    const answer = (ok: boolean) => response.writeHead(ok ? 200 : 503).end(ok ? 'ok\n' : 'not ready\n');
    if (request.url === '/livez') return void answer(true);
    if (request.url !== '/readyz') return void response.writeHead(404).end();
    (running?.ready() ?? Promise.resolve(false)).then(answer, () => answer(false));
  });
  const fail = (error: unknown) => {
    logger.fatal({ err: error }, 'process failed');
    process.exit(1);
  };
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);
  if (healthPort !== undefined) {
    await new Promise<void>((resolve) => health.listen(healthPort, '127.0.0.1', resolve));
    logger.info({ healthPort: (health.address() as AddressInfo).port }, 'health endpoint open');
  }
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => fail(new Error('stop deadline passed')), STOP_DEADLINE_MS).unref();
    await running?.stop();
    health.close();
    logger.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', () => stop().catch(fail));
  process.on('SIGINT', () => stop().catch(fail));
  running = await start();
  logger.info('ready');
};
