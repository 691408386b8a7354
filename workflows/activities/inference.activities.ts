// Inference as an activity: fetches the instances, runs the model where it can be killed, records what was found under its fence.
import {
  beginAttempt,
  type DiagnosesDeps,
  type DiagnosesTables,
  type Diagnosis,
  diagnosisById,
  endOutOfScope,
  type Outcome,
  recordAttemptFault,
  recordOutcome,
} from '@hounsfield/diagnoses';
import { type Clock, isRefusal, type Refusal, refusal } from '@hounsfield/kernel';
import type { DiagnosisStanding, DiagnosisSubject, InferenceActivities } from '@hounsfield/workflow-contract';
import { CancelledFailure } from '@temporalio/common';
import type { Kysely } from 'kysely';
import { crashAt } from './crash-points.ts';
import { standingOf } from './diagnosis.activities.ts';
import { modelFault, refused, unavailable } from './failure.ts';
import { withPulse } from './pulse.ts';

/** What the model answered; a fault of the model itself is an answer too, everything else is thrown. */
export type ModelAnswer =
  | ({ readonly kind: 'findings' } & Outcome)
  | { readonly kind: 'out-of-scope'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'model-fault';
      readonly code: string;
      readonly message: string;
      /** True when the same run would end the same way. */
      readonly final?: boolean;
    };

/** The running activity: told that it is alive, tells when it must stop and whether that is for good. */
export type RunningAttempt = {
  readonly signal: AbortSignal;
  readonly heartbeat: () => void;
  /** True when the diagnosis was cancelled; false when only this worker stops. */
  readonly cancelled: () => boolean;
};

export type InferenceActivityDeps = {
  /** The product's database, by the worker role. */
  readonly db: Kysely<DiagnosesTables>;
  readonly clock: Clock;
  /** Fetches what the diagnosis reads and runs its model over it; `alive` is called now and then while it does. */
  readonly runModel: (diagnosis: Diagnosis, signal: AbortSignal, alive: () => void) => Promise<ModelAnswer | Refusal>;
  readonly attempt: () => RunningAttempt;
};

/** A model may bring its process down so often before the diagnosis fails. */
const MODEL_FAULTS_ALLOWED = 3;
const WORKER_STOPPING = { code: 'WORKER_STOPPING', message: 'The worker stops; another one takes over.' };

/** The activities of a worker that can run models. */
export const createInferenceActivities = (deps: InferenceActivityDeps): InferenceActivities => {
  const books: DiagnosesDeps = { db: deps.db, clock: deps.clock };

  const standingNow = async (
    subject: Parameters<InferenceActivities['inferFindings']>[0],
  ): Promise<DiagnosisStanding> => {
    const diagnosis = await diagnosisById(deps.db, subject.tenantId, subject.diagnosisId);
    if (diagnosis === undefined) throw refused(refusal('DIAGNOSIS_NOT_FOUND', 'There is no such diagnosis.'));
    return standingOf(diagnosis);
  };

  const infer = async (
    subject: DiagnosisSubject,
    signal: AbortSignal,
    alive: () => void,
  ): Promise<DiagnosisStanding> => {
    const begun = await beginAttempt(books, subject);
    crashAt('infer:after-attempt');
    // Ended meanwhile (cancelled, or out of scope by an attempt whose answer was lost): the books' answer stands.
    if (isRefusal(begun)) return standingNow(subject);
    const answer = await deps.runModel(begun.diagnosis, signal, alive);
    crashAt('infer:after-run');
    if (isRefusal(answer)) throw refused(answer);
    if (answer.kind === 'model-fault') {
      const faults = await recordAttemptFault(books, subject);
      const enough = answer.final === true || isRefusal(faults) || faults >= MODEL_FAULTS_ALLOWED;
      throw enough ? modelFault(answer) : unavailable(answer);
    }
    if (answer.kind === 'out-of-scope') {
      const ended = await endOutOfScope(books, subject, answer);
      if (isRefusal(ended)) throw refused(ended);
      return standingOf(ended);
    }
    const recorded = await recordOutcome(books, subject, begun.attempt, answer);
    crashAt('infer:after-record');
    // A superseded attempt says so and ends here: the attempt that replaced it delivers.
    if (isRefusal(recorded) && recorded.code === 'ATTEMPT_SUPERSEDED') throw unavailable(recorded);
    return isRefusal(recorded) ? standingNow(subject) : 'RUNNING';
  };

  return {
    inferFindings: async (subject) => {
      const { signal, heartbeat, cancelled } = deps.attempt();
      try {
        return await withPulse(heartbeat, () => infer(subject, signal, heartbeat));
      } catch (error) {
        if (!signal.aborted) throw error;
        throw cancelled() ? new CancelledFailure('cancelled') : unavailable(WORKER_STOPPING);
      }
    },
  };
};
