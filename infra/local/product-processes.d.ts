import { type ProcessSpec } from './supervisor.ts';
export type ProductPorts = Readonly<Record<'gateway' | 'ingest' | 'webhook' | 'stripe' | 'console', number>>;
type Environment = Readonly<Record<string, string>>;
/** Every long-running process of the product (and the Stripe fake, when no real Stripe is configured). */
export declare const productProcesses: (
  root: string,
  environment: Environment,
  ports: ProductPorts,
) => Promise<readonly ProcessSpec[]>;
/** Runs a process that ends by itself (migrations, seed); throws with its last words when it fails. */
export declare const runOnce: (root: string, path: string, environment: Environment) => Promise<void>;
