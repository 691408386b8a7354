// Reads that move: an ordered read waits, runs and completes by itself, and tells its subscribers at every change.

import { randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import type { Lane } from '../../generated/operations.ts';
import { addDiagnosis, STEP_NAMES, type World } from './make-world.ts';
import type { Diagnosis, Study } from './world.ts';

export class LiveReads {
  readonly #world: World;
  readonly #events = new EventEmitter();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Milliseconds a step takes. */
  readonly #pace: number;

  constructor(world: World, pace: number) {
    this.#world = world;
    this.#pace = pace;
    this.#events.setMaxListeners(0);
  }

  /** Events of one read, for a subscription. */
  async *follow(id: string): AsyncGenerator<{ diagnosisUpdated: Diagnosis }> {
    for await (const [diagnosis] of on(this.#events, id) as AsyncIterable<[Diagnosis]>)
      yield { diagnosisUpdated: diagnosis };
  }

  /** Orders a read and lets it run. */
  order(study: Study, product: string, lane: Lane): Diagnosis {
    const read = { product, lane, status: 'REQUESTED', reached: 'QUEUED', queue: 2 } as const;
    const diagnosis = addDiagnosis(this.#world, study, read, randomUUID(), new Date());
    this.#later(() => this.#advance(diagnosis));
    return diagnosis;
  }

  cancel(diagnosis: Diagnosis): void {
    diagnosis.status = 'CANCELLED';
    diagnosis.reason = { code: 'CANCELLED_BY_MEMBER', message: 'Cancelled by a member of your organisation.' };
    this.#events.emit(diagnosis.id, diagnosis);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #later(act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, this.#pace);
    this.#timers.add(timer);
  }

  #advance(diagnosis: Diagnosis): void {
    if (diagnosis.status === 'CANCELLED') return;
    if ((diagnosis.queuePosition ?? 0) > 0) diagnosis.queuePosition = (diagnosis.queuePosition ?? 1) - 1;
    else this.#nextStep(diagnosis);
    this.#events.emit(diagnosis.id, diagnosis);
    if (diagnosis.status !== 'COMPLETED') this.#later(() => this.#advance(diagnosis));
  }

  #nextStep(diagnosis: Diagnosis): void {
    const now = new Date().toISOString();
    const last = diagnosis.steps.at(-1);
    if (last) last.finishedAt = now;
    diagnosis.queuePosition = null;
    const name = STEP_NAMES[diagnosis.steps.length];
    if (name === undefined) {
      diagnosis.status = 'COMPLETED';
      diagnosis.finishedAt = now;
      return;
    }
    diagnosis.status = 'RUNNING';
    diagnosis.steps = [...diagnosis.steps, { name, startedAt: now, finishedAt: null }];
  }
}
