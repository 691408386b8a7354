// The near side of a session worker: one request at a time, its answer as a promise, its death as a rejection.
import { Worker } from 'node:worker_threads';
import type { SessionAnswer, SessionRequest } from './session-worker.ts';

type Pending = { readonly resolve: (answer: SessionAnswer) => void; readonly reject: (error: Error) => void };

/** One thread with its own sessions. Requests are answered in the order they were asked. */
export class SessionThread {
  readonly #worker = new Worker(new URL('./session-worker.ts', import.meta.url));
  readonly #pending: Pending[] = [];
  readonly #onEnd: () => void;
  #ended: Error | undefined;
  #closing = false;

  /** `onEnd` is told when the thread ends by itself. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#worker.on('message', (answer: SessionAnswer) => this.#pending.shift()?.resolve(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(new Error(`the session thread ended with code ${code}`)));
  }

  /** Sends a request; the listed buffers change hands with it. */
  ask(request: SessionRequest, transfer: readonly ArrayBuffer[] = []): Promise<SessionAnswer> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      this.#worker.postMessage(request, transfer);
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#worker.terminate();
  }

  #end(error: unknown): void {
    this.#ended ??= error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.#pending.splice(0)) reject(this.#ended);
    if (!this.#closing) this.#onEnd();
  }
}
