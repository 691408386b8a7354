// Diagnoses that do not move: found by a sweep, shown to operators until they move again.
import { withoutTenant } from '@hounsfield/database';
import { type DiagnosesDeps, type Diagnosis, toDiagnosis } from './diagnosis.ts';
import { changeDiagnosis, type DiagnosisRef } from './diagnosis-row.ts';

/** Why an operator is called. */
export type AttentionCode =
  /** A step takes far longer than it should. */
  | 'STUCK'
  /** It waits for a machine longer than its lane allows. */
  | 'WAITING_LONG'
  /** It waits, and no machine asks for work. */
  | 'NO_WORKER'
  /** It is completed, and could not be charged yet. */
  | 'CHARGE_PENDING'
  /** Its workflow was gone and had to be started again. */
  | 'RUN_LOST';

/** A diagnosis in the sweep's order; the next page starts after it. */
export type UnsettledCursor = Pick<Diagnosis, 'changedAt' | 'id'>;

/**
 * Diagnoses of every tenant that have neither ended nor moved for `quietMs`, and completed ones that wait that long for
 * their charge; those that moved longest ago first. Needs the worker role.
 */
export const unsettledDiagnoses = (
  { db, clock }: DiagnosesDeps,
  page: { readonly quietMs: number; readonly limit: number; readonly after?: UnsettledCursor | undefined },
): Promise<readonly Diagnosis[]> =>
  withoutTenant(db, async (trx) => {
    const { after } = page;
    let query = trx
      .selectFrom('diagnoses.diagnosis')
      .selectAll('diagnoses.diagnosis')
      .where((eb) =>
        eb.or([
          eb('diagnoses.diagnosis.status', 'in', ['REQUESTED', 'RUNNING']),
          eb.and([
            eb('diagnoses.diagnosis.status', '=', 'COMPLETED'),
            eb('diagnoses.diagnosis.charged_at', 'is', null),
          ]),
        ]),
      )
      .where('diagnoses.diagnosis.changed_at', '<', new Date(clock.now().getTime() - page.quietMs))
      .orderBy('diagnoses.diagnosis.changed_at')
      .orderBy('diagnoses.diagnosis.id')
      .limit(page.limit);
    if (after !== undefined)
      query = query.where((eb) =>
        eb(
          eb.refTuple('diagnoses.diagnosis.changed_at', 'diagnoses.diagnosis.id'),
          '>',
          eb.tuple(after.changedAt, after.id),
        ),
      );
    return (await query.execute()).map(toDiagnosis);
  });

/** Calls for attention, once; the diagnosis goes on, and the call ends with its next change of state. */
export const callForAttention = async (deps: DiagnosesDeps, ref: DiagnosisRef, code: AttentionCode): Promise<void> => {
  await changeDiagnosis(deps, ref, async ({ row, now, write }) => {
    const settled = row.finished_at !== null && (row.status !== 'COMPLETED' || row.charged_at !== null);
    if (settled || row.attention_code === code) return;
    // `changed_at` stays: the diagnosis itself has not moved.
    await write({ attention_at: row.attention_at ?? now, attention_code: code, changed_at: row.changed_at });
  });
};
