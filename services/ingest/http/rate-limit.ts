// A token bucket per caller: a burst may be saved up, then requests come at a steady pace or wait.
import type { Clock } from '@hounsfield/kernel';
import { HttpProblem } from './problem.ts';

export type Rate = { readonly perSecond: number; readonly burst: number };

type Bucket = { tokens: number; at: number };

/** Callers remembered at once; the longest unseen is forgotten, and a forgotten caller starts with a full bucket. */
const MOST_CALLERS = 50_000;

export class RateLimit {
  readonly #rate: Rate;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** Takes a token of this caller's, or throws a 429 that says when there will be one. */
  take(caller: string): void {
    const { perSecond, burst } = this.#rate;
    const now = this.#clock.now().getTime();
    const bucket = this.#buckets.get(caller) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
    if (this.#buckets.size > MOST_CALLERS) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    if (bucket.tokens < 1) {
      const seconds = Math.ceil((1 - bucket.tokens) / perSecond);
      throw new HttpProblem(429, 'TOO_MANY_REQUESTS', 'Too many requests; wait a moment.', {
        'retry-after': String(seconds),
      });
    }
    bucket.tokens -= 1;
  }
}
