// `npm start` as a newcomer runs it, on a state folder of its own: what it prints, its processes, how it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { familyOf } from './processes.ts';

const ROOT = join(import.meta.dirname, '../..');
const READY = /Stop with Ctrl-C/;

export class StartCommand {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  /** All that it has printed so far. */
  words = '';

  /** Runs it in a process group of its own, as a shell does. */
  constructor(state: string, environment: Readonly<Record<string, string | undefined>> = process.env) {
    const { NODE_OPTIONS: _, NODE_ENV: __, ...rest } = environment;
    this.#child = spawn(process.execPath, ['infra/local/start.mjs'], {
      cwd: ROOT,
      env: { ...rest, HOUNSFIELD_STATE: state },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const hear = (chunk: Buffer): void => {
      this.words += chunk.toString();
    };
    this.#child.stdout?.on('data', hear);
    this.#child.stderr?.on('data', hear);
    this.#ended = new Promise((resolve) => this.#child.once('close', (status) => resolve(status)));
  }

  /** Waits until it says that it is ready; the seconds it says it took. */
  async ready(timeoutMs = 240_000): Promise<number> {
    const deadline = performance.now() + timeoutMs;
    while (!READY.test(this.words)) {
      if (this.#child.exitCode !== null)
        throw new Error(`it ended with status ${this.#child.exitCode}:\n${this.words}`);
      if (performance.now() > deadline) throw new Error(`it did not become ready:\n${this.words}`);
      await pause(100);
    }
    return Number(/Ready in ([\d.]+) s/.exec(this.words)?.[1]);
  }

  /** Waits for its end; its exit status. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  /** All its processes. */
  family(): readonly number[] {
    return familyOf(this.#child.pid ?? 0);
  }

  /** Ctrl-C: the terminal signals the whole foreground group. */
  interrupt(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGINT');
    return this.#ended;
  }
}
