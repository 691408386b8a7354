// The upload session of this browser tab: real hashing, real network, and a new try by itself once the network is back.
import type { ApolloClient } from '@apollo/client';
import { workerHasher } from './hash-parts.ts';
import { putPart } from './send-part.ts';
import { graphqlUploadDoor } from './upload-door.ts';
import { storedUploadMemory } from './upload-memory.ts';
import { UploadSession } from './upload-session.ts';
import { isUploading } from './upload-state.ts';

const RETRY_AFTER_MS = 8_000;

const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

const newSalt = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Builds the session; it lives as long as the tab and survives changing pages. */
export const browserUploadSession = (client: ApolloClient): UploadSession => {
  const session = new UploadSession({
    door: graphqlUploadDoor(client),
    hash: workerHasher(),
    memory: storedUploadMemory(localStorage),
    send: putPart,
    wait,
    now: () => Date.now(),
    random: () => Math.random(),
    newSalt,
  });
  let retry: ReturnType<typeof setTimeout> | undefined;
  session.subscribe(() => {
    const { phase, stallCode } = session.snapshot();
    clearTimeout(retry);
    if (phase === 'stalled' && stallCode === 'NETWORK')
      retry = setTimeout(() => {
        if (navigator.onLine) void session.resume();
      }, RETRY_AFTER_MS);
  });
  window.addEventListener('online', () => {
    if (session.snapshot().phase === 'stalled') void session.resume();
  });
  window.addEventListener('beforeunload', (event) => {
    if (isUploading(session.snapshot())) event.preventDefault();
  });
  return session;
};
