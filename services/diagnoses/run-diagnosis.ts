// The life of a running diagnosis: begun, attempted, its outcome recorded. Every door may be called twice.
import { type Refusal, refusal } from '@hounsfield/kernel';
import {
  type Acquisition,
  type Finding,
  type Provenance,
  type SourceImage,
  STEPS,
  type StepName,
} from './diagnoses.tables.ts';
import { type DiagnosesDeps, type Diagnosis, hasEnded, toDiagnosis } from './diagnosis.ts';
import { changeDiagnosis, type DiagnosisRef, openStep } from './diagnosis-row.ts';

/** What inference found, in which images, and what found it. */
export type Outcome = {
  readonly findings: readonly Finding[];
  readonly sources: readonly SourceImage[];
  readonly acquisition: Acquisition;
  readonly provenance: Provenance;
};

type NotFound = Refusal<'DIAGNOSIS_NOT_FOUND'>;
type Ended = Refusal<'DIAGNOSIS_ENDED'>;

export const notFound = (): NotFound => refusal('DIAGNOSIS_NOT_FOUND', 'There is no such diagnosis.');
export const ended = (): Ended => refusal('DIAGNOSIS_ENDED', 'The diagnosis has already ended.');

/** Starts a requested diagnosis; one that runs or has ended is answered as it stands, for the caller to go on from there. */
export const beginDiagnosis = async (deps: DiagnosesDeps, ref: DiagnosisRef): Promise<Diagnosis | NotFound> =>
  (await changeDiagnosis(deps, ref, async (change) => {
    if (change.row.status !== 'REQUESTED') return toDiagnosis(change.row);
    await openStep(change, 'CHECKING_INPUT');
    return change.write({ status: 'RUNNING', step: 'CHECKING_INPUT', started_at: change.now });
  })) ?? notFound();

/** Moves a running diagnosis on to a step; never back, and never once it has ended. */
export const enterStep = async (
  deps: DiagnosesDeps,
  ref: DiagnosisRef,
  step: Extract<StepName, 'INFERRING' | 'REPORTING'>,
): Promise<Diagnosis | NotFound | Ended> =>
  (await changeDiagnosis(deps, ref, async (change) => {
    if (change.row.status !== 'RUNNING') return ended();
    if (STEPS.indexOf(change.row.step) >= STEPS.indexOf(step)) return toDiagnosis(change.row);
    await openStep(change, step);
    return change.write({ step, ...(step === 'INFERRING' ? { inferring_at: change.now } : {}) });
  })) ?? notFound();

/**
 * Begins an inference attempt and returns its number, the fence: from now on only this attempt may deliver a result,
 * so that a worker thought dead that finishes late changes nothing.
 */
export const beginAttempt = async (
  deps: DiagnosesDeps,
  ref: DiagnosisRef,
): Promise<{ readonly attempt: number; readonly diagnosis: Diagnosis } | NotFound | Ended> =>
  (await changeDiagnosis(deps, ref, async (change) => {
    if (change.row.status !== 'RUNNING') return ended();
    const attempt = change.row.attempt + 1;
    const first = STEPS.indexOf(change.row.step) < STEPS.indexOf('INFERRING');
    if (first) await openStep(change, 'INFERRING');
    const diagnosis = await change.write({
      attempt,
      ...(first ? { step: 'INFERRING' as const, inferring_at: change.now } : {}),
    });
    return { attempt, diagnosis };
  })) ?? notFound();

/** Counts an attempt that the model itself brought down, and returns how many there were. */
export const recordAttemptFault = async (deps: DiagnosesDeps, ref: DiagnosisRef): Promise<number | NotFound> =>
  (await changeDiagnosis(deps, ref, async (change) => {
    const faults = change.row.attempt_faults + 1;
    if (!hasEnded(change.row.status)) await change.write({ attempt_faults: faults });
    return faults;
  })) ?? notFound();

/** Keeps what an attempt found until the report stands. A superseded attempt is refused; the same one may repeat itself. */
export const recordOutcome = async (
  deps: DiagnosesDeps,
  ref: DiagnosisRef,
  attempt: number,
  outcome: Outcome,
): Promise<{ readonly kind: 'recorded' } | NotFound | Ended | Refusal<'ATTEMPT_SUPERSEDED'>> =>
  (await changeDiagnosis(deps, ref, async (change) => {
    if (change.row.status !== 'RUNNING') return ended();
    if (change.row.attempt !== attempt)
      return refusal('ATTEMPT_SUPERSEDED', `Attempt ${attempt} was replaced by attempt ${change.row.attempt}.`);
    const values = {
      attempt,
      findings: JSON.stringify(outcome.findings),
      sources: JSON.stringify(outcome.sources),
      acquisition: JSON.stringify(outcome.acquisition),
      provenance: JSON.stringify(outcome.provenance),
      recorded_at: change.now,
    };
    await change.trx
      .insertInto('diagnoses.outcome')
      .values({ tenant_id: ref.tenantId, diagnosis_id: ref.diagnosisId, ...values })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'diagnosis_id']).doUpdateSet(values))
      .execute();
    return { kind: 'recorded' as const };
  })) ?? notFound();
