// The inference engine: queues runs, gives them to a killable child process, enforces deadlines, retries the innocent once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedModel } from '@hounsfield/models';
import { InferenceFault } from '../fault.ts';
import type { InferenceResult } from '../finding.ts';
import { childEnvironment, type EngineSettings, engineSettings, type InferenceEngineConfig } from './config.ts';
import { EngineChild } from './engine-child.ts';
import type { Job, RunRequest } from './job.ts';
import type { Report } from './protocol.ts';
import { isDueForRenewal } from './renewal.ts';

/** A running engine. */
export type InferenceEngine = {
  /** Resolves with findings or out-of-scope; rejects with an {@link InferenceFault}. */
  run(request: RunRequest): Promise<InferenceResult>;
  /** Process id of the child that takes new runs; absent before the first run and after a crash. */
  readonly childPid: number | undefined;
  close(): Promise<void>;
};

// A cancelled network may finish its batch within this time; a hung one would hold a thread for ever.
const CANCEL_GRACE_MS = 5_000;

/** Starts an engine; the child process starts with the first run. */
export const startInferenceEngine = (config: InferenceEngineConfig = {}): InferenceEngine =>
  new Engine(engineSettings(config));

class Engine implements InferenceEngine {
  readonly #settings: EngineSettings;
  readonly #folder = mkdtempSync(join(tmpdir(), 'hounsfield-engine-'));
  readonly #models = new Map<string, Promise<LoadedModel>>();
  readonly #waiting: Job[] = [];
  readonly #running = new Map<number, Job>();
  readonly #children = new Set<EngineChild>();
  /** Cancelled jobs that the child still works at, with the clock that ends the child. */
  readonly #cancelled = new Map<number, NodeJS.Timeout>();
  #current: EngineChild | undefined;
  #nextJob = 1;
  #closed = false;

  constructor(settings: EngineSettings) {
    this.#settings = settings;
  }

  get childPid(): number | undefined {
    return this.#current?.pid;
  }

