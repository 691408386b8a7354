// Changing one diagnosis: its row locked, its state decided in code, its steps moved along, all in one transaction.
import { withTenant } from '@hounsfield/database';
import type { DiagnosisId, TenantId } from '@hounsfield/kernel';
import { type Selectable, sql, type Transaction, type Updateable } from 'kysely';
import type { DiagnosesTables, DiagnosisTable, StepName } from './diagnoses.tables.ts';
import { type DiagnosesDeps, type Diagnosis, toDiagnosis } from './diagnosis.ts';

/** Which diagnosis, and whose. */
export type DiagnosisRef = { readonly tenantId: TenantId; readonly diagnosisId: DiagnosisId };

export type DiagnosisRow = Selectable<DiagnosisTable>;

/** A change under way: the locked row, the transaction, and the time it happens at. */
export type Change = {
  readonly trx: Transaction<DiagnosesTables>;
  readonly row: DiagnosisRow;
  readonly now: Date;
  /** Writes the new state; whatever moves is not stuck, so a call for attention ends. */
  readonly write: (values: Updateable<DiagnosisTable>) => Promise<Diagnosis>;
};

/** Locks the row and runs `work` on it; `undefined` when the tenant has no such diagnosis. */
export const changeDiagnosis = <Result>(
  { db, clock }: DiagnosesDeps,
  { tenantId, diagnosisId }: DiagnosisRef,
  work: (change: Change) => Promise<Result>,
): Promise<Result | undefined> =>
  withTenant(db, tenantId, async (trx) => {
    const row = await trx
      .selectFrom('diagnoses.diagnosis')
      .selectAll('diagnoses.diagnosis')
      .where('diagnoses.diagnosis.tenant_id', '=', tenantId)
      .where('diagnoses.diagnosis.id', '=', diagnosisId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const now = clock.now();
    const write = async (values: Updateable<DiagnosisTable>): Promise<Diagnosis> => {
      const changed = await trx
        .updateTable('diagnoses.diagnosis')
        .set({ attention_at: null, attention_code: null, changed_at: now, ...values })
        .where('diagnoses.diagnosis.tenant_id', '=', tenantId)
        .where('diagnoses.diagnosis.id', '=', diagnosisId)
        .returningAll()
        .executeTakeFirstOrThrow();
      return toDiagnosis(changed);
    };
    return work({ trx, row, now, write });
  });

/** Ends the steps that are open. Machines' clocks differ a little: a step never ends before it started. */
export const closeSteps = async ({ trx, row, now }: Change): Promise<void> => {
  await trx
    .updateTable('diagnoses.diagnosis_step')
    .set({ finished_at: sql<Date>`greatest(started_at, ${now}::timestamptz)` })
    .where('diagnoses.diagnosis_step.tenant_id', '=', row.tenant_id)
    .where('diagnoses.diagnosis_step.diagnosis_id', '=', row.id)
    .where('diagnoses.diagnosis_step.finished_at', 'is', null)
    .execute();
};

/** Ends the open steps and starts this one, unless it was started before. */
export const openStep = async (change: Change, name: StepName): Promise<void> => {
  await closeSteps(change);
  await change.trx
    .insertInto('diagnoses.diagnosis_step')
    .values({ tenant_id: change.row.tenant_id, diagnosis_id: change.row.id, name, started_at: change.now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};
