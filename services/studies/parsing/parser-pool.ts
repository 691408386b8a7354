// The parser's children: started when first needed, one file at a time each, replaced when they have done their share or died.
import { ParserProcess } from './parser-process.ts';

/** A child is replaced after so many files, whatever it may have gathered. */
const JOBS_PER_CHILD = 2_000;

export class ParserPool {
  readonly #most: number;
  readonly #children = new Set<ParserProcess>();
  readonly #idle: ParserProcess[] = [];
  readonly #waiting: Array<(child: ParserProcess) => void> = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** A living child for one file; waits while all are busy. */
  lease(): Promise<ParserProcess> {
    for (let child = this.#idle.pop(); child !== undefined; child = this.#idle.pop()) {
      if (child.alive) return Promise.resolve(child);
      this.#children.delete(child);
    }
    if (this.#children.size < this.#most) return Promise.resolve(this.#start());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Gives a child back; one that broke off in the middle of a file (`sound` false) is not used again. */
  release(child: ParserProcess, sound: boolean): void {
    const usable = sound && child.alive && child.jobs < JOBS_PER_CHILD;
    if (!usable) {
      this.#children.delete(child);
      void child.stop();
    }
    const next = this.#waiting.shift();
    if (next !== undefined) next(usable ? child : this.#start());
    else if (usable) this.#idle.push(child);
  }

  /** Ends all children at once. */
  async close(): Promise<void> {
    await Promise.all([...this.#children].map((child) => child.stop()));
    this.#children.clear();
  }

  #start(): ParserProcess {
    const child = new ParserProcess();
    this.#children.add(child);
    return child;
  }
}
