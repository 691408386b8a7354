// Temporal's own log lines in the process's JSON log, core's included.
import type { Logger } from '@hounsfield/kernel';
import { type LogLevel, Runtime, type Logger as TemporalLogger } from '@temporalio/worker';

const LEVEL = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** The pino logger behind Temporal's logger interface. */
export const temporalLogger = (logger: Logger): TemporalLogger => {
  const write = (level: LogLevel, message: string, meta: Record<string, unknown> = {}): void => {
    const { error, ...rest } = meta;
    logger[LEVEL[level]](error === undefined ? rest : { ...rest, err: error }, message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
};

/** Installs the SDK's runtime for this process: its logs go to ours, its signal handling to `runProcess`. Once a process. */
export const installRuntime = (logger: Logger): void => {
  Runtime.install({
    logger: temporalLogger(logger),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  });
};
