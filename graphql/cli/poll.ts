// Asking again until an answer is good enough; a server that restarts meanwhile is waited for.
import { setTimeout as pause } from 'node:timers/promises';
import { CommandError, EXIT } from './exit-code.ts';

export type PollOptions<Value> = {
  readonly ask: () => Promise<Value>;
  readonly until: (value: Value) => boolean;
  readonly signal: AbortSignal;
  /** Called with every answer. */
  readonly onAnswer?: (value: Value) => void;
  /** Milliseconds after which the last answer is returned as it is; forever where left out. */
  readonly giveUpAfterMs?: number;
};

const FIRST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 2_000;
/** A server may be away this long (a restart, a deployment) before the command gives up. */
const PATIENCE_MS = 60_000;

/** Polls with growing pauses. Throws when interrupted, and when the server stays away. */
export const poll = async <Value>({
  ask,
  until,
  signal,
  onAnswer,
  giveUpAfterMs,
}: PollOptions<Value>): Promise<Value> => {
  const started = performance.now();
  let lastAnswer = started;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    try {
      const value = await ask();
      lastAnswer = performance.now();
      onAnswer?.(value);
      if (until(value)) return value;
      if (giveUpAfterMs !== undefined && lastAnswer - started > giveUpAfterMs) return value;
    } catch (error) {
      const isAway = error instanceof CommandError && error.exitCode === EXIT.network;
      if (!isAway || performance.now() - lastAnswer > PATIENCE_MS) throw error;
    }
    await pause(wait, undefined, { signal });
  }
};
