// The threads that read studies: one study each at a time, the others wait; a cancelled study's thread is replaced.
import { Worker } from 'node:worker_threads';
import type { ModelManifest } from '@hounsfield/models';
import { InferenceFault } from '../fault.ts';
import type { OutOfScopeResult } from '../finding.ts';
import type { Measured } from '../quantitative-ct/measure-study.ts';
import type { Instance } from '../study/read-study.ts';
import type { PreparedFilm, StudyReport, StudyRequest } from './study-worker.ts';

export type Prepared = Measured | PreparedFilm | OutOfScopeResult;

type Task = {
  readonly job: number;
  readonly key: string;
  readonly manifest: ModelManifest;
  readonly instances: readonly Instance[];
  readonly onProgress: (share: number) => void;
  readonly resolve: (answer: Prepared) => void;
  readonly reject: (error: Error) => void;
};

type Thread = { readonly worker: Worker; readonly knows: Set<string>; task: Task | undefined };

/** A fixed number of threads and a queue before them. */
export class StudyThreads {
  readonly #threads: Thread[] = [];
  readonly #waiting: Task[] = [];
  readonly #onSpent: (buffer: ArrayBuffer) => void;

  /** `onSpent` gets the instances' buffers back when a study was read. */
  constructor(count: number, onSpent: (buffer: ArrayBuffer) => void) {
    this.#onSpent = onSpent;
    for (let index = 0; index < count; index++) this.#start();
  }

  /** Reads one study; its instances' buffers change hands. */
  prepare(work: Omit<Task, 'resolve' | 'reject'>): Promise<Prepared> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...work, resolve, reject });
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
    const worker = new Worker(new URL('./study-worker.ts', import.meta.url));
    const thread: Thread = { worker, knows: new Set(), task: undefined };
    thread.worker.on('message', (report: StudyReport) => {
      const { task } = thread;
      if (task === undefined) return;
      if ('share' in report) {
        task.onProgress(report.share);
        return;
      }
      thread.task = undefined;
      for (const buffer of report.spent) this.#onSpent(buffer);
      const { outcome } = report;
      if (outcome.kind === 'failed') task.reject(new InferenceFault('MODEL_FAILED', outcome.message));
      else task.resolve(outcome);
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
      const { key, manifest, instances } = task;
      const request: StudyRequest = { key, instances, ...(!thread.knows.has(key) && { manifest }) };
      thread.knows.add(key);
      thread.worker.postMessage(request, [...new Set(instances.map(({ bytes }) => bytes.buffer as ArrayBuffer))]);
    }
  }
}
