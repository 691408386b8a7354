// The product's own processes, started by path: how each is run and where it says that it is ready.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { answersOk, type ProcessSpec } from './supervisor.ts';

export type ProductPorts = Readonly<Record<'gateway' | 'ingest' | 'webhook' | 'stripe' | 'console', number>>;

type Environment = Readonly<Record<string, string>>;

const node = process.execPath;
const nodeArguments = ['--no-warnings', '--enable-source-maps', '--import', 'tsx'] as const;

/** Serves its work on PORT, and `/readyz` there too. */
const serving = (name: string, root: string, path: string, port: number, environment: Environment): ProcessSpec => ({
  name,
  command: [node, ...nodeArguments, join(root, path)],
  environment: { ...environment, PORT: String(port) },
  ready: answersOk(`http://127.0.0.1:${port}/readyz`),
});

/** Works from queues; only its health is served, on HEALTH_PORT. */
const working = async (name: string, root: string, path: string, environment: Environment): Promise<ProcessSpec> => {
  const port = await freePort();
  return {
    name,
    command: [node, ...nodeArguments, join(root, path)],
    environment: { ...environment, HEALTH_PORT: String(port) },
    ready: answersOk(`http://127.0.0.1:${port}/readyz`),
  };
};

/** Every long-running process of the product (and the Stripe fake, when no real Stripe is configured). */
export const productProcesses = async (
  root: string,
  environment: Environment,
  ports: ProductPorts,
): Promise<readonly ProcessSpec[]> => [
  ...(environment.STRIPE_API_BASE === undefined
    ? []
    : [serving('stripe-fake', root, 'e2e/fakes/stripe/main.ts', ports.stripe, environment)]),
  serving('gateway', root, 'graphql/main.ts', ports.gateway, environment),
  serving('ingest', root, 'services/ingest/main.ts', ports.ingest, environment),
  serving('webhook', root, 'billing/webhook/main.ts', ports.webhook, environment),
  serving('console', root, 'services/console/server/main.ts', ports.console, environment),
  await working('worker-cpu', root, 'workflows/workers/main-cpu.ts', environment),
  await working('worker-inference', root, 'workflows/workers/main-inference.ts', environment),
  await working('starter', root, 'workflows/starter/main.ts', environment),
];

/** Runs a process that ends by itself (migrations, seed); throws with its last words when it fails. */
export const runOnce = (root: string, path: string, environment: Environment): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(node, [...nodeArguments, join(root, path)], {
      cwd: root,
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let words = '';
    const keep = (chunk: Buffer) => {
      words = `${words}${chunk}`.slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${path} failed (status ${code}):\n${words}`)),
    );
  });
