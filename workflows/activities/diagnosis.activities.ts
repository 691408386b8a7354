// The short steps of a diagnosis: plain functions that join the books, the study, the report and the money.
import { chargeUsage } from '@hounsfield/charging';
import {
  beginDiagnosis,
  completeDiagnosis,
  type DiagnosesDeps,
  type DiagnosesTables,
  type Diagnosis,
  diagnosisById,
  endOutOfScope,
  enterStep,
  failDiagnosis,
  markCancelled,
  markCharged,
  type Outcome,
  outcomeOf,
  reportsByDiagnosis,
} from '@hounsfield/diagnoses';
import { type Clock, isRefusal, type Refusal, refusal } from '@hounsfield/kernel';
import { recordUsage, type UsageEventId } from '@hounsfield/metering';
import {
  type DiagnosisActivities,
  type DiagnosisStanding,
  type DiagnosisSubject,
  diagnoseWorkflowId,
  type InferencePlan,
  type WrittenReport,
} from '@hounsfield/workflow-contract';
import type { Kysely } from 'kysely';
import { crashAt } from './crash-points.ts';
import { notYet, refused } from './failure.ts';

/** What the cheap check of a study found: a plan for its inference, or why the product does not read it. */
export type InputVerdict =
  | { readonly kind: 'in-scope'; readonly plan: InferencePlan }
  | { readonly kind: 'out-of-scope'; readonly code: string; readonly message: string };

/** An outcome with the time it was recorded at: everything a report says follows from it. */
export type RecordedOutcome = Outcome & { readonly recordedAt: Date };

export type DiagnosisActivityDeps = {
  /** The product's database, by the worker role. */
  readonly db: Kysely<DiagnosesTables>;
  readonly clock: Clock;
  /** Looks at the study's rows only; the model's full contract is checked where the pixels are. */
  readonly checkStudy: (diagnosis: Diagnosis) => Promise<InputVerdict | Refusal>;
  /** Writes the SR beside the study. Writing the same outcome again is the same report. */
  readonly writeReport: (diagnosis: Diagnosis, outcome: RecordedOutcome) => Promise<WrittenReport | Refusal>;
  /** Where this runs, for the usage event's record. */
  readonly whereabouts: () => { readonly runId: string; readonly activityId: string };
};

/** The standing of a diagnosis for its workflow; a call for attention does not change it. */
export const standingOf = ({ status, step }: Diagnosis): DiagnosisStanding =>
  status === 'NEEDS_ATTENTION' ? (step === 'QUEUED' ? 'REQUESTED' : 'RUNNING') : status;

const standing = (answer: Diagnosis | Refusal): DiagnosisStanding => {
  if (isRefusal(answer)) throw refused(answer);
  return standingOf(answer);
};

const NOT_FOUND = refusal('DIAGNOSIS_NOT_FOUND', 'There is no such diagnosis.');
const NO_OUTCOME = refusal('OUTCOME_MISSING', 'The outcome of the inference is not there.');

/** The activities of `diagnoseStudy` but for inference. */
export const createDiagnosisActivities = (deps: DiagnosisActivityDeps): DiagnosisActivities => {
  const { db, clock } = deps;
  const books: DiagnosesDeps = { db, clock };

  const diagnosis = async ({ tenantId, diagnosisId }: DiagnosisSubject): Promise<Diagnosis> => {
    const found = await diagnosisById(db, tenantId, diagnosisId);
    if (found === undefined) throw refused(NOT_FOUND);
    return found;
  };
  const now = async (subject: DiagnosisSubject): Promise<DiagnosisStanding> => standingOf(await diagnosis(subject));

  return {
    beginDiagnosis: async (subject) => {
      const begun = standing(await beginDiagnosis(books, subject));
      crashAt('diagnose:after-begin');
      return begun;
    },

    checkInput: async (subject) => {
      const verdict = await deps.checkStudy(await diagnosis(subject));
      if (isRefusal(verdict)) throw refused(verdict);
      if (verdict.kind === 'in-scope') {
        crashAt('diagnose:after-check');
        return { standing: 'RUNNING', plan: verdict.plan };
      }
      const ended = standing(await endOutOfScope(books, subject, verdict));
      crashAt('diagnose:after-check');
      if (ended === 'RUNNING') throw new Error('a study out of scope is still read');
      return { standing: ended };
    },

    writeReport: async (subject) => {
      const entered = await enterStep(books, subject, 'REPORTING');
      if (isRefusal(entered)) throw refused(entered);
      const outcome = await outcomeOf(db, subject.tenantId, subject.diagnosisId);
      if (outcome === undefined) throw refused(NO_OUTCOME);
      const report = await deps.writeReport(entered, outcome);
      if (isRefusal(report)) throw refused(report);
      crashAt('report:after-record');
      return report;
    },

    completeDiagnosis: async (subject, report) => {
      const completed = await completeDiagnosis(books, subject, report);
      crashAt('diagnose:after-complete');
      // Cancelled meanwhile, say: the books' answer stands.
      return isRefusal(completed) ? now(subject) : standingOf(completed);
    },

    failDiagnosis: async (subject, reason) => {
      const failed = standing(await failDiagnosis(books, subject, reason));
      crashAt('diagnose:after-fail');
      return failed;
    },

    markCancelled: async (subject) => {
      const cancelled = standing(await markCancelled(books, subject));
      crashAt('diagnose:after-cancel');
      return cancelled;
    },

    recordUsage: async (subject) => {
      const completed = await diagnosis(subject);
      const [report] = await reportsByDiagnosis(db, subject.tenantId, [subject.diagnosisId]);
      if (completed.finishedAt === undefined || report === undefined)
        throw notYet(refusal('NOT_COMPLETED', 'Only a completed diagnosis is billed.'));
      const usage = await recordUsage(db, {
        tenantId: completed.tenantId,
        diagnosisId: completed.id,
        outcome: 'completed',
        productSlug: completed.productSlug,
        lane: completed.lane,
        quotedPriceVersion: completed.priceVersion,
        studySha256: report.provenance.inputSha256,
        modelSlug: completed.modelSlug,
        modelVersion: completed.modelVersion,
        weightsSha256: completed.modelSha256,
        workflowId: diagnoseWorkflowId(completed.id),
        ...deps.whereabouts(),
        occurredAt: completed.finishedAt,
      });
      crashAt('diagnose:after-usage');
      return usage.id;
    },

    chargeUsage: async (subject, usageEventId) => {
      const charge = await chargeUsage(db, usageEventId as UsageEventId, clock);
      if (isRefusal(charge)) throw notYet(charge);
      if (charge.kind !== 'charge') throw new Error(`a completed diagnosis was metered as ${charge.outcome}`);
      crashAt('diagnose:after-charge');
      standing(await markCharged(books, subject));
      crashAt('diagnose:after-mark');
    },
  };
};
