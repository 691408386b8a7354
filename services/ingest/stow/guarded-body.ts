// A request's body under guard: it may be long, but not endless, silent, or slower than any real sender.
import type { Readable } from 'node:stream';
import { HttpProblem } from '../http/problem.ts';

export type BodyGuard = {
  readonly largestBytes: number;
  /** Longest silence. */
  readonly idleMs: number;
  /** After `graceMs` the average pace must be at least this. */
  readonly bytesPerSecond: number;
  readonly graceMs: number;
};

export const BODY_GUARD: Omit<BodyGuard, 'largestBytes'> = { idleMs: 30_000, bytesPerSecond: 1_024, graceMs: 60_000 };

const tooSlow = (): HttpProblem =>
  new HttpProblem(408, 'REQUEST_TIMEOUT', 'The body comes too slowly.', { connection: 'close' });
const tooLarge = (): HttpProblem =>
  new HttpProblem(413, 'REQUEST_TOO_LARGE', 'The request is too large.', { connection: 'close' });

/** The next chunk, unless the sender stays silent for too long. */
const within = <Value>(milliseconds: number, work: Promise<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooSlow()), milliseconds);
    work.finally(() => clearTimeout(timer)).then(resolve, reject);
  });

/** Passes a body on while it keeps within the guard; time that the reader itself takes does not count against the sender. */
export async function* guardedBody(body: Readable, guard: BodyGuard): AsyncGenerator<Buffer> {
  const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  let [received, waited] = [0, 0];
  for (;;) {
    const from = performance.now();
    const { value, done } = await within(guard.idleMs, chunks.next());
    waited += performance.now() - from;
    if (done === true) return;
    received += value.length;
    if (received > guard.largestBytes) throw tooLarge();
    if (waited > guard.graceMs && received / (waited / 1_000) < guard.bytesPerSecond) throw tooSlow();
    yield value;
  }
}
