// One parser child: started without secrets, watched for silence and for memory, killed when it costs more than a file may.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { FrameReader } from './frames.ts';

/** Why a child was killed. */
export type KillReason = 'silence' | 'memory';

/** Raised to whoever waits for a child that is gone. */
export class ParserGoneError extends Error {
  override name = 'ParserGoneError';
  readonly reason: KillReason | 'unexpected';
  constructor(reason: KillReason | 'unexpected') {
    super(`the parser child is gone: ${reason}`);
    this.reason = reason;
  }
}

const HEAP_MIB = 192;
const MEMORY_CHECK_MS = 250;
/** The whole installation: the child loads its code from there and may read nothing else. */
const INSTALLATION = join(import.meta.dirname, '../../..');

const residentBytes = async (pid: number): Promise<number> => {
  // Linux only; elsewhere the heap limit alone holds the child.
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
};

export class ParserProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  readonly #waiting = new Set<(error: ParserGoneError) => void>();
  #reason: KillReason | undefined;
  readonly input: Writable;
  readonly output: FrameReader;
  /** Files parsed so far. */
  jobs = 0;

  constructor() {
    const flags = [
      '--permission',
      `--allow-fs-read=${INSTALLATION}`,
      `--max-old-space-size=${HEAP_MIB}`,
      '--no-warnings',
    ];
    this.#child = spawn(process.execPath, [...flags, join(import.meta.dirname, 'parser-child.ts')], {
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.input = this.#child.stdin as Writable;
    this.output = new FrameReader(this.#child.stdout as Readable);
    // Writing to a child that has just died is no error of its own: `gone` tells.
    this.input.on('error', () => undefined);
    this.#closed = new Promise((resolve) => {
      const gone = (): void => {
        for (const reject of this.#waiting) reject(new ParserGoneError(this.#reason ?? 'unexpected'));
        resolve();
      };
      this.#child.once('close', gone);
      this.#child.once('error', gone);
    });
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Waits for work of the child itself; kills it when that takes longer than `milliseconds`. */
  within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#kill('silence'), milliseconds);
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(gone);
      };
      const gone = (error: ParserGoneError): void => {
        settle();
        reject(error);
      };
      this.#waiting.add(gone);
      work.finally(settle).then(resolve, reject);
      if (!this.alive) gone(new ParserGoneError(this.#reason ?? 'unexpected'));
    });
  }

  /** Kills the child as soon as it holds more memory than `limit()` bytes. Answers how to stop watching. */
  watchMemory(limit: () => number): () => void {
    const timer = setInterval(() => {
      if (this.pid === undefined) return;
      void residentBytes(this.pid).then((bytes) => bytes > limit() && this.#kill('memory'));
    }, MEMORY_CHECK_MS);
    return () => clearInterval(timer);
  }

  #kill(reason: KillReason): void {
    this.#reason ??= reason;
    this.#child.kill('SIGKILL');
  }

  /** Ends the child at once. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }
}
