// The ends of a diagnosis: completed with its report and findings, or not completed, with the reason. Ends are final.
import { appendOutbox } from '@hounsfield/database';
import type { DiagnosisId, Refusal } from '@hounsfield/kernel';
import type { StoredStatus } from './diagnoses.tables.ts';
import { type DiagnosesDeps, type Diagnosis, type EndReason, hasEnded, toDiagnosis } from './diagnosis.ts';
import { type Change, changeDiagnosis, closeSteps, type DiagnosisRef, openStep } from './diagnosis-row.ts';
import { ended, notFound } from './run-diagnosis.ts';

/** Where the DICOM SR stands: our instance beside the study, with its de-identified UIDs. */
export type Report = {
  readonly instanceId: string;
  readonly objectKey: string;
  readonly sha256: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
};

/** Topic of the outbox event that stops the workflow of a cancelled diagnosis. */
export const DIAGNOSIS_CANCELLED = 'diagnosis.cancelled';
export type DiagnosisCancelled = { readonly diagnosisId: DiagnosisId };

const insertResult = async ({ trx, row }: Change, report: Report): Promise<boolean> => {
  const key = { tenant_id: row.tenant_id, diagnosis_id: row.id };
  const outcome = await trx
    .selectFrom('diagnoses.outcome')
    .selectAll('diagnoses.outcome')
    .where('diagnoses.outcome.tenant_id', '=', row.tenant_id)
    .where('diagnoses.outcome.diagnosis_id', '=', row.id)
    .executeTakeFirst();
  if (outcome === undefined) return false;
  await trx
    .insertInto('diagnoses.report')
    .values({
      ...key,
      instance_id: report.instanceId,
      object_key: report.objectKey,
      sha256: report.sha256,
      study_instance_uid: report.studyInstanceUid,
      series_instance_uid: report.seriesInstanceUid,
      sop_instance_uid: report.sopInstanceUid,
      acquisition: JSON.stringify(outcome.acquisition),
      provenance: JSON.stringify(outcome.provenance),
    })
    .execute();
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  await trx
    .insertInto('diagnoses.finding')
    .values(
      outcome.findings.map((finding, index) => ({
        ...key,
        ordinal: index + 1,
        tracking_id: finding.trackingId,
        tracking_uid: finding.trackingUid ?? null,
        concept: JSON.stringify(finding.concept),
        label: JSON.stringify(finding.label),
        value: finding.value ?? null,
        unit: json(finding.unit),
        category: json(finding.category),
        probability: finding.probability ?? null,
        site: json(finding.site),
      })),
    )
    .execute();
  return true;
};

/**
 * Completes a running diagnosis: its recorded outcome becomes its findings, beside the report. Completing it again
 * changes nothing. Throws when no outcome was recorded.
 */
export const completeDiagnosis = async (
  deps: DiagnosesDeps,
  ref: DiagnosisRef,
  report: Report,
): Promise<Diagnosis | Refusal<'DIAGNOSIS_NOT_FOUND' | 'DIAGNOSIS_ENDED'>> =>
  (await changeDiagnosis(deps, ref, async (change) => {
    if (change.row.status === 'COMPLETED') return toDiagnosis(change.row);
    if (change.row.status !== 'RUNNING') return ended();
    if (!(await insertResult(change, report))) throw new Error('a diagnosis without an outcome cannot be completed');
    await openStep(change, 'BILLING');
    return change.write({ status: 'COMPLETED', step: 'BILLING', finished_at: change.now });
  })) ?? notFound();

const endAs = async (
  deps: DiagnosesDeps,
  ref: DiagnosisRef,
  status: Extract<StoredStatus, 'FAILED' | 'CANCELLED' | 'OUT_OF_SCOPE'>,
  reason: EndReason | undefined,
): Promise<Diagnosis | Refusal<'DIAGNOSIS_NOT_FOUND'>> =>
  (await changeDiagnosis(deps, ref, async (change) => {
    if (hasEnded(change.row.status)) return toDiagnosis(change.row);
    await closeSteps(change);
    return change.write({
      status,
      finished_at: change.now,
      reason_code: reason?.code ?? null,
      reason_message: reason?.message ?? null,
    });
  })) ?? notFound();

/** Ends a diagnosis that cannot be completed, unbilled. One that ended before is answered as it stands. */
export const failDiagnosis = (deps: DiagnosesDeps, ref: DiagnosisRef, reason: EndReason) =>
  endAs(deps, ref, 'FAILED', reason);

/** Ends a diagnosis whose study does not meet the product's input contract, unbilled. */
export const endOutOfScope = (deps: DiagnosesDeps, ref: DiagnosisRef, reason: EndReason) =>
  endAs(deps, ref, 'OUT_OF_SCOPE', reason);

/** Marks a diagnosis cancelled because its run was, unbilled. One that ended before is answered as it stands. */
export const markCancelled = (deps: DiagnosesDeps, ref: DiagnosisRef) => endAs(deps, ref, 'CANCELLED', undefined);

/**
 * A customer cancels its diagnosis: it is CANCELLED at once and never billed; the event stops its workflow.
 * A diagnosis that has ended otherwise is refused; cancelling twice is the same cancellation.
 */
export const cancelDiagnosis = async (
  deps: DiagnosesDeps,
  ref: DiagnosisRef,
): Promise<Diagnosis | Refusal<'DIAGNOSIS_NOT_FOUND' | 'DIAGNOSIS_ENDED'>> =>
  (await changeDiagnosis(deps, ref, async (change) => {
    if (change.row.status === 'CANCELLED') return toDiagnosis(change.row);
    if (hasEnded(change.row.status)) return ended();
    await closeSteps(change);
    const payload: DiagnosisCancelled = { diagnosisId: ref.diagnosisId };
    await appendOutbox(change.trx, {
      topic: DIAGNOSIS_CANCELLED,
      idemKey: ref.diagnosisId,
      tenantId: ref.tenantId,
      payload,
    });
    return change.write({ status: 'CANCELLED', finished_at: change.now });
  })) ?? notFound();

/** Notes that a completed diagnosis has been charged; it is then done. */
export const markCharged = async (
  deps: DiagnosesDeps,
  ref: DiagnosisRef,
): Promise<Diagnosis | Refusal<'DIAGNOSIS_NOT_FOUND'>> =>
  (await changeDiagnosis(deps, ref, async (change) => {
    if (change.row.charged_at !== null) return toDiagnosis(change.row);
    await openStep(change, 'DONE');
    await closeSteps(change);
    return change.write({ step: 'DONE', charged_at: change.now });
  })) ?? notFound();
