// Virtual time for tests: timers fire in order, the clock jumps from one to the next, promises settle in between.
import type { BatchTimer } from '../serving/batcher.ts';

type Alarm = { readonly at: number; readonly order: number; readonly callback: () => void };

/** A timer whose time passes only in `run`. */
export class VirtualTimer implements BatchTimer {
  #now = 0;
  #order = 0;
  readonly #alarms = new Set<Alarm>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const alarm = { at: this.#now + Math.max(0, milliseconds), order: this.#order++, callback };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Lets time pass until no alarm is left. */
  async run(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = [...this.#alarms].sort((a, b) => a.at - b.at || a.order - b.order);
      if (next === undefined) return;
      this.#alarms.delete(next);
      this.#now = next.at;
      next.callback();
    }
  }
}
