// Sends one part to its presigned address. XMLHttpRequest, because fetch tells nothing about upload progress.
import type { PartTicket } from './upload-door.ts';

/** How sending a part ended; `expired` wants a fresh address, `unreachable` and `busy` another try, `refused` a person. */
export type SendResult =
  | { readonly kind: 'sent' }
  | { readonly kind: 'expired' | 'refused' | 'busy' | 'unreachable'; readonly code: string };
export type SendPart = (
  part: PartTicket,
  body: Blob,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
) => Promise<SendResult>;

// Signed headers that the browser sets itself and lets nobody else set.
const BROWSER_OWNED = new Set(['content-length', 'host', 'origin', 'connection']);

const ofStatus = (status: number): SendResult => {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const code = `HTTP_${status}`;
  if (status === 403 || status === 404) return { kind: 'expired', code };
  return { kind: status === 408 || status === 429 || status >= 500 ? 'busy' : 'refused', code };
};

/** Puts one part; rejects only when aborted. */
export const putPart: SendPart = (part, body, onProgress, signal) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const settle = (result: SendResult) => {
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    request.open('PUT', part.url);
    for (const { name, value } of part.headers)
      if (!BROWSER_OWNED.has(name.toLowerCase())) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    request.addEventListener('load', () => settle(ofStatus(request.status)));
    request.addEventListener('error', () => settle({ kind: 'unreachable', code: 'NETWORK' }));
    request.addEventListener('abort', () => reject(signal.reason));
    signal.addEventListener('abort', abort, { once: true });
    // No type: a Content-Type that was not signed would be one more header for the store's CORS rules to know.
    request.send(body.slice(0, body.size, ''));
    if (signal.aborted) request.abort();
  });
