// The rows of a received instance, in one transaction: study, series, instance, revision. The first file of a UID wins.
import { isUniqueViolation, withTenant } from '@hounsfield/database';
import { type Clock, newId, type StudyId, type TenantId } from '@hounsfield/kernel';
import type { ObjectKey } from '@hounsfield/storage';
import { type Kysely, sql, type Transaction } from 'kysely';
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

/** The study's row, made where there is none, held until the transaction ends: files of one study are recorded one by one. */
const holdStudy = async (trx: Trx, tenantId: TenantId, summary: InstanceSummary, now: Date) => {
  const patientKey = summary.patientKey === null ? null : Buffer.from(summary.patientKey, 'hex');
  await trx
    .insertInto('studies.study')
    .values({
      tenant_id: tenantId,
      id: newId<StudyId>(),
      study_uid: summary.studyUid,
      status: 'RECEIVING',
      revision: 1,
      patient_key: patientKey,
      sealed_header: Buffer.from(summary.sealedStudy, 'base64'),
      received_at: now,
      last_instance_at: now,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'study_uid']).doNothing())
    .execute();
  const study = await trx
    .selectFrom('studies.study')
    .select(['id', 'status', 'revision', 'patient_key'])
    .where('tenant_id', '=', tenantId)
    .where('study_uid', '=', summary.studyUid)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const mismatch = patientKey !== null && study.patient_key !== null && !study.patient_key.equals(patientKey);
  return { ...study, patientKey: study.patient_key ?? patientKey, mismatch };
};

const seriesOf = async (trx: Trx, tenantId: TenantId, studyId: StudyId, summary: InstanceSummary): Promise<string> => {
  const find = () =>
    trx
      .selectFrom('studies.series')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('study_id', '=', studyId)
      .where('series_uid', '=', summary.seriesUid)
      .executeTakeFirst();
  const known = await find();
  if (known !== undefined) return known.id;
  const id = newId();
  await trx
    .insertInto('studies.series')
    .values({
      tenant_id: tenantId,
      id,
      study_id: studyId,
      series_uid: summary.seriesUid,
      modality: summary.modality,
      number: summary.seriesNumber,
      sealed_header: Buffer.from(summary.sealedSeries, 'base64'),
    })
    .execute();
  return id;
};

const record = async (trx: Trx, tenantId: TenantId, summary: InstanceSummary, objects: StoredObjects, now: Date) => {
  const study = await holdStudy(trx, tenantId, summary, now);
  const existing = await findExisting(trx, tenantId, summary);
  if (existing !== undefined) return existing;
  const seriesId = await seriesOf(trx, tenantId, study.id, summary);
  // Late: what was completed stays as it was, this instance opens the next revision.
  const late = study.status === 'COMPLETE';
  const revision = late ? study.revision + 1 : study.revision;
  await trx
    .insertInto('studies.instance')
    .values({
      tenant_id: tenantId,
      id: summary.instanceId,
      study_id: study.id,
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
    .execute();
  await trx
    .updateTable('studies.study')
    .set((eb) => ({
      instance_count: eb('instance_count', '+', 1),
      last_instance_at: now,
      patient_key: study.patientKey,
      modalities: sql<
        string[]
      >`array(select distinct unnest(modalities || ${summary.modality === null ? [] : [summary.modality]}::text[]) order by 1)`,
      ...(study.mismatch ? { patient_mismatch: true } : {}),
      ...(late ? { status: 'RECEIVING' as const, revision, completed_at: null } : {}),
    }))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', study.id)
    .execute();
  return { kind: 'stored', studyId: study.id, instanceId: summary.instanceId } as const;
};

/** Records an instance whose objects are stored. The same file recorded at once by two attempts is recorded once. */
export const recordInstance = async (
  db: Kysely<StudiesTables>,
  tenantId: TenantId,
  summary: InstanceSummary,
  objects: StoredObjects,
  clock: Clock,
): Promise<Recorded> => {
  const attempt = () => withTenant(db, tenantId, (trx) => record(trx, tenantId, summary, objects, clock.now()));
  try {
    return await attempt();
  } catch (error) {
    // The same UID at once in two studies: neither holds the other's row, the key decides, and now the winner can be seen.
    if (isUniqueViolation(error)) return attempt();
    throw error;
  }
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
