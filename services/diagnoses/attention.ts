// Diagnoses that do not move: found by a sweep, shown to operators until they move again.
import { withoutTenant } from '@hounsfield/database';
import { type DiagnosesDeps, type Diagnosis, toDiagnosis } from './diagnosis.ts';
import { changeDiagnosis, type DiagnosisRef } from './diagnosis-row.ts';

/** Why an operator is called. */
export type AttentionCode = 'STUCK' | 'WAITING_LONG' | 'CHARGE_PENDING' | 'RUN_LOST';

/**
 * Diagnoses of every tenant that have neither ended nor moved for `quietMs`, and completed ones that wait that long for
 * their charge; those that moved longest ago first. Needs the worker role.
 */
export const unsettledDiagnoses = (
  { db, clock }: DiagnosesDeps,
  quietMs: number,
  limit: number,
): Promise<readonly Diagnosis[]> =>
  withoutTenant(db, async (trx) => {
    const rows = await trx
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
      .where('diagnoses.diagnosis.changed_at', '<', new Date(clock.now().getTime() - quietMs))
      .orderBy('diagnoses.diagnosis.changed_at')
      .limit(limit)
      .execute();
    return rows.map(toDiagnosis);
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
