// Reading diagnoses: pages and batches for loaders; every query is one tenant's.
import { withTenant } from '@hounsfield/database';
import type { DiagnosisId, StudyId, TenantId } from '@hounsfield/kernel';
import type { Kysely, Transaction } from 'kysely';
import { type DiagnosesTables, STEPS, type StepName } from './diagnoses.tables.ts';
import { type Diagnosis, toDiagnosis } from './diagnosis.ts';

type Db = Kysely<DiagnosesTables>;

const diagnosesOf = (trx: Transaction<DiagnosesTables>, tenantId: TenantId) =>
  trx
    .selectFrom('diagnoses.diagnosis')
    .selectAll('diagnoses.diagnosis')
    .where('diagnoses.diagnosis.tenant_id', '=', tenantId);

/** The tenant's diagnoses among these ids, in no particular order. */
export const diagnosesById = (db: Db, tenantId: TenantId, ids: readonly DiagnosisId[]): Promise<readonly Diagnosis[]> =>
  withTenant(db, tenantId, async (trx) =>
    ids.length === 0
      ? []
      : (await diagnosesOf(trx, tenantId).where('diagnoses.diagnosis.id', 'in', ids).execute()).map(toDiagnosis),
  );

/** One diagnosis of the tenant. */
export const diagnosisById = async (db: Db, tenantId: TenantId, id: DiagnosisId): Promise<Diagnosis | undefined> =>
  (await diagnosesById(db, tenantId, [id]))[0];

/** The diagnoses of these studies, newest first. */
export const diagnosesByStudy = (
  db: Db,
  tenantId: TenantId,
  studyIds: readonly StudyId[],
): Promise<readonly Diagnosis[]> =>
  withTenant(db, tenantId, async (trx) => {
    if (studyIds.length === 0) return [];
    const rows = await diagnosesOf(trx, tenantId)
      .where('diagnoses.diagnosis.study_id', 'in', studyIds)
      .orderBy('diagnoses.diagnosis.requested_at', 'desc')
      .orderBy('diagnoses.diagnosis.id', 'desc')
      .execute();
    return rows.map(toDiagnosis);
  });

/** The place after a row of a page: its keys in the page's order. */
export type DiagnosisCursor = { readonly requestedAt: Date; readonly id: DiagnosisId };

/** A page of the tenant's diagnoses, newest first; `hasMore` tells whether older ones follow. */
export const diagnosesPage = (
  db: Db,
  tenantId: TenantId,
  page: { readonly first: number; readonly after?: DiagnosisCursor | undefined },
): Promise<{ readonly diagnoses: readonly Diagnosis[]; readonly hasMore: boolean }> =>
  withTenant(db, tenantId, async (trx) => {
    const { after, first } = page;
    let query = diagnosesOf(trx, tenantId)
      .orderBy('diagnoses.diagnosis.requested_at', 'desc')
      .orderBy('diagnoses.diagnosis.id', 'desc')
      .limit(first + 1);
    if (after !== undefined)
      query = query.where((eb) =>
        eb(
          eb.refTuple('diagnoses.diagnosis.requested_at', 'diagnoses.diagnosis.id'),
          '<',
          eb.tuple(after.requestedAt, after.id),
        ),
      );
    const rows = await query.execute();
    return { diagnoses: rows.slice(0, first).map(toDiagnosis), hasMore: rows.length > first };
  });

/** One step of a diagnosis, in the order in which steps follow each other. */
export type DiagnosisStep = {
  readonly diagnosisId: DiagnosisId;
  readonly name: StepName;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
};

/** The steps begun so far of these diagnoses, in their order. */
export const stepsByDiagnosis = (
  db: Db,
  tenantId: TenantId,
  ids: readonly DiagnosisId[],
): Promise<readonly DiagnosisStep[]> =>
  withTenant(db, tenantId, async (trx) => {
    if (ids.length === 0) return [];
    const rows = await trx
      .selectFrom('diagnoses.diagnosis_step')
      .selectAll('diagnoses.diagnosis_step')
      .where('diagnoses.diagnosis_step.tenant_id', '=', tenantId)
      .where('diagnoses.diagnosis_step.diagnosis_id', 'in', ids)
      .execute();
    // By their order, not their times: machines' clocks differ a little.
    const inOrder = rows.toSorted((a, b) => STEPS.indexOf(a.name) - STEPS.indexOf(b.name));
    return inOrder.map((row) => ({
      diagnosisId: row.diagnosis_id,
      name: row.name,
      startedAt: row.started_at,
      finishedAt: row.finished_at ?? undefined,
    }));
  });
