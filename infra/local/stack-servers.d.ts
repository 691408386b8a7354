import { type PostgresServer } from './embedded-postgres.ts';
import type { LocalState } from './state.ts';
import type { Supervisor } from './supervisor.ts';
import type { ToolPaths } from './tools/tool-paths.ts';

type Environment = Readonly<Record<string, string>>;
/** Starts the embedded cluster; durable unless the stack is a test's. */
export declare const startPostgres: (folder: string, state: LocalState, ephemeral: boolean) => Promise<PostgresServer>;
/** Starts Temporal on the product's own Postgres server; answers its address. */
export declare const startTemporal: (
  folder: string,
  serverUrl: string,
  tools: ToolPaths,
  supervisor: Supervisor,
) => Promise<string>;
/** Starts the local object store; answers what the product's processes need to reach it. */
export declare const startObjectStore: (
  folder: string,
  state: LocalState,
  tools: ToolPaths,
  supervisor: Supervisor,
) => Promise<Environment>;
