// Decoding in a child process that can be killed: hostile pixels may hang a codec or eat memory, never the caller.
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Refusal, refusal } from '@hounsfield/kernel';
import { type CheckLine, refusedLine } from '../check/check-line.ts';
import { type ChildRefusalCode, type DecodeAnswer, type DecoderAnswer, type DecoderJob, READY } from './messages.ts';
import { residentBytes } from './resident-bytes.ts';

/** Limits of the child process. */
export type PixelDecoderOptions = {
  /** Time for one file; the start of a child does not count. */
  readonly deadlineMs?: number;
  /** Resident memory of the child. */
  readonly memoryBytes?: number;
  /** Files after which a fresh child takes over: WebAssembly memory only grows. */
  readonly recycleAfter?: number;
};

/** A child process that decodes one file at a time. */
export type PixelDecoder = {
  /** Reads a Part 10 file and decodes its pixels. */
  decode(bytes: Uint8Array): Promise<DecodeAnswer>;
  /** Checks a file on disk, or bytes that go by that name. */
  check(file: string, bytes?: Uint8Array): Promise<CheckLine>;
  close(): Promise<void>;
};

const DEFAULTS = { deadlineMs: 30_000, memoryBytes: 1024 * 2 ** 20, recycleAfter: 200 };
const WATCH_EVERY_MS = 50;
const JAVASCRIPT_HEAP_MIB = 256;
const START_DEADLINE_MS = 60_000;

const MESSAGES: Readonly<Record<ChildRefusalCode, string>> = {
  DECODER_TIMEOUT: 'Decoding took longer than allowed and was stopped.',
  DECODER_MEMORY: 'Decoding took more memory than allowed and was stopped.',
  DECODER_CRASHED: 'Decoding ended its process.',
};

/** The child inherits no environment: what it decodes may come to run in it, and secrets of the parent are not for it. */
const startChild = async (): Promise<ChildProcess> => {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [], {
    execArgv: ['--import', loader, `--max-old-space-size=${JAVASCRIPT_HEAP_MIB}`, '--no-warnings'],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), START_DEADLINE_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('message', (message) => (message === READY ? resolve() : reject(new Error('unexpected message'))));
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`the pixel decoder did not start (${code ?? signal})`)));
    });
  } finally {
    clearTimeout(deadline);
  }
  return child;
};

type Outcome = DecoderAnswer | Refusal<ChildRefusalCode>;

class ChildPixelDecoder implements PixelDecoder {
  readonly #options: typeof DEFAULTS;
  #child: ChildProcess | undefined;
  #filesOfChild = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: PixelDecoderOptions) {
    this.#options = { ...DEFAULTS, ...options };
  }

  async decode(bytes: Uint8Array): Promise<DecodeAnswer> {
    const answer = await this.#enqueue({ kind: 'decode', bytes });
    if (answer.kind === 'checked') throw new Error('the decoder answered another question');
    return answer.kind === 'refusal' ? answer : answer.answer;
  }

  async check(file: string, bytes?: Uint8Array): Promise<CheckLine> {
    const answer = await this.#enqueue({ kind: 'check', file, ...(bytes === undefined ? {} : { bytes }) });
    if (answer.kind === 'decoded') throw new Error('the decoder answered another question');
    return answer.kind === 'refusal' ? refusedLine(file, answer) : answer.line;
  }

  async close(): Promise<void> {
    await this.#queue;
    this.#retire();
  }

  #enqueue(job: DecoderJob): Promise<Outcome> {
    const result = this.#queue.then(async () => this.#run(await this.#readyChild(), job));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #retire(): void {
    const child = this.#child;
    this.#child = undefined;
    if (child?.connected) child.disconnect();
  }

  /** The child for the next file: a fresh one when the last one died, did its share, or is so swollen that an innocent file would pay. */
  async #readyChild(): Promise<ChildProcess> {
    const resident = this.#child?.pid === undefined ? 0 : ((await residentBytes(this.#child.pid)) ?? 0);
    if (this.#filesOfChild >= this.#options.recycleAfter || resident > this.#options.memoryBytes / 2) this.#retire();
    if (this.#child === undefined) {
      const started = await startChild();
      const forget = () => {
        if (this.#child === started) this.#child = undefined;
      };
      started.once('exit', forget);
      started.once('error', forget);
      this.#child = started;
      this.#filesOfChild = 0;
    }
    this.#filesOfChild += 1;
    return this.#child;
  }

  #run(child: ChildProcess, job: DecoderJob): Promise<Outcome> {
    return new Promise((resolve) => {
      let settled = false;
      let reason: ChildRefusalCode = 'DECODER_CRASHED';
      const kill = (because: ChildRefusalCode) => {
        if (settled) return;
        reason = because;
        child.kill('SIGKILL');
      };
      const deadline = setTimeout(() => kill('DECODER_TIMEOUT'), this.#options.deadlineMs);
      const watch = setInterval(async () => {
        const resident = child.pid === undefined ? undefined : await residentBytes(child.pid);
        if (resident !== undefined && resident > this.#options.memoryBytes) kill('DECODER_MEMORY');
      }, WATCH_EVERY_MS);
      const settle = (outcome: Outcome) => {
        settled = true;
        clearTimeout(deadline);
        clearInterval(watch);
        child.off('message', onMessage);
        child.off('exit', onEnd);
        child.off('error', onEnd);
        resolve(outcome);
      };
      const onMessage = (answer: unknown) => settle(answer as DecoderAnswer);
      const onEnd = () => settle(refusal(reason, MESSAGES[reason]));
      child.once('message', onMessage);
      child.once('exit', onEnd);
      child.once('error', onEnd);
      child.send(job, (error) => {
        if (error !== null) kill('DECODER_CRASHED');
      });
    });
  }
}

/**
 * Starts a decoder whose work happens in a child process with a deadline and a memory limit; breaking either kills the child and
 * refuses the file. Files queue for the one child; the next file after a kill gets a new one. Close it when done.
 */
export const startPixelDecoder = (options: PixelDecoderOptions = {}): PixelDecoder => new ChildPixelDecoder(options);
