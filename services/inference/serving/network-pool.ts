// The serving core: as many session threads as devices, a cache of sessions by model version, and the batcher before them.
import type { GoldenCases, OutputSpec } from '@hounsfield/models';
import { InferenceFault } from '../fault.ts';
import { Batcher, type BatchTimer } from './batcher.ts';
import { checkOutputs, type NetworkAnswer } from './check-outputs.ts';
import { PROVIDERS, type Provider } from './open-session.ts';
import { SessionThread } from './session-thread.ts';
import type { SessionAnswer } from './session-worker.ts';
import { buffersOf, shapeKey, type Tensors } from './tensor.ts';

/** A network as the pool needs it; `key` names one immutable version. */
export type ServedNetwork = {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly outputs: readonly OutputSpec[];
  readonly golden?: GoldenCases | undefined;
};

export type NetworkPoolOptions = {
  /** Session threads; one per core on a CPU. */
  readonly threads: number;
  readonly providers?: readonly Provider[];
  readonly maxBatch?: number;
  readonly maxDelayMs?: number;
  /** Model bytes kept open at once; the least recently used model beyond it is released. */
  readonly sessionBytes?: number;
  readonly timer?: BatchTimer;
  /** A request's buffer came back from its thread and may be filled again. */
  readonly onSpent?: (buffer: ArrayBuffer) => void;
  /** A session thread ended by itself: the pool can serve no more and its process should end. */
  readonly onThreadEnd?: () => void;
};

type Cached = { readonly network: ServedNetwork; readonly provider: Promise<Provider>; running: number };

const DEFAULT_SESSION_BYTES = 512 * 2 ** 20;

/** Runs networks in worker threads. The caller gives its tensors' buffers away. */
export class NetworkPool {
  readonly #options: NetworkPoolOptions;
  readonly #threads: SessionThread[];
  readonly #free: SessionThread[];
  readonly #batcher: Batcher<Tensors, NetworkAnswer | InferenceFault>;
  /** In order of last use, oldest first. */
  readonly #cache = new Map<string, Cached>();
  /** Sessions released so far: released sessions leak a little, so the engine renews the process after one. */
  evictions = 0;

  constructor(options: NetworkPoolOptions) {
    this.#options = options;
    this.#threads = Array.from(
      { length: options.threads },
      () => new SessionThread(options.onThreadEnd ?? (() => undefined)),
    );
    this.#free = [...this.#threads];
    this.#batcher = new Batcher({
      run: (key, items) => this.#runBatch(key, items),
      devices: options.threads,
      maxBatch: options.maxBatch ?? 4,
      maxDelayMs: options.maxDelayMs ?? 20,
      ...(options.timer && { timer: options.timer }),
    });
  }

  /** Announces a request that is being prepared, so that a batch may wait for it; see {@link Batcher.expect}. */
  expect(): () => void {
    return this.#batcher.expect();
  }

  /** Opens a network on every thread (once) and answers the execution provider that runs it. */
  async open(network: ServedNetwork): Promise<Provider> {
    const known = this.#cache.get(network.key);
    if (known !== undefined) {
      this.#cache.delete(network.key);
      this.#cache.set(network.key, known);
      return known.provider;
    }
    const provider = this.#openEverywhere(network);
    this.#cache.set(network.key, { network, provider, running: 0 });
    provider.catch(() => this.#cache.delete(network.key));
    this.#evict();
    return provider;
  }

  /** Runs one request (first axis 1) of an opened network, perhaps together with others of its shape. */
  async run(key: string, inputs: Tensors): Promise<NetworkAnswer> {
    const cached = this.#cache.get(key);
    if (cached === undefined) throw new InferenceFault('MODEL_UNAVAILABLE', `${key} is not open`);
    cached.running++;
    try {
      const answer = await this.#batcher.submit(`${key}\n${shapeKey(inputs)}`, inputs);
      if (answer instanceof InferenceFault) throw answer;
      return answer;
    } finally {
      cached.running--;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  async #openEverywhere({ key, bytes, outputs, golden }: ServedNetwork): Promise<Provider> {
    const providers = this.#options.providers ?? PROVIDERS;
    const request = { kind: 'open', key, bytes, outputs, golden, providers } as const;
    const answers = await Promise.all(this.#threads.map((thread) => thread.ask(request)));
    for (const answer of answers) {
      if (answer.kind === 'failed') throw new InferenceFault('MODEL_UNAVAILABLE', answer.message);
    }
    const [first] = answers as Extract<SessionAnswer, { kind: 'opened' }>[];
    if (first === undefined) throw new InferenceFault('MODEL_UNAVAILABLE', 'the pool has no threads');
    return first.provider;
  }

  async #runBatch(batchKey: string, items: readonly Tensors[]): Promise<readonly (NetworkAnswer | InferenceFault)[]> {
    const key = batchKey.slice(0, batchKey.indexOf('\n'));
    const thread = this.#free.pop();
    const cached = this.#cache.get(key);
    if (thread === undefined || cached === undefined)
      throw new InferenceFault('MODEL_UNAVAILABLE', `${key} is not open`);
    try {
      const answer = await thread.ask({ kind: 'run', key, items }, buffersOf(items));
      if (answer.kind !== 'ran') {
        throw new InferenceFault('MODEL_FAILED', answer.kind === 'failed' ? answer.message : answer.kind);
      }
      for (const buffer of answer.spent) this.#options.onSpent?.(buffer);
      return answer.passes.flatMap(({ size, outputs }) => checkOutputs(cached.network.outputs, outputs, size));
    } finally {
      this.#free.push(thread);
    }
  }

  #evict(): void {
    const limit = this.#options.sessionBytes ?? DEFAULT_SESSION_BYTES;
    let held = [...this.#cache.values()].reduce((sum, { network }) => sum + network.bytes.length, 0);
    for (const [key, { network, running }] of [...this.#cache].slice(0, -1)) {
      if (held <= limit) return;
      if (running > 0) continue;
      this.#cache.delete(key);
      this.evictions++;
      held -= network.bytes.length;
      for (const thread of this.#threads) void thread.ask({ kind: 'release', key }).catch(() => undefined);
    }
  }
}