  async run(request: RunRequest): Promise<InferenceResult> {
    const { slug, version } = request.model;
    const model = await this.#model(slug, version);
    if (this.#closed) throw new InferenceFault('ENGINE_CLOSED', 'the engine is closed');
    if (request.signal?.aborted) throw new InferenceFault('CANCELLED', 'the run was cancelled');
    return new Promise<InferenceResult>((resolve, reject) => {
      const job: Job = {
        id: this.#nextJob++,
        request,
        key: `${slug}@${version}`,
        model,
        resolve,
        reject,
        retried: false,
        progress: { stage: 'queued', share: 0 },
        child: undefined,
        deadline: undefined,
      };
      request.signal?.addEventListener('abort', () => this.#cancel(job), { once: true });
      this.#waiting.push(job);
      this.#pump();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const fault = new InferenceFault('ENGINE_CLOSED', 'the engine was closed');
    for (const job of this.#waiting.splice(0)) job.reject(fault);
    for (const job of [...this.#running.values()]) this.#settle(job)?.reject(fault);
    for (const timer of this.#cancelled.values()) clearTimeout(timer);
    for (const child of this.#children) child.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Loads and verifies a model version once; a failed load is tried again by the next run. */
  #model(slug: string, version: string): Promise<LoadedModel> {
    const key = `${slug}@${version}`;
    let model = this.#models.get(key);
    if (model === undefined) {
      model = this.#settings.loadModel(slug, version).catch((error: unknown) => {
        this.#models.delete(key);
        throw new InferenceFault('MODEL_UNAVAILABLE', String(error), { cause: error });
      });
      this.#models.set(key, model);
    }
    return model;
  }

  /** Starts what may start: retried jobs only alone, others up to the limit. */
  #pump(): void {
    for (let job = this.#waiting[0]; job !== undefined; job = this.#waiting[0]) {
      const busy = this.#running.size;
      const alone = [...this.#running.values()].some(({ retried }) => retried);
      if (alone || busy >= (job.retried ? 1 : this.#settings.maxConcurrent)) return;
      this.#waiting.shift();
      this.#start(job);
    }
  }

  #start(job: Job): void {
    const child = this.#child();
    job.child = child;
    this.#running.set(job.id, job);
    const limit = job.request.deadlineMs ?? this.#settings.deadlineMs;
    job.deadline = setTimeout(() => this.#overrun(job, limit), limit);
    child.sendModel(job.key, job.model);
    const { instances } = job.request;
    child.send(
      { kind: 'run', job: job.id, key: job.key, sha256: instances.map(({ sha256 }) => sha256 ?? null) },
      instances.map(({ bytes }) => bytes),
    );
  }

  #child(): EngineChild {
    if (this.#current !== undefined) return this.#current;
    const { threads, providers, maxBatch, maxDelayMs, sessionBytes, logger } = this.#settings;
    const child = new EngineChild(
      { threads, providers, maxBatch, maxDelayMs, sessionBytes },
      { folder: this.#folder, environment: childEnvironment() },
      logger,
      {
        onReport: (report) => this.#hear(child, report),
        onExit: (reason) => this.#bury(child, reason),
      },
    );
    this.#children.add(child);
    this.#current = child;
    return child;
  }

  #hear(child: EngineChild, report: Report): void {
    if (report.kind === 'alive') {
      for (const job of this.#running.values()) if (job.child === child) job.request.onProgress?.(job.progress);
      return;
    }
    if (report.kind !== 'progress') {
      clearTimeout(this.#cancelled.get(report.job));
      this.#cancelled.delete(report.job);
    }
    const job = this.#running.get(report.job);
    if (job === undefined || job.child !== child) return;
    if (report.kind === 'progress') {
      job.progress = report.progress;
      job.request.onProgress?.(report.progress);
      return;
    }
    this.#settle(job);
    if (report.kind === 'result') job.resolve(report.result);
    else job.reject(new InferenceFault(report.code, report.message));
    child.runs++;
    this.#renewWhenDue(child);
    this.#pump();
  }

  /** Takes a job out of the running ones and stops its clock. */
  #settle(job: Job): Job | undefined {
    clearTimeout(job.deadline);
    return this.#running.delete(job.id) ? job : undefined;
  }

  #overrun(job: Job, limit: number): void {
    if (this.#settle(job) === undefined) return;
    this.#settings.logger.warn({ job: job.id, model: job.key, limit }, 'deadline passed: killing the engine child');
    job.reject(new InferenceFault('DEADLINE_EXCEEDED', `the run did not end within ${limit} ms`));
    if (job.child !== undefined) this.#kill(job.child);
    this.#pump();
  }

  #cancel(job: Job): void {
    const queued = this.#waiting.indexOf(job);
    if (queued >= 0) this.#waiting.splice(queued, 1);
    else if (this.#settle(job) === undefined) return;
    job.reject(new InferenceFault('CANCELLED', 'the run was cancelled'));
    const { child } = job;
    if (child !== undefined) {
      child.send({ kind: 'cancel', job: job.id });
      // Reading stops at once; a network cannot be stopped but by ending the child.
      this.#cancelled.set(
        job.id,
        setTimeout(() => this.#kill(child), CANCEL_GRACE_MS),
      );
    }
    this.#pump();
  }

  /** Ends a child now; its jobs are looked after when its exit is reported. */
  #kill(child: EngineChild): void {
    if (this.#current === child) this.#current = undefined;
    child.kill();
  }

  /** After a child's end: its jobs run once more, each alone, or fail when this was their second child. */
  #bury(child: EngineChild, reason: string): void {
    this.#children.delete(child);
    if (this.#current === child) this.#current = undefined;
    for (const job of [...this.#running.values()].filter((each) => each.child === child)) {
      this.#settle(job);
      this.#settings.logger.warn({ job: job.id, model: job.key, reason, retried: job.retried }, 'engine child ended');
      if (job.retried) job.reject(new InferenceFault('ENGINE_CRASHED', `the engine's process ended twice (${reason})`));
      else {
        job.retried = true;
        job.progress = { stage: 'queued', share: 0 };
        this.#waiting.push(job);
      }
    }
    if (!this.#closed) this.#pump();
  }

  /** A child that is due gets no new jobs and ends with its last one. */
  #renewWhenDue(child: EngineChild): void {
    if (isDueForRenewal(child, this.#settings) && this.#current === child) this.#current = undefined;
    const idle = ![...this.#running.values()].some((job) => job.child === child);
    if (this.#current !== child && idle) child.kill();
  }
}
