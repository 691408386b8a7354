// Reading results: findings and reports of completed diagnoses, and the recorded outcome that a report is written from.
import { withTenant } from '@hounsfield/database';
import type { DiagnosisId, TenantId } from '@hounsfield/kernel';
import type { Kysely } from 'kysely';
import type { Acquisition, DiagnosesTables, Finding, Provenance } from './diagnoses.tables.ts';
import type { Report } from './end-diagnosis.ts';
import type { Outcome } from './run-diagnosis.ts';

type Db = Kysely<DiagnosesTables>;

/** The findings of these diagnoses in the report's order; only completed diagnoses have any. */
export const findingsByDiagnosis = (
  db: Db,
  tenantId: TenantId,
  ids: readonly DiagnosisId[],
): Promise<readonly (Finding & { readonly diagnosisId: DiagnosisId })[]> =>
  withTenant(db, tenantId, async (trx) => {
    if (ids.length === 0) return [];
    const rows = await trx
      .selectFrom('diagnoses.finding')
      .selectAll('diagnoses.finding')
      .where('diagnoses.finding.tenant_id', '=', tenantId)
      .where('diagnoses.finding.diagnosis_id', 'in', ids)
      .orderBy('diagnoses.finding.diagnosis_id')
      .orderBy('diagnoses.finding.ordinal')
      .execute();
    return rows.map((row) => ({
      diagnosisId: row.diagnosis_id,
      trackingId: row.tracking_id,
      trackingUid: row.tracking_uid ?? undefined,
      concept: row.concept,
      label: row.label,
      value: row.value ?? undefined,
      unit: row.unit ?? undefined,
      category: row.category ?? undefined,
      probability: row.probability ?? undefined,
      site: row.site ?? undefined,
    }));
  });

/** A diagnosis's report and what made it. */
export type DiagnosisReport = Report & {
  readonly diagnosisId: DiagnosisId;
  readonly acquisition: Acquisition;
  readonly provenance: Provenance;
};

/** The reports of these diagnoses; only completed diagnoses have one. */
export const reportsByDiagnosis = (
  db: Db,
  tenantId: TenantId,
  ids: readonly DiagnosisId[],
): Promise<readonly DiagnosisReport[]> =>
  withTenant(db, tenantId, async (trx) => {
    if (ids.length === 0) return [];
    const rows = await trx
      .selectFrom('diagnoses.report')
      .selectAll('diagnoses.report')
      .where('diagnoses.report.tenant_id', '=', tenantId)
      .where('diagnoses.report.diagnosis_id', 'in', ids)
      .execute();
    return rows.map((row) => ({
      diagnosisId: row.diagnosis_id,
      instanceId: row.instance_id,
      objectKey: row.object_key,
      sha256: row.sha256,
      studyInstanceUid: row.study_instance_uid,
      seriesInstanceUid: row.series_instance_uid,
      sopInstanceUid: row.sop_instance_uid,
      acquisition: row.acquisition,
      provenance: row.provenance,
    }));
  });

/** The recorded outcome that the report is written from; worker role only. */
export const outcomeOf = (
  db: Db,
  tenantId: TenantId,
  id: DiagnosisId,
): Promise<(Outcome & { readonly recordedAt: Date }) | undefined> =>
  withTenant(db, tenantId, async (trx) => {
    const row = await trx
      .selectFrom('diagnoses.outcome')
      .selectAll('diagnoses.outcome')
      .where('diagnoses.outcome.tenant_id', '=', tenantId)
      .where('diagnoses.outcome.diagnosis_id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { findings, sources, acquisition, provenance, recorded_at: recordedAt } = row;
    return { findings, sources, acquisition, provenance, recordedAt };
  });
