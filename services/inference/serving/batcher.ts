// The batcher: groups requests of one model and shape, and closes a batch when it is full, when its oldest request has
// waited as long as joining can save, or when nothing more is coming and a device stands idle.
import { LatencyCurve } from './latency-curve.ts';

/** Where the batcher reads the time and sleeps; tests run it in virtual time. */
export type BatchTimer = {
  now(): number;
  /** Calls back once after so many milliseconds; returns how to cancel. */
  after(milliseconds: number, callback: () => void): () => void;
};

export const systemBatchTimer: BatchTimer = {
  now: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

type BatcherOptions<Item, Result> = {
  /** Runs one batch on one free device; called only while fewer than `devices` calls are pending. */
  readonly run: (key: string, items: readonly Item[]) => Promise<readonly Result[]>;
  readonly devices: number;
  readonly maxBatch: number;
  /** No request waits longer than this for company, whatever the curve says. */
  readonly maxDelayMs: number;
  readonly timer?: BatchTimer;
};

type Waiting<Item, Result> = {
  readonly item: Item;
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

// An alarm may ring a rounding error early; it must not ring again for that.
const CLOSE_ENOUGH_MS = 0.05;

/** Requests with the same key may share a batch. */
export class Batcher<Item, Result> {
  readonly #options: BatcherOptions<Item, Result>;
  readonly #timer: BatchTimer;
  readonly #queues = new Map<string, Waiting<Item, Result>[]>();
  readonly #curves = new Map<string, LatencyCurve>();
  #coming = 0;
  #idle: number;
  #cancelWake: (() => void) | undefined;

  constructor(options: BatcherOptions<Item, Result>) {
    this.#options = options;
    this.#timer = options.timer ?? systemBatchTimer;
    this.#idle = options.devices;
  }

  /** Announces a request that is being prepared; the answer is called when it was submitted or will never be. */
  expect(): () => void {
    this.#coming++;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.#coming--;
      this.#dispatch();
    };
  }

  /** Adds a request; settles with its own result, or with the fault of its batch. */
  submit(key: string, item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(key) ?? [];
      this.#queues.set(key, queue);
      queue.push({ item, since: this.#timer.now(), resolve, reject });
      this.#dispatch();
    });
  }

  #dispatch(): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    while (this.#idle > 0) {
      const key = this.#closable();
      if (key === undefined) break;
      const queue = this.#queues.get(key) as Waiting<Item, Result>[];
      const batch = queue.splice(0, this.#options.maxBatch);
      if (queue.length === 0) this.#queues.delete(key);
      this.#runBatch(key, batch);
    }
  }

  /** The key whose batch closes now, the longest waiting first; otherwise sets the alarm for the next one to close. */
  #closable(): string | undefined {
    const now = this.#timer.now();
    let chosen: { readonly key: string; readonly since: number } | undefined;
    let wake = Number.POSITIVE_INFINITY;
    for (const [key, queue] of this.#queues) {
      const since = queue[0]?.since ?? now;
      const patience = Math.min(this.#options.maxDelayMs, this.#curves.get(key)?.fixedMs ?? 0);
      const waited = now - since >= patience - CLOSE_ENOUGH_MS;
      const closes = queue.length >= this.#options.maxBatch || this.#coming === 0 || waited;
      if (!closes) wake = Math.min(wake, since + patience - now);
      else if (chosen === undefined || since < chosen.since) chosen = { key, since };
    }
    if (chosen === undefined && Number.isFinite(wake)) {
      this.#cancelWake = this.#timer.after(wake, () => {
        this.#cancelWake = undefined;
        this.#dispatch();
      });
    }
    return chosen?.key;
  }

  #runBatch(key: string, batch: readonly Waiting<Item, Result>[]): void {
    this.#idle--;
    const started = this.#timer.now();
    const items = batch.map(({ item }) => item);
    this.#options
      .run(key, items)
      .then((results) => {
        if (results.length !== batch.length) throw new Error(`a batch of ${batch.length} answered ${results.length}`);
        const curve = this.#curves.get(key) ?? new LatencyCurve();
        this.#curves.set(key, curve);
        curve.observe(batch.length, this.#timer.now() - started);
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
      })
      .catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      })
      .finally(() => {
        this.#idle++;
        this.#dispatch();
      });
  }
}
