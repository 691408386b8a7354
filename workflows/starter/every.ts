// A task that comes round: again and again after a pause, never twice at once, its faults logged and forgotten.
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@hounsfield/kernel';

/** Runs `task`, waits, runs it again, until `stop()`, which waits for the one under way. */
export const every = (
  name: string,
  milliseconds: number,
  logger: Logger,
  task: () => Promise<unknown>,
): { stop(): Promise<void> } => {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await task();
      } catch (error) {
        logger.warn({ err: error, task: name }, 'task failed');
      }
      await pause(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
