// The local stack as a door for tests: bring everything up, run the command line against it, obtain the tools.
export { buildConsole } from './console-build.ts';
export { type PostgresServer, startEmbeddedPostgres } from './embedded-postgres.ts';
export { hounsfield } from './first-study.ts';
export { freePort } from './free-port.ts';
export { type RunningStack, startStack } from './stack.ts';
export { obtainTools, type ToolPaths } from './tools/tool-paths.ts';
