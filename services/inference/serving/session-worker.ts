// The thread that holds the runtime's sessions. `session.run` blocks its thread, so it must never share one with anything.
import { parentPort } from 'node:worker_threads';
import type { GoldenCases, OutputSpec } from '@hounsfield/models';
import type { RawOutput } from './check-outputs.ts';
import { type OpenedSession, openSession, type Provider, runSession } from './open-session.ts';
import { buffersOf, joinBatch, type Tensors } from './tensor.ts';

export type SessionRequest =
  | {
      readonly kind: 'open';
      readonly key: string;
      readonly bytes: Uint8Array;
      readonly outputs: readonly OutputSpec[];
      readonly golden: GoldenCases | undefined;
      readonly providers: readonly Provider[];
    }
  | { readonly kind: 'run'; readonly key: string; readonly items: readonly Tensors[] }
  | { readonly kind: 'release'; readonly key: string };

/** One call of the runtime: so many items and what it answered for them together. */
export type Pass = { readonly size: number; readonly outputs: Readonly<Record<string, RawOutput>> };

export type SessionAnswer =
  | { readonly kind: 'opened'; readonly provider: Provider }
  /** In the order of the items; their buffers come back as well, to be filled again. */
  | { readonly kind: 'ran'; readonly passes: readonly Pass[]; readonly spent: readonly ArrayBuffer[] }
  | { readonly kind: 'released' }
  | { readonly kind: 'failed'; readonly message: string };

const sessions = new Map<string, OpenedSession>();
const arenas = new Map<string, Map<string, ArrayBuffer>>();

const answer = async (request: SessionRequest): Promise<SessionAnswer> => {
  const { key } = request;
  if (request.kind === 'open') {
    const opened = await openSession(request.bytes, request.outputs, request.golden, request.providers);
    sessions.set(key, opened);
    arenas.set(key, new Map());
    return { kind: 'opened', provider: opened.provider };
  }
  const opened = sessions.get(key);
  if (opened === undefined) return { kind: 'failed', message: `no session is open for ${key}` };
  if (request.kind === 'release') {
    sessions.delete(key);
    arenas.delete(key);
    await opened.session.release();
    return { kind: 'released' };
  }
  const passes = await runItems(opened, request.items, arenas.get(key) as Map<string, ArrayBuffer>);
  return { kind: 'ran', passes, spent: buffersOf(request.items) };
};

/**
 * A device with a fixed cost per call gets the items joined into one. A CPU has none to speak of: joining would only copy
 * the pictures and drive them out of its cache (measured: 9.4 against 8.8 CPU ms for a film of a million pixels).
 */
const runItems = async (
  { session, provider }: OpenedSession,
  items: readonly Tensors[],
  arena: Map<string, ArrayBuffer>,
): Promise<Pass[]> => {
  if (provider !== 'cpu') {
    return [{ size: items.length, outputs: await runSession(session, joinBatch(items, arena)) }];
  }
  const passes: Pass[] = [];
  for (const item of items) passes.push({ size: 1, outputs: await runSession(session, item) });
  return passes;
};

// One after another: answers carry no number, their order is the requests' order.
let tail: Promise<void> = Promise.resolve();
parentPort?.on('message', (request: SessionRequest) => {
  tail = tail
    .then(() => answer(request))
    .catch((error: unknown): SessionAnswer => ({ kind: 'failed', message: String(error) }))
    .then((reply) => parentPort?.postMessage(reply, reply.kind === 'ran' ? reply.spent : []));
});
