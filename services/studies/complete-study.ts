// Completing a study: explicitly, or because nothing has come for a while. The row and its announcement are one transaction.
import { appendOutbox, withTenant } from '@hounsfield/database';
import { type Clock, type Refusal, refusal, type StudyId, type TenantId } from '@hounsfield/kernel';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { StudiesDeps } from './deps.ts';
import type { StudiesTables } from './studies.tables.ts';

type Trx = Transaction<StudiesTables>;

/** The payload of `study.completed`: one event for each completed revision. */
export type StudyCompleted = {
  readonly studyId: StudyId;
  readonly revision: number;
  /** Why nothing may be diagnosed by itself, e.g. `PATIENT_MISMATCH`. */
  readonly blockedReason?: string;
};

export type CompletedStudy = { readonly studyId: StudyId; readonly revision: number };

const announce = async (
  trx: Trx,
  tenantId: TenantId,
  studyId: StudyId,
  now: Date,
): Promise<CompletedStudy | undefined> => {
  const row = await trx
    .updateTable('studies.study')
    .set({ status: 'COMPLETE', completed_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', studyId)
    .where('status', '=', 'RECEIVING')
    .returning(['revision', 'patient_mismatch'])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { revision } = row;
  const payload: StudyCompleted = {
    studyId,
    revision,
    ...(row.patient_mismatch ? { blockedReason: 'PATIENT_MISMATCH' } : {}),
  };
  await appendOutbox(trx, { topic: 'study.completed', idemKey: `${studyId}:${revision}`, tenantId, payload });
  return { studyId, revision };
};

/** Completes a study now; a study that is complete stays as it is, and nothing is announced again. */
export const completeStudy = (
  { db, clock, audit }: Pick<StudiesDeps, 'db' | 'clock' | 'audit'>,
  tenantId: TenantId,
  studyId: StudyId,
  actor = 'receive-upload',
): Promise<CompletedStudy | Refusal<'STUDY_NOT_FOUND'>> =>
  withTenant(db, tenantId, async (trx) => {
    const at = clock.now();
    const completed = await announce(trx, tenantId, studyId, at);
    if (completed !== undefined) {
      const object = `study:${studyId}`;
      const detail = { revision: completed.revision };
      await audit(trx, { tenantId, at, actor, action: 'study.completed', outcome: 'done', object, detail });
      return completed;
    }
    const study = await trx
      .selectFrom('studies.study')
      .select('revision')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', studyId)
      .executeTakeFirst();
    return study === undefined
      ? refusal('STUDY_NOT_FOUND', 'There is no such study.')
      : { studyId, revision: study.revision };
  });

/** How long nothing has to come before a study counts as whole. */
export const QUIET_MS = 60_000;
const QUIET_BATCH = 100;

/**
 * Completes studies that nothing came for, of all tenants; runs as the worker, every few seconds, in parallel if need be.
 * A study whose upload is still being received is not quiet, however long that takes. Answers what was completed.
 */
export const completeQuietStudies = async (
  { db, clock }: { readonly db: Kysely<StudiesTables>; readonly clock: Clock },
  quietMs: number = QUIET_MS,
): Promise<readonly CompletedStudy[]> =>
  db.transaction().execute(async (trx) => {
    const now = clock.now();
    const quiet = await trx
      .selectFrom('studies.study as s')
      .select(['s.tenant_id', 's.id'])
      .where('s.status', '=', 'RECEIVING')
      .where('s.last_instance_at', '<=', new Date(now.getTime() - quietMs))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('studies.upload_file as f')
              .innerJoin('studies.upload as u', (join) =>
                join.onRef('u.tenant_id', '=', 'f.tenant_id').onRef('u.id', '=', 'f.upload_id'),
              )
              .select(sql`1`.as('one'))
              .whereRef('f.tenant_id', '=', 's.tenant_id')
              .whereRef('f.study_id', '=', 's.id')
              .where('u.status', '=', 'RECEIVING'),
          ),
        ),
      )
      .orderBy('s.last_instance_at')
      .limit(QUIET_BATCH)
      .forUpdate('s')
      .skipLocked()
      .execute();
    const completed: CompletedStudy[] = [];
    for (const { tenant_id, id } of quiet) {
      const study = await announce(trx, tenant_id, id, now);
      if (study !== undefined) completed.push(study);
    }
    return completed;
  });
