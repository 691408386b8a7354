// The loop that empties the outbox: woken by NOTIFY, by the clock every second, and quiet while Temporal cannot be reached.
import { setTimeout as pause } from 'node:timers/promises';
import { drainOutbox } from '@hounsfield/database';
import type { Logger } from '@hounsfield/kernel';
import type { Kysely } from 'kysely';
import type { Publisher } from './start-workflows.ts';

type OutboxLoopOptions<Tables> = {
  readonly db: Kysely<Tables>;
  readonly publishers: ReadonlyMap<string, Publisher>;
  /** Whether Temporal answers; asked before events are claimed whenever the last claim met a failure. */
  readonly reachable: () => Promise<boolean>;
  readonly logger: Logger;
};

const BATCH = 32;
const POLL_MS = 1_000;

/** Publishes what the outbox holds until it is stopped. */
export class OutboxLoop<Tables> {
  readonly #options: OutboxLoopOptions<Tables>;
  readonly #stopping = new AbortController();
  #awake: () => void = () => undefined;
  #due = true;
  #healthy = false;
  #running: Promise<void> | undefined;

  constructor(options: OutboxLoopOptions<Tables>) {
    this.#options = options;
  }

  /** Whether the last round reached Temporal and the database. */
  get healthy(): boolean {
    return this.#healthy;
  }

  /** Something was announced: look now rather than within a second. */
  wake(): void {
    this.#due = true;
    this.#awake();
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Finishes the round under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#awake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#due = false;
      try {
        await this.#round();
      } catch (error) {
        this.#healthy = false;
        this.#options.logger.warn({ err: error }, 'outbox round failed');
      }
      if (!this.#due) await this.#rest();
    }
  }

  async #rest(): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#awake = resolve;
    });
    await Promise.race([woken, pause(POLL_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined)]);
  }

  async #round(): Promise<void> {
    // Claiming events that cannot be published would only push them back, for minutes in the end.
    if (!this.#healthy && !(await this.#options.reachable())) return;
    this.#healthy = true;
    for (const [topic, publish] of this.#options.publishers) {
      let claimed = BATCH;
      while (claimed === BATCH && this.#healthy && !this.#stopping.signal.aborted)
        claimed = await drainOutbox(this.#options.db, topic, BATCH, (event) => this.#publish(topic, publish, event));
    }
  }

  async #publish(topic: string, publish: Publisher, event: Parameters<Publisher>[0]): Promise<void> {
    try {
      await publish(event);
    } catch (error) {
      this.#healthy = false;
      this.#options.logger.warn(
        { err: error, topic, event: event.idemKey, attempt: event.attempt },
        'not published yet',
      );
      throw error;
    }
  }
}
