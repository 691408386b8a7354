// A result of ours (an SR, say) stored beside the study it was made from: de-identified like everything, restored for its owner on the way out.
import { createHash } from 'node:crypto';
import { withTenant } from '@hounsfield/database';
import { createUidMap, integer, readDicom, Tag, text } from '@hounsfield/dicom';
import {
  type DiagnosisId,
  isRefusal,
  newId,
  type Refusal,
  refusal,
  type StudyId,
  type TenantId,
} from '@hounsfield/kernel';
import { type ObjectKey, parseTenantKey, tenantKey } from '@hounsfield/storage';
import type { Transaction } from 'kysely';
import type { StudiesDeps } from '../deps.ts';
import { identifyingUids, instanceIdOf } from '../parsing/instance-summary.ts';
import { headerContext, type InstanceHeader, type SeriesHeader, sealHeader } from '../sealed-header.ts';
import type { InstanceId, StudiesTables } from '../studies.tables.ts';

export type DerivedInstance = {
  readonly studyId: StudyId;
  readonly diagnosisId: DiagnosisId;
  /** A Part 10 file whose Study Instance UID is the study's pseudonym. */
  readonly bytes: Uint8Array;
};

export type StoredDerived = { readonly instanceId: InstanceId; readonly objectKey: ObjectKey; readonly sha256: string };

type Trx = Transaction<StudiesTables>;
type Described = {
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  readonly modality: string | null;
  readonly seriesNumber: number | null;
  readonly number: number | null;
  readonly seriesHeader: SeriesHeader;
  readonly instanceHeader: InstanceHeader;
};

/**
 * Reads the result's own header. Its UIDs were made by us, so they stay for the owner; rows are found by the pseudonym of
 * whatever UID the owner asks for, so the pseudonyms of these are what rows keep.
 */
const describe = async (bytes: Uint8Array, studyUid: string, uidMapKey: Uint8Array): Promise<Described> => {
  const file = await readDicom(bytes);
  if (isRefusal(file)) throw new Error(`a result of ours does not read back: ${file.code}`);
  const uids = identifyingUids(file.dataset);
  if (uids === undefined) throw new Error('a result of ours lacks a UID');
  if (uids.study !== studyUid) throw new Error('a result of ours belongs to another study');
  const map = createUidMap(uidMapKey);
  const seriesDescription = text(file.dataset, Tag.SeriesDescription);
  return {
    seriesUid: map.uid(uids.series),
    sopInstanceUid: map.uid(uids.instance),
    sopClassUid: uids.sopClass,
    transferSyntaxUid: file.transferSyntaxUid,
    modality: text(file.dataset, Tag.Modality) ?? null,
    seriesNumber: integer(file.dataset, Tag.SeriesNumber) ?? null,
    number: integer(file.dataset, Tag.InstanceNumber) ?? null,
    seriesHeader: { seriesInstanceUid: uids.series, ...(seriesDescription === undefined ? {} : { seriesDescription }) },
    instanceHeader: { sopInstanceUid: uids.instance },
  };
};

const findStored = async (trx: Trx, tenantId: TenantId, sopInstanceUid: string): Promise<StoredDerived | undefined> => {
  const row = await trx
    .selectFrom('studies.instance')
    .select(['id', 'object_key', 'sha256'])
    .where('tenant_id', '=', tenantId)
    .where('sop_instance_uid', '=', sopInstanceUid)
    .executeTakeFirst();
  return (
    row && {
      instanceId: row.id,
      objectKey: parseTenantKey(tenantId, row.object_key),
      sha256: row.sha256.toString('hex'),
    }
  );
};

const insertSeries = async (
  trx: Trx,
  tenantId: TenantId,
  studyId: StudyId,
  described: Described,
  sealingKey: Uint8Array,
) => {
  const { seriesUid, modality, seriesNumber, seriesHeader } = described;
  await trx
    .insertInto('studies.series')
    .values({
      tenant_id: tenantId,
      id: newId(),
      study_id: studyId,
      series_uid: seriesUid,
      modality,
      number: seriesNumber,
      sealed_header: sealHeader(seriesHeader, sealingKey, headerContext(tenantId, 'series', seriesUid)),
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'study_id', 'series_uid']).doNothing())
    .execute();
  const { id } = await trx
    .selectFrom('studies.series')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('study_id', '=', studyId)
    .where('series_uid', '=', seriesUid)
    .executeTakeFirstOrThrow();
  return id;
};

/**
 * Stores a result beside its study. Safe to repeat: a result whose SOP Instance UID is stored already is answered as it was
 * stored first, whatever bytes come now. The study's revision and state do not change.
 */
export const recordDerivedInstance = async (
  { db, store, clock, tenantKeys }: Pick<StudiesDeps, 'db' | 'store' | 'clock' | 'tenantKeys'>,
  tenantId: TenantId,
  { studyId, diagnosisId, bytes }: DerivedInstance,
): Promise<StoredDerived | Refusal<'STUDY_NOT_FOUND'>> => {
  const study = await withTenant(db, tenantId, (trx) =>
    trx
      .selectFrom('studies.study')
      .select(['study_uid', 'revision'])
      .where('tenant_id', '=', tenantId)
      .where('id', '=', studyId)
      .executeTakeFirst(),
  );
  if (study === undefined) return refusal('STUDY_NOT_FOUND', 'There is no such study.');
  const { uidMapKey, sealingKey } = await tenantKeys(tenantId);
  const described = await describe(bytes, study.study_uid, uidMapKey);
  const { sopInstanceUid } = described;
  const known = await withTenant(db, tenantId, (trx) => findStored(trx, tenantId, sopInstanceUid));
  if (known !== undefined) return known;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const instanceId = instanceIdOf(uidMapKey, sha256);
  const objectKey = tenantKey(tenantId, 'instance', instanceId);
  await store.put(objectKey, bytes);
  return withTenant(db, tenantId, async (trx) => {
    // Held like a received file's study, so that two attempts come one after the other.
    await trx
      .selectFrom('studies.study')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', studyId)
      .forUpdate()
      .execute();
    const earlier = await findStored(trx, tenantId, sopInstanceUid);
    if (earlier !== undefined) return earlier;
    await trx
      .insertInto('studies.instance')
      .values({
        tenant_id: tenantId,
        id: instanceId,
        study_id: studyId,
        series_id: await insertSeries(trx, tenantId, studyId, described, sealingKey),
        sop_instance_uid: sopInstanceUid,
        sop_class_uid: described.sopClassUid,
        transfer_syntax_uid: described.transferSyntaxUid,
        number: described.number,
        rows: null,
        columns: null,
        frames: 0,
        bits_stored: null,
        photometric_interpretation: null,
        pixel_risk: 'none',
        object_key: objectKey,
        sha256: Buffer.from(sha256, 'hex'),
        size_bytes: BigInt(bytes.length),
        sealed_key: null,
        sealed_header: sealHeader(
          described.instanceHeader,
          sealingKey,
          headerContext(tenantId, 'instance', sopInstanceUid),
        ),
        original_sha256: Buffer.from(sha256, 'hex'),
        first_revision: study.revision,
        diagnosis_id: diagnosisId,
        received_at: clock.now(),
      })
      .execute();
    return { instanceId, objectKey, sha256 };
  });
};
