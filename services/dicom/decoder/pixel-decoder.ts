// Decoding in a child process that can be killed: hostile pixels may hang a codec or eat memory, never the caller.
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Refusal, refusal } from '@hounsfield/kernel';
import { type CheckLine, refusedLine } from '../check/check-line.ts';
import type { ChildRefusalCode, DecodeAnswer, DecoderAnswer, DecoderJob } from './messages.ts';
import { residentBytes } from './resident-bytes.ts';

/** Limits of the child process. */
export type PixelDecoderOptions = {
  /** Time for one file. */
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

const MESSAGES: Readonly<Record<ChildRefusalCode, string>> = {
  DECODER_TIMEOUT: 'Decoding took longer than allowed and was stopped.',
  DECODER_MEMORY: 'Decoding took more memory than allowed and was stopped.',
  DECODER_CRASHED: 'Decoding ended its process.',
};

const startChild = (): ChildProcess => {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [], {
    execArgv: ['--import', loader, `--max-old-space-size=${JAVASCRIPT_HEAP_MIB}`, '--no-warnings'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
};

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

  #enqueue(job: DecoderJob): Promise<DecoderAnswer | Refusal<ChildRefusalCode>> {
    const result = this.#queue.then(() => this.#run(job));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #retire(): void {
    const child = this.#child;
    this.#child = undefined;
    if (child?.connected) child.disconnect();
  }

  #run(job: DecoderJob): Promise<DecoderAnswer | Refusal<ChildRefusalCode>> {
    if (this.#filesOfChild >= this.#options.recycleAfter) this.#retire();
    if (this.#child === undefined) {
      this.#child = startChild();
      this.#filesOfChild = 0;
    }
    const child = this.#child;
    this.#filesOfChild += 1;
    return new Promise((resolve) => {
      let reason: ChildRefusalCode = 'DECODER_CRASHED';
      const kill = (because: ChildRefusalCode) => {
        reason = because;
        child.kill('SIGKILL');
      };
      const deadline = setTimeout(() => kill('DECODER_TIMEOUT'), this.#options.deadlineMs);
      const watch = setInterval(async () => {
        const bytes = child.pid === undefined ? undefined : await residentBytes(child.pid);
        if (bytes !== undefined && bytes > this.#options.memoryBytes) kill('DECODER_MEMORY');
      }, WATCH_EVERY_MS);
      const settle = (answer: DecoderAnswer | Refusal<ChildRefusalCode>) => {
        clearTimeout(deadline);
        clearInterval(watch);
        child.off('message', onMessage);
        child.off('exit', onEnd);
        child.off('error', onEnd);
        resolve(answer);
      };
      const onMessage = (answer: unknown) => settle(answer as DecoderAnswer);
      const onEnd = () => {
        if (this.#child === child) this.#child = undefined;
        settle(refusal(reason, MESSAGES[reason]));
      };
      child.once('message', onMessage);
      child.once('exit', onEnd);
      child.once('error', onEnd);
      child.send(job, (error) => {
        if (error !== null) onEnd();
      });
    });
  }
}

/**
 * Starts a decoder whose work happens in a child process with a deadline and a memory limit; breaking either kills the child and
 * refuses the file. Files queue for the one child; the next file after a kill gets a new one. Close it when done.
 */
export const startPixelDecoder = (options: PixelDecoderOptions = {}): PixelDecoder => new ChildPixelDecoder(options);
