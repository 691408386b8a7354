// The thread that holds the runtime's sessions. `session.run` blocks its thread, so it must never share one with anything.
import { parentPort } from 'node:worker_threads';
import type { GoldenCases, OutputSpec } from '@hounsfield/models';
import type { RawOutput } from './check-outputs.ts';
import { type OpenedSession, openSession, type Provider, runSession } from './open-session.ts';
import { joinBatch, type Tensors } from './tensor.ts';

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

export type SessionAnswer =
  | { readonly kind: 'opened'; readonly provider: Provider }
  | { readonly kind: 'ran'; readonly outputs: Readonly<Record<string, RawOutput>> }
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
  const session = sessions.get(key)?.session;
  if (session === undefined) return { kind: 'failed', message: `no session is open for ${key}` };
  if (request.kind === 'release') {
    sessions.delete(key);
    arenas.delete(key);
    await session.release();
    return { kind: 'released' };
  }
  const inputs = joinBatch(request.items, arenas.get(key) as Map<string, ArrayBuffer>);
  return { kind: 'ran', outputs: await runSession(session, inputs) };
};

// One after another: answers carry no number, their order is the requests' order.
let tail: Promise<void> = Promise.resolve();
parentPort?.on('message', (request: SessionRequest) => {
  tail = tail
    .then(() => answer(request))
    .catch((error: unknown): SessionAnswer => ({ kind: 'failed', message: String(error) }))
    .then((reply) => parentPort?.postMessage(reply));
});
