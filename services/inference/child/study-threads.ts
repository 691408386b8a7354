// The threads that read studies: one study each at a time, the others wait; a cancelled study's thread is replaced.
import { Worker } from 'node:worker_threads';
import { InferenceFault } from '../fault.ts';
import type { OutOfScopeResult } from '../finding.ts';
import type { Measured } from '../quantitative-ct/measure-study.ts';
import type { PreparedFilm, StudyAnswer, StudyRequest } from './study-worker.ts';

export type Prepared = Measured | PreparedFilm | OutOfScopeResult;

type Task = {
  readonly job: number;
  readonly request: StudyRequest;
  readonly onProgress: (share: number) => void;
  readonly resolve: (answer: Prepared) => void;
  readonly reject: (error: Error) => void;
};

type Thread = { readonly worker: Worker; task: Task | undefined };

/** A fixed number of threads and a queue before them. */
export class StudyThreads {
  readonly #threads: Thread[] = [];
  readonly #waiting: Task[] = [];

  constructor(count: number) {
    for (let index = 0; index < count; index++) this.#start();
  }

  /** Reads one study; its instances' buffers change hands. */
  prepare(job: number, request: StudyRequest, onProgress: (share: number) => void): Promise<Prepared> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, request, onProgress, resolve, reject });
      this.#assign();
    });
  }

  /** Stops reading a study, at once and for good. */
  cancel(job: number): void {
    const cancelled = new InferenceFault('CANCELLED', 'the run was cancelled');
    const queued = this.#waiting.findIndex((task) => task.job === job);
    if (queued >= 0) this.#waiting.splice(queued, 1)[0]?.reject(cancelled);
    const thread = this.#threads.find(({ task }) => task?.job === job);
    if (thread === undefined) return;
    const { task } = thread;
    thread.task = undefined;
    this.#replace(thread);
    task?.reject(cancelled);
  }

  #start(): void {
    const thread: Thread = { worker: new Worker(new URL('./study-worker.ts', import.meta.url)), task: undefined };
    thread.worker.on('message', (answer: StudyAnswer) => {
      const { task } = thread;
      if (task === undefined) return;
      if (answer.kind === 'progress') return task.onProgress(answer.share);
      thread.task = undefined;
      if (answer.kind === 'failed') task.reject(new InferenceFault('MODEL_FAILED', answer.message));
      else task.resolve(answer);
      this.#assign();
    });
    // Out of memory or a fault of a decoder: this study fails, the next one gets a fresh thread.
    thread.worker.on('error', (error) => {
      const { task } = thread;
      thread.task = undefined;
      this.#replace(thread);
      task?.reject(new InferenceFault('MODEL_FAILED', `the study's thread ended: ${String(error)}`));
    });
    this.#threads.push(thread);
    this.#assign();
  }

  #replace(thread: Thread): void {
    const index = this.#threads.indexOf(thread);
    if (index < 0) return;
    this.#threads.splice(index, 1);
    void thread.worker.terminate();
    this.#start();
  }

  #assign(): void {
    for (const thread of this.#threads) {
      if (thread.task !== undefined) continue;
      const task = this.#waiting.shift();
      if (task === undefined) return;
      thread.task = task;
      const buffers = [...new Set(task.request.instances.map(({ buffer }) => buffer as ArrayBuffer))];
      thread.worker.postMessage(task.request, buffers);
    }
  }
}
