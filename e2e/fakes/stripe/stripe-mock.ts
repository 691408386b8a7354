// Stripe's own stripe-mock, where its binary is at hand: an independent judge of the shapes our fake takes and gives.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const runnable = (path: string | undefined): path is string => {
  try {
    accessSync(path ?? '', constants.X_OK);
    return path !== undefined && path !== '';
  } catch {
    return false;
  }
};

/** `STRIPE_MOCK_BIN`, the test run's tools (`HOUNSFIELD_TOOLS`, a JSON object), then PATH; undefined when it is nowhere. */
export const stripeMockBinary = (): string | undefined => {
  const { STRIPE_MOCK_BIN, HOUNSFIELD_TOOLS = '{}', PATH = '' } = process.env;
  const tools = JSON.parse(HOUNSFIELD_TOOLS) as Record<string, string | undefined>;
  return [STRIPE_MOCK_BIN, tools['stripe-mock'], ...PATH.split(':').map((folder) => join(folder, 'stripe-mock'))].find(
    runnable,
  );
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Starts it on loopback and waits until it answers. */
export const startStripeMock = async (binary: string): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const [http, https] = [await freePort(), await freePort()];
  const child = spawn(binary, ['-http-addr', `127.0.0.1:${http}`, '-https-addr', `127.0.0.1:${https}`], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${http}`;
  for (let left = 100; ; left -= 1) {
    const answers = await fetch(`${url}/v1/balance`).then(
      () => true,
      () => false,
    );
    if (answers) break;
    if (left === 0) throw new Error('stripe-mock does not answer');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
};
