// What the database says about diagnoses as it happens: one LISTEN per gateway, any number of watchers.
// A notification says "look again", nothing more, so that lost, doubled or merged ones do no harm.
import { type Listening, listen } from '@hounsfield/database';
import type { DiagnosisId, Logger, TenantId } from '@hounsfield/kernel';

/** Set by services/diagnoses: payload `<tenantId>:<diagnosisId>`. */
const CHANNEL = 'diagnosis';

/** Yields when its diagnosis may have changed. Changes while nobody asks are merged into one: memory stays flat. */
class Watcher implements AsyncIterableIterator<void> {
  #changed = false;
  #closed = false;
  #wake: (() => void) | undefined;
  readonly #onClose: () => void;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** Something happened. */
  touch(): void {
    this.#changed = true;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<void>> {
    while (!this.#changed && !this.#closed)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    this.#changed = false;
    return this.#closed ? { done: true, value: undefined } : { done: false, value: undefined };
  }

  async return(): Promise<IteratorResult<void>> {
    this.#closed = true;
    this.#onClose();
    this.#wake?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** The changes of all tenants' diagnoses; who may watch what is the caller's to check. */
export class DiagnosisFeed {
  readonly #watchers = new Map<string, Set<Watcher>>();
  #listening: Listening | undefined;

  private constructor() {}

  /** Starts to listen; rejects where the database cannot be reached. */
  static async open(databaseUrl: string, logger: Logger): Promise<DiagnosisFeed> {
    const feed = new DiagnosisFeed();
    feed.#listening = await listen({
      url: databaseUrl,
      channel: CHANNEL,
      applicationName: 'hounsfield-gateway-feed',
      onPayload: (payload) => feed.#touch(payload),
      onRestored: () => {
        for (const key of feed.#watchers.keys()) feed.#touch(key);
      },
      onError: (error) => logger.warn({ err: error }, 'the diagnosis feed lost its connection'),
    });
    return feed;
  }

  #touch(key: string): void {
    for (const watcher of this.#watchers.get(key) ?? []) watcher.touch();
  }

  /** Watches one diagnosis until the iterator is returned. Its present state counts as the first change. */
  watch(tenantId: TenantId, diagnosisId: DiagnosisId): AsyncIterableIterator<void> {
    const key = `${tenantId}:${diagnosisId}`;
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers);
    const watcher = new Watcher(() => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(key) === watchers) this.#watchers.delete(key);
    });
    watchers.add(watcher);
    watcher.touch();
    return watcher;
  }

  /** How many iterators are open. */
  get watching(): number {
    return [...this.#watchers.values()].reduce((total, watchers) => total + watchers.size, 0);
  }

  /** Ends every watcher and the connection. */
  async close(): Promise<void> {
    const open = [...this.#watchers.values()].flatMap((watchers) => [...watchers]);
    await Promise.all(open.map((watcher) => watcher.return()));
    await this.#listening?.close();
  }
}
