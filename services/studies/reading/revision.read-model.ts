// A study revision as a diagnosis sees it: which de-identified objects belong to it and whether anything stands against reading them.
import { withTenant } from '@hounsfield/database';
import type { StudyId, TenantId, UploadId } from '@hounsfield/kernel';
import { type ObjectKey, parseTenantKey } from '@hounsfield/storage';
import type { StudiesDeps } from '../deps.ts';
import type { InstanceId, StudyStatus } from '../studies.tables.ts';
import type { UploadOrder } from '../uploads/upload-order.ts';

type Deps = Pick<StudiesDeps, 'db'>;

/** One de-identified object of a revision. UIDs are the tenant's pseudonyms, as in the object itself. */
export type RevisionInstance = {
  readonly instanceId: InstanceId;
  readonly objectKey: ObjectKey;
  /** Of the stored object, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly seriesNumber: number | null;
  readonly modality: string | null;
  readonly number: number | null;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly frames: number;
  /** `possible`: the pixels may show who the patient is; such an object must not leave without its owner's word. */
  readonly pixelRisk: 'none' | 'possible';
};

/** What was sent of a study up to a revision, by series and instance number; results of ours are not part of it. */
export const instancesOfRevision = async (
  { db }: Deps,
  tenantId: TenantId,
  studyId: StudyId,
  revision: number,
): Promise<readonly RevisionInstance[]> => {
  const rows = await withTenant(db, tenantId, (trx) =>
    trx
      .selectFrom('studies.instance as i')
      .innerJoin('studies.series as s', (join) =>
        join.onRef('s.tenant_id', '=', 'i.tenant_id').onRef('s.id', '=', 'i.series_id'),
      )
      .innerJoin('studies.study as t', (join) =>
        join.onRef('t.tenant_id', '=', 'i.tenant_id').onRef('t.id', '=', 'i.study_id'),
      )
      .selectAll('i')
      .select(['s.number as series_number', 's.modality', 's.series_uid', 't.study_uid'])
      .where('i.tenant_id', '=', tenantId)
      .where('i.study_id', '=', studyId)
      .where('i.first_revision', '<=', revision)
      .where('i.diagnosis_id', 'is', null)
      .orderBy('s.number', (order) => order.asc().nullsLast())
      .orderBy('s.series_uid')
      .orderBy('i.number', (order) => order.asc().nullsLast())
      .orderBy('i.sop_instance_uid')
      .execute(),
  );
  return rows.map((row) => ({
    instanceId: row.id,
    objectKey: parseTenantKey(tenantId, row.object_key),
    sha256: row.sha256.toString('hex'),
    sizeBytes: Number(row.size_bytes),
    sopClassUid: row.sop_class_uid,
    sopInstanceUid: row.sop_instance_uid,
    transferSyntaxUid: row.transfer_syntax_uid,
    studyInstanceUid: row.study_uid,
    seriesInstanceUid: row.series_uid,
    seriesNumber: row.series_number,
    modality: row.modality,
    number: row.number,
    rows: row.rows,
    columns: row.columns,
    frames: row.frames,
    pixelRisk: row.pixel_risk,
  }));
};

/** Where a study stands, without anything identifying. */
export type StudyStanding = {
  readonly status: StudyStatus;
  readonly revision: number;
  readonly blockedReason: 'PATIENT_MISMATCH' | null;
};

/** For whoever orders or diagnoses: `undefined` where the tenant has no such study. */
export const studyStanding = async (
  { db }: Deps,
  tenantId: TenantId,
  studyId: StudyId,
): Promise<StudyStanding | undefined> => {
  const row = await withTenant(db, tenantId, (trx) =>
    trx
      .selectFrom('studies.study')
      .select(['status', 'revision', 'patient_mismatch'])
      .where('tenant_id', '=', tenantId)
      .where('id', '=', studyId)
      .executeTakeFirst(),
  );
  return (
    row && {
      status: row.status,
      revision: row.revision,
      blockedReason: row.patient_mismatch ? 'PATIENT_MISMATCH' : null,
    }
  );
};

/** What was ordered with an upload and by whom (`member:<id>` or `api-key:<id>`); `undefined` where nothing was. */
export const orderOfUpload = async (
  { db }: Deps,
  tenantId: TenantId,
  uploadId: UploadId,
): Promise<{ readonly order: UploadOrder; readonly openedBy: string } | undefined> => {
  const row = await withTenant(db, tenantId, (trx) =>
    trx
      .selectFrom('studies.upload')
      .select(['ordered', 'opened_by'])
      .where('tenant_id', '=', tenantId)
      .where('id', '=', uploadId)
      .executeTakeFirst(),
  );
  return row === undefined || row.ordered === null ? undefined : { order: row.ordered, openedBy: row.opened_by };
};
