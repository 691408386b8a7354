// Sends all missing parts of one ticket, three at a time, with retries and fresh addresses; ends when sent, stalled or aborted.
import { PARALLEL_PARTS } from './plan-upload.ts';
import type { SendPart, SendResult } from './send-part.ts';
import type { PartTicket, UploadTicket } from './upload-door.ts';

export type PartSenderDeps = {
  readonly send: SendPart;
  readonly refresh: () => Promise<UploadTicket | undefined>;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  readonly random: () => number;
  readonly blobOf: (ref: string) => Blob | undefined;
  readonly onProgress: (ref: string, part: number, bytes: number) => void;
  readonly onSent: (ref: string, part: number, bytes: number, last: boolean) => void;
};
export type SendingEnd = { readonly kind: 'done' } | { readonly kind: 'stalled'; readonly code: string };

const MAX_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
// Addresses live at most 15 minutes; one that is older than this is renewed before it is used.
const FRESH_MS = 10 * 60_000;

type Task = { readonly ref: string; readonly partNumber: number };
const keyOf = ({ ref, partNumber }: Task): string => `${ref}/${partNumber}`;

class StalledError extends Error {
  override name = 'StalledError';
}

/** Runs until every missing part of the ticket has arrived; rejects with the signal's reason when aborted. */
export const sendMissingParts = async (
  ticket: UploadTicket,
  deps: PartSenderDeps,
  signal: AbortSignal,
): Promise<SendingEnd> => {
  let tickets = new Map<string, PartTicket>();
  let issuedAt = deps.now();
  let renewal: Promise<void> | undefined;
  const left = new Map(ticket.files.map(({ clientRef, parts }) => [clientRef, parts.length]));

  const accept = (fresh: UploadTicket) => {
    tickets = new Map(
      fresh.files.flatMap(({ clientRef, parts }) =>
        parts.map((part) => [keyOf({ ref: clientRef, partNumber: part.partNumber }), part] as const),
      ),
    );
    issuedAt = deps.now();
  };
  // Many parts expire together: they share one renewal.
  const renew = (): Promise<void> => {
    renewal ??= deps
      .refresh()
      .then((fresh) => {
        if (fresh === undefined) throw new StalledError('UPLOAD_GONE');
        accept(fresh);
      })
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  };

  const attempt = async (task: Task): Promise<SendResult> => {
    if (deps.now() - issuedAt > FRESH_MS) await renew();
    const part = tickets.get(keyOf(task));
    if (part === undefined) return { kind: 'sent' };
    const blob = deps.blobOf(task.ref);
    if (blob === undefined) return { kind: 'refused', code: 'FILE_MISSING' };
    const offset = Number(part.offset);
    const body = blob.slice(offset, offset + Number(part.length));
    return deps.send(part, body, (bytes) => deps.onProgress(task.ref, task.partNumber, bytes), signal);
  };

  const sendOne = async (task: Task): Promise<void> => {
    const bytes = Number(tickets.get(keyOf(task))?.length ?? 0);
    for (let tries = 1; ; tries += 1) {
      signal.throwIfAborted();
      const result = await attempt(task);
      if (result.kind === 'sent') break;
      deps.onProgress(task.ref, task.partNumber, 0);
      if (result.kind === 'refused' || tries === MAX_ATTEMPTS) throw new StalledError(result.code);
      if (result.kind === 'expired') await renew();
      else await deps.wait(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.75 + deps.random() / 2), signal);
    }
    const remaining = (left.get(task.ref) ?? 1) - 1;
    left.set(task.ref, remaining);
    deps.onSent(task.ref, task.partNumber, bytes, remaining === 0);
  };

  accept(ticket);
  const queue: Task[] = ticket.files.flatMap(({ clientRef, parts }) =>
    parts.map(({ partNumber }) => ({ ref: clientRef, partNumber })),
  );
  const lane = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await sendOne(task);
  };
  const ends = await Promise.allSettled(
    Array.from({ length: PARALLEL_PARTS }, () =>
      lane().catch((error: unknown) => {
        queue.length = 0;
        throw error;
      }),
    ),
  );
  signal.throwIfAborted();
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed === undefined) return { kind: 'done' };
  return { kind: 'stalled', code: failed.reason instanceof StalledError ? failed.reason.message : 'NETWORK' };
};
