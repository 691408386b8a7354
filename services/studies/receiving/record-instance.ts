// The rows of a received instance, in one transaction: study, series, instance, revision. The first file of a UID wins.
import { withTenant } from '@hounsfield/database';
import { type Clock, newId, type StudyId, type TenantId } from '@hounsfield/kernel';
import type { ObjectKey } from '@hounsfield/storage';
import type { Kysely, Transaction } from 'kysely';
import type { InstanceSummary } from '../parsing/instance-summary.ts';
import type { InstanceId, StudiesTables } from '../studies.tables.ts';

type Trx = Transaction<StudiesTables>;

/** Where the instance's objects lie. */
export type StoredObjects = {
  readonly objectKey: ObjectKey;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly sealedKey: ObjectKey;
};

export type Recorded =
  | { readonly kind: 'stored'; readonly studyId: StudyId; readonly instanceId: InstanceId }
  | { readonly kind: 'duplicate'; readonly studyId: StudyId; readonly instanceId: InstanceId }
  | { readonly kind: 'conflict'; readonly studyId: StudyId };

/** What is already there under the UID, judged against the bytes that came now; `undefined` where nothing is. */
export const findExisting = async (
  trx: Trx,
  tenantId: TenantId,
  { sopInstanceUid, originalSha256 }: Pick<InstanceSummary, 'sopInstanceUid' | 'originalSha256'>,
): Promise<Recorded | undefined> => {
  const row = await trx
    .selectFrom('studies.instance')
    .select(['id', 'study_id', 'original_sha256'])
    .where('tenant_id', '=', tenantId)
    .where('sop_instance_uid', '=', sopInstanceUid)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return row.original_sha256.toString('hex') === originalSha256
    ? { kind: 'duplicate', studyId: row.study_id, instanceId: row.id }
    : { kind: 'conflict', studyId: row.study_id };
};

/** The study's row, held until the transaction ends (files of one study are recorded one by one), and its series' id. */
const holdStudy = (trx: Trx, tenantId: TenantId, { studyUid, seriesUid }: InstanceSummary) =>
  trx
    .selectFrom('studies.study as t')
    .leftJoin('studies.series as s', (join) =>
      join.onRef('s.tenant_id', '=', 't.tenant_id').onRef('s.study_id', '=', 't.id').on('s.series_uid', '=', seriesUid),
    )
    .select(['t.id', 't.status', 't.revision', 't.patient_key', 't.modalities', 's.id as series_id'])
    .where('t.tenant_id', '=', tenantId)
    .where('t.study_uid', '=', studyUid)
    .forUpdate('t')
    .executeTakeFirst();

/** Makes the study where there is none, and holds it either way. */
const holdNewStudy = async (trx: Trx, tenantId: TenantId, summary: InstanceSummary, now: Date) => {
  await trx
    .insertInto('studies.study')
    .values({
      tenant_id: tenantId,
      id: newId<StudyId>(),
      study_uid: summary.studyUid,
      status: 'RECEIVING',
      revision: 1,
      patient_key: patientKeyOf(summary),
      sealed_header: Buffer.from(summary.sealedStudy, 'base64'),
      received_at: now,
      last_instance_at: now,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'study_uid']).doNothing())
    .execute();
  const study = await holdStudy(trx, tenantId, summary);
  if (study === undefined) throw new Error('a study that was just made is gone');
  return study;
};

const patientKeyOf = ({ patientKey }: InstanceSummary): Buffer | null =>
  patientKey === null ? null : Buffer.from(patientKey, 'hex');

/**
 * Makes the series where there is none. It may be there already: whoever waited for the study's row saw the series as they
 * were before (PostgreSQL manual 13.2.1), and the one it waited for may have made it.
 */
const newSeries = async (trx: Trx, tenantId: TenantId, studyId: StudyId, summary: InstanceSummary): Promise<string> => {
  const made = await trx
    .insertInto('studies.series')
    .values({
      tenant_id: tenantId,
      id: newId(),
      study_id: studyId,
      series_uid: summary.seriesUid,
      modality: summary.modality,
      number: summary.seriesNumber,
      sealed_header: Buffer.from(summary.sealedSeries, 'base64'),
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'study_id', 'series_uid']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made !== undefined) return made.id;
  const { id } = await trx
    .selectFrom('studies.series')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('study_id', '=', studyId)
    .where('series_uid', '=', summary.seriesUid)
    .executeTakeFirstOrThrow();
  return id;
};

