// The Stripe fake for this room's tests: its own process, reached through the real SDK and its control door.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type TestStripe = {
  readonly url: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Does one act at the control door, e.g. `control('faults', {...})`. */
  control(act: string, body?: unknown): Promise<unknown>;
  /** Requests it answered, oldest first. */
  requests(): Promise<readonly { method: string; path: string; key?: string; status: number | 'silent' }[]>;
  stop(): Promise<void>;
};

const ROOT = join(import.meta.dirname, '../..');

/** Starts it on a free port; `webhookUrl` is where it delivers events. */
export const startTestStripe = async (webhookUrl?: string): Promise<TestStripe> => {
  const [secretKey, webhookSecret] = ['sk_test_fake', 'whsec_test'];
  const child = spawn(process.execPath, ['--no-warnings', '--import', 'tsx', join(ROOT, 'e2e/fakes/stripe/main.ts')], {
    cwd: ROOT,
    env: {
      HOME: '/tmp',
      PORT: '0',
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      ...(webhookUrl !== undefined && { WEBHOOK_URL: webhookUrl }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the Stripe fake ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { url?: string };
      if (said.url !== undefined) resolve(said.url);
    });
  });
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(`${url}/_control/${path}`, init);
    if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    url,
    secretKey,
    webhookSecret,
    control: (act, body = {}) => ask(act, { method: 'POST', body: JSON.stringify(body) }),
    requests: async () => (await ask('requests')) as Awaited<ReturnType<TestStripe['requests']>>,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
};
