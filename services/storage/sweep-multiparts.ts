// Uploads that nobody finished cost storage silently: this sweep gives them up, wherever the store has no lifecycle rule.
import type { Clock } from '@hounsfield/kernel';
import type { ObjectStore } from './object-store.ts';

const DAY_MS = 86_400_000;

/** Aborts uploads opened longer than `olderThanMs` ago (24 hours by default); answers how many. Safe to run in parallel. */
export const sweepMultiparts = async (
  store: ObjectStore,
  clock: Clock,
  olderThanMs: number = DAY_MS,
): Promise<number> => {
  const cutoff = clock.now().getTime() - olderThanMs;
  let swept = 0;
  for await (const { key, multipartId, openedAt } of store.listMultiparts()) {
    if (openedAt.getTime() >= cutoff) continue;
    await store.abortMultipart(key, multipartId);
    swept += 1;
  }
  return swept;
};