type Place = { readonly studyId: StudyId; readonly seriesId: string; readonly revision: number };

/** Writes the instance's row; false where its UID is taken. */
const insertInstance = async (
  trx: Trx,
  tenantId: TenantId,
  summary: InstanceSummary,
  objects: StoredObjects,
  { studyId, seriesId, revision }: Place,
  now: Date,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('studies.instance')
    .values({
      tenant_id: tenantId,
      id: summary.instanceId,
      study_id: studyId,
      series_id: seriesId,
      sop_instance_uid: summary.sopInstanceUid,
      sop_class_uid: summary.sopClassUid,
      transfer_syntax_uid: summary.transferSyntaxUid,
      number: summary.number,
      rows: summary.rows,
      columns: summary.columns,
      frames: summary.frames,
      bits_stored: summary.bitsStored,
      photometric_interpretation: summary.photometricInterpretation,
      pixel_risk: summary.pixelRisk,
      object_key: objects.objectKey,
      sha256: Buffer.from(objects.sha256, 'hex'),
      size_bytes: BigInt(objects.sizeBytes),
      sealed_key: objects.sealedKey,
      sealed_header: Buffer.from(summary.sealedInstance, 'base64'),
      original_sha256: Buffer.from(summary.originalSha256, 'hex'),
      first_revision: revision,
      diagnosis_id: null,
      received_at: now,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'sop_instance_uid']).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

const record = async (trx: Trx, tenantId: TenantId, summary: InstanceSummary, objects: StoredObjects, now: Date) => {
  const study = (await holdStudy(trx, tenantId, summary)) ?? (await holdNewStudy(trx, tenantId, summary, now));
  // Late: what was completed stays as it was, this instance opens the next revision.
  const late = study.status === 'COMPLETE';
  const revision = late ? study.revision + 1 : study.revision;
  const seriesId = study.series_id ?? (await newSeries(trx, tenantId, study.id, summary));
  if (!(await insertInstance(trx, tenantId, summary, objects, { studyId: study.id, seriesId, revision }, now)))
    return undefined;
  const patientKey = patientKeyOf(summary);
  const mismatch = patientKey !== null && study.patient_key !== null && !study.patient_key.equals(patientKey);
  const { modality } = summary;
  await trx
    .updateTable('studies.study')
    .set((eb) => ({
      instance_count: eb('instance_count', '+', 1),
      last_instance_at: now,
      patient_key: study.patient_key ?? patientKey,
      ...(modality === null || study.modalities.includes(modality)
        ? {}
        : { modalities: [...study.modalities, modality].sort() }),
      ...(mismatch ? { patient_mismatch: true } : {}),
      ...(late ? { status: 'RECEIVING' as const, revision, completed_at: null } : {}),
    }))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', study.id)
    .execute();
  return { kind: 'stored', studyId: study.id, instanceId: summary.instanceId } as const;
};

/** Ends a transaction whose instance is not to be recorded: a series made for it goes with it. */
class UidTaken extends Error {}

/** Records an instance whose objects are stored, or answers what is there already under its UID. */
export const recordInstance = async (
  db: Kysely<StudiesTables>,
  tenantId: TenantId,
  summary: InstanceSummary,
  objects: StoredObjects,
  clock: Clock,
): Promise<Recorded> => {
  try {
    return await withTenant(db, tenantId, async (trx) => {
      const recorded = await record(trx, tenantId, summary, objects, clock.now());
      if (recorded === undefined) throw new UidTaken();
      return recorded;
    });
  } catch (error) {
    if (!(error instanceof UidTaken)) throw error;
  }
  const existing = await withTenant(db, tenantId, (trx) => findExisting(trx, tenantId, summary));
  if (existing === undefined) throw new Error('the UID of an instance is taken by none');
  return existing;
};

/** Remembers a file that claimed another's UID; its objects wait in quarantine. */
export const recordQuarantined = (
  db: Kysely<StudiesTables>,
  tenantId: TenantId,
  summary: InstanceSummary,
  objects: Pick<StoredObjects, 'objectKey' | 'sealedKey'>,
  clock: Clock,
): Promise<unknown> =>
  withTenant(db, tenantId, (trx) =>
    trx
      .insertInto('studies.quarantined_instance')
      .values({
        tenant_id: tenantId,
        id: summary.instanceId,
        sop_instance_uid: summary.sopInstanceUid,
        original_sha256: Buffer.from(summary.originalSha256, 'hex'),
        object_key: objects.objectKey,
        sealed_key: objects.sealedKey,
        received_at: clock.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
