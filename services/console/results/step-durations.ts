// The steps of a diagnosis as a person follows them: which are done, which runs, how long each took. Pure.
import type { DiagnosisLineFragment, DiagnosisStatus, DiagnosisStepName } from '../generated/operations.ts';

export type StepView = {
  readonly name: DiagnosisStepName;
  readonly state: 'done' | 'running' | 'ahead' | 'stopped';
  /** Milliseconds: final for a done step, so far for the running one. */
  readonly duration?: number;
};

const ORDER: readonly DiagnosisStepName[] = ['QUEUED', 'CHECKING_INPUT', 'INFERRING', 'REPORTING', 'BILLING', 'DONE'];

type Step = Pick<DiagnosisLineFragment['steps'][number], 'name' | 'startedAt' | 'finishedAt'>;
type Timed = { readonly status: DiagnosisStatus; readonly steps: readonly Step[] };

/** All six steps in order, whatever the gateway has recorded so far. */
export const stepViews = ({ steps, status }: Timed, now: number): StepView[] => {
  const ended = status !== 'REQUESTED' && status !== 'RUNNING';
  return ORDER.map((name) => {
    const step = steps.find((each) => each.name === name);
    if (name === 'DONE') return { name, state: status === 'COMPLETED' ? 'done' : 'ahead' };
    if (!step?.startedAt) return { name, state: 'ahead' };
    const started = Date.parse(step.startedAt);
    if (step.finishedAt) return { name, state: 'done', duration: Date.parse(step.finishedAt) - started };
    return ended ? { name, state: 'stopped' } : { name, state: 'running', duration: Math.max(0, now - started) };
  });
};
