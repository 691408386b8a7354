import { Supervisor } from './supervisor.ts';
import type { ToolPaths } from './tools/tool-paths.ts';
export type StackOptions = {
  readonly root: string;
  /** Where state lives, `.hounsfield/` of the checkout by default. */
  readonly folder: string;
  readonly tools: ToolPaths;
  /** For tests: throw-away data, durability off. */
  readonly ephemeral?: boolean;
  /** Added to every product process (fault tests arm crash points with it). */
  readonly environment?: Readonly<Record<string, string>>;
  readonly report: (line: string) => void;
  /** Stops a start that is still under way. */
  readonly signal?: AbortSignal;
};
/** Sign-ins and the API key that the demo seed made; written by `graphql/seed/main.ts`. */
export type SeedResult = {
  readonly signIns: ReadonlyArray<{
    readonly organisation: string;
    readonly role: string;
    readonly email: string;
    readonly password: string;
  }>;
  readonly apiKey: string;
};
/** Addresses and handles of a running stack. */
export type RunningStack = {
  readonly urls: Readonly<Record<'console' | 'gateway' | 'ingest' | 'webhook' | 'stripe', string>>;
  readonly databaseUrls: Readonly<Record<'owner' | 'app' | 'worker', string>>;
  readonly temporalAddress: string;
  readonly seed: SeedResult;
  readonly supervisor: Supervisor;
  readonly stop: () => Promise<void>;
};
/** Starts everything and returns when it is ready for users. Throws with what to do when something cannot start. */
export declare const startStack: (options: StackOptions) => Promise<RunningStack>;
