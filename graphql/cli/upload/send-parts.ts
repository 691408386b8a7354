// Sends the parts of an upload straight to the object store, several at a time, and tries again what failed.
import { open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { UploadStateFragment } from '../generated/operations.ts';

export type Part = UploadStateFragment['files'][number]['parts'][number];
export type PartToSend = { readonly path: string; readonly part: Part };

/** A part that could not be sent after all attempts, or whose URL has expired. */
export class PartFailed extends Error {
  override name = 'PartFailed';
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;
const PART_TIMEOUT_MS = 120_000;

const readPart = async ({ path, part }: PartToSend): Promise<Buffer<ArrayBuffer>> => {
  const length = Number(part.length);
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, Number(part.offset));
    if (bytesRead < length) throw new PartFailed(`${path} became shorter`);
    return buffer;
  } finally {
    await handle.close();
  }
};

// The signature covers Content-Length, which fetch writes itself from the body.
const headersOf = ({ headers }: Part): [string, string][] =>
  headers.filter(({ name }) => !/^(content-length|host)$/i.test(name)).map(({ name, value }) => [name, value]);

const sendOnce = async (
  part: Part,
  body: Buffer<ArrayBuffer>,
  signal: AbortSignal,
): Promise<'sent' | 'again' | 'refused'> => {
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(PART_TIMEOUT_MS)]);
    const response = await fetch(part.url, { method: 'PUT', headers: headersOf(part), body, signal: timeout });
    await response.arrayBuffer();
    if (response.ok) return 'sent';
    return response.status >= 500 || response.status === 408 || response.status === 429 ? 'again' : 'refused';
  } catch {
    signal.throwIfAborted();
    return 'again';
  }
};

const sendPart = async (item: PartToSend, signal: AbortSignal): Promise<void> => {
  const body = await readPart(item);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await sendOnce(item.part, body, signal);
    if (answer === 'sent') return;
    if (answer === 'refused' || attempt === ATTEMPTS)
      throw new PartFailed(`${item.path}: part ${item.part.partNumber} ${answer}`);
    await pause(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random()), undefined, { signal });
  }
};

/** Sends everything, `width` parts at once; throws {@link PartFailed} for the first part that cannot be sent. */
export const sendParts = async (
  items: readonly PartToSend[],
  width: number,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<void> => {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) {
      either.throwIfAborted();
      await sendPart(item, either);
      onSent(Number(item.part.length));
    }
  };
  const lanes = Array.from({ length: Math.min(width, items.length) }, () =>
    lane().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  const results = await Promise.allSettled(lanes);
  signal.throwIfAborted();
  const first = results.find((result) => result.status === 'rejected');
  if (first !== undefined) throw failed.signal.reason ?? first.reason;
};
