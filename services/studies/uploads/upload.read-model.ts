// Reading an upload: its files, what became of them, its studies and, to go on with it, fresh URLs for what is missing.
import { withTenant } from '@hounsfield/database';
import type { StudyId, TenantId, UploadId } from '@hounsfield/kernel';
import { parseTenantKey } from '@hounsfield/storage';
import type { Selectable, Transaction } from 'kysely';
import { type Caller, maySendStudies, type StudiesDeps } from '../deps.ts';
import { inTurn } from '../in-turn.ts';
import type { StudiesTables } from '../studies.tables.ts';
import { presignMissing } from './presign-missing.ts';
import { type FileRow, openRef, outcomeOf, type Upload, type UploadPart } from './upload.ts';

const REFRESH_WIDTH = 16;

type UploadRow = Selectable<StudiesTables['studies.upload']>;
export type UploadRows = { readonly upload: UploadRow; readonly files: readonly FileRow[] };

/** The rows of an upload, files in their order; `undefined` where the tenant has no such upload. */
export const readUpload = async (
  trx: Transaction<StudiesTables>,
  tenantId: TenantId,
  uploadId: UploadId,
): Promise<UploadRows | undefined> => {
  const upload = await trx
    .selectFrom('studies.upload')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', uploadId)
    .executeTakeFirst();
  if (upload === undefined) return undefined;
  const files = await trx
    .selectFrom('studies.upload_file')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('upload_id', '=', uploadId)
    .orderBy('number')
    .execute();
  return { upload, files };
};

/** The upload as callers see it. */
export const uploadOf = (
  { upload, files }: UploadRows,
  sealingKey: Uint8Array,
  partsOf: (file: FileRow) => readonly UploadPart[],
): Upload => ({
  id: upload.id,
  status: upload.status,
  openedBy: upload.opened_by,
  openedAt: upload.opened_at,
  ...(upload.ordered === null ? {} : { order: upload.ordered }),
  studyIds: [...new Set(files.map((file) => file.study_id).filter((id): id is StudyId => id !== null))],
  files: files.map((file) => {
    const outcome = outcomeOf(file);
    return {
      clientRef: openRef(file, sealingKey),
      parts: partsOf(file),
      ...(outcome === undefined ? {} : { outcome }),
    };
  }),
});

/** An upload of the caller's organisation as it stands, without URLs; `undefined` for any other id. */
export const uploadById = async (
  { db, tenantKeys }: Pick<StudiesDeps, 'db' | 'tenantKeys'>,
  caller: Caller,
  uploadId: UploadId,
): Promise<Upload | undefined> => {
  if (!maySendStudies(caller)) return undefined;
  const rows = await withTenant(db, caller.tenantId, (trx) => readUpload(trx, caller.tenantId, uploadId));
  if (rows === undefined) return undefined;
  const { sealingKey } = await tenantKeys(caller.tenantId);
  return uploadOf(rows, sealingKey, () => []);
};

/** The part URLs of one file: none where it is whole. An upload that the store has forgotten is opened anew. */
const freshParts = async (deps: StudiesDeps, file: FileRow): Promise<readonly UploadPart[]> => {
  if (file.state !== 'SENDING') return [];
  const key = parseTenantKey(file.tenant_id, file.object_key);
  const stored = await deps.store.listParts(key, file.multipart_id);
  if (stored !== undefined) return presignMissing(deps.store, file, stored);
  if ((await deps.store.head(key)) !== undefined) return [];
  const multipartId = await deps.store.openMultipart(key);
  const { numUpdatedRows } = await withTenant(deps.db, file.tenant_id, (trx) =>
    trx
      .updateTable('studies.upload_file')
      .set({ multipart_id: multipartId })
      .where('tenant_id', '=', file.tenant_id)
      .where('upload_id', '=', file.upload_id)
      .where('number', '=', file.number)
      .where('multipart_id', '=', file.multipart_id)
      .executeTakeFirst(),
  );
  // Somebody else was first to open it anew: the caller asks again and gets theirs.
  if (numUpdatedRows === 0n) {
    await deps.store.abortMultipart(key, multipartId);
    return [];
  }
  return presignMissing(deps.store, { ...file, multipart_id: multipartId }, []);
};

/** The upload with fresh URLs for what is still to be sent; parts that are there are not asked for again. */
export const refreshUpload = async (
  deps: StudiesDeps,
  caller: Caller,
  uploadId: UploadId,
): Promise<Upload | undefined> => {
  if (!maySendStudies(caller)) return undefined;
  const rows = await withTenant(deps.db, caller.tenantId, (trx) => readUpload(trx, caller.tenantId, uploadId));
  if (rows === undefined) return undefined;
  const { sealingKey } = await deps.tenantKeys(caller.tenantId);
  const parts =
    rows.upload.status === 'OPEN' ? await inTurn(rows.files, REFRESH_WIDTH, (file) => freshParts(deps, file)) : [];
  return uploadOf(rows, sealingKey, (file) => parts[file.number - 1] ?? []);
};
