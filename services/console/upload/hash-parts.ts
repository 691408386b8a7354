// The page's side of the hashing worker: one worker, one promise a file.
import type { HashReply, HashRequest } from './hash-parts.worker.ts';
import workerUrl from './hash-parts.worker.ts?worker&url';
import { ownScriptUrl } from './own-script-url.ts';

export type PartHashes = { readonly dicom: boolean; readonly parts: readonly string[] };
export type HashParts = (blob: Blob) => Promise<PartHashes>;

/** Starts the worker when the first file comes. */
export const workerHasher = (): HashParts => {
  let worker: Worker | undefined;
  let jobs = 0;
  const waiting = new Map<number, { resolve: (hashes: PartHashes) => void; reject: (error: Error) => void }>();
  const start = (): Worker => {
    const started = new Worker(ownScriptUrl(workerUrl), { type: 'module' });
    started.addEventListener('message', ({ data }: MessageEvent<HashReply>) => {
      const promise = waiting.get(data.job);
      waiting.delete(data.job);
      if ('error' in data) promise?.reject(new Error(data.error));
      else promise?.resolve({ dicom: data.dicom, parts: data.parts });
    });
    started.addEventListener('error', () => {
      for (const { reject } of waiting.values()) reject(new Error('HASH_WORKER'));
      waiting.clear();
    });
    return started;
  };
  return (blob) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      jobs += 1;
      waiting.set(jobs, { resolve, reject });
      worker.postMessage({ job: jobs, blob } satisfies HashRequest);
    });
};
