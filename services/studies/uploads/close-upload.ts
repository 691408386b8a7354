// Closing an upload: every file is assembled from its parts, and the upload announces itself to be received.
import { appendOutbox, withTenant } from '@hounsfield/database';
import { crashPoint, type Refusal, refusal, type UploadId } from '@hounsfield/kernel';
import { ObjectMissingError, parseTenantKey } from '@hounsfield/storage';
import { actorOf, type Caller, maySendStudies, type StudiesDeps } from '../deps.ts';
import { inTurn } from '../in-turn.ts';
import { missingParts } from './presign-missing.ts';
import { readUpload, uploadById } from './upload.read-model.ts';
import type { FileRow, Upload } from './upload.ts';

const CLOSE_WIDTH = 16;

type CloseRefusal = Refusal<'UPLOAD_NOT_FOUND' | 'UPLOAD_INCOMPLETE'>;

/** Assembles a file; false where bytes are missing. May be repeated: an assembled file is its own proof. */
const assemble = async ({ store }: StudiesDeps, file: FileRow): Promise<boolean> => {
  if (file.state !== 'SENDING') return true;
  const key = parseTenantKey(file.tenant_id, file.object_key);
  const stored = await store.listParts(key, file.multipart_id);
  // No open upload: assembled by an attempt whose answer was lost, or given up by the sweep.
  if (stored === undefined) return (await store.head(key))?.sizeBytes === Number(file.size_bytes);
  if (missingParts(file, stored).length > 0) return false;
  try {
    const { sizeBytes } = await store.completeMultipart(key, file.multipart_id, stored);
    return sizeBytes === Number(file.size_bytes);
  } catch (error) {
    if (error instanceof ObjectMissingError) return false;
    throw error;
  }
};

/**
 * Closes an upload: refuses while parts are missing, otherwise assembles every file and announces `upload.closed` in the same
 * transaction that closes it. Closing again answers the same upload and announces nothing.
 */
export const closeUpload = async (
  deps: StudiesDeps,
  caller: Caller,
  uploadId: UploadId,
): Promise<Upload | CloseRefusal> => {
  const notFound = refusal('UPLOAD_NOT_FOUND', 'There is no such upload.');
  const { tenantId } = caller;
  if (!maySendStudies(caller)) return notFound;
  const rows = await withTenant(deps.db, tenantId, (trx) => readUpload(trx, tenantId, uploadId));
  if (rows === undefined) return notFound;
  if (rows.upload.status === 'OPEN') {
    const whole = await inTurn(rows.files, CLOSE_WIDTH, (file) => assemble(deps, file));
    const missing = whole.filter((each) => !each).length;
    if (missing > 0)
      return refusal('UPLOAD_INCOMPLETE', `${missing} of ${whole.length} files have parts that were not sent.`);
    crashPoint('upload-assembled');
    await announce(deps, caller, uploadId);
    crashPoint('upload-closed');
  }
  return (await uploadById(deps, caller, uploadId)) ?? notFound;
};

const announce = ({ db, clock, audit }: StudiesDeps, caller: Caller, uploadId: UploadId): Promise<void> =>
  withTenant(db, caller.tenantId, async (trx) => {
    const { tenantId } = caller;
    const at = clock.now();
    const { numUpdatedRows } = await trx
      .updateTable('studies.upload')
      .set({ status: 'RECEIVING', closed_at: at })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', uploadId)
      .where('status', '=', 'OPEN')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await trx
      .updateTable('studies.upload_file')
      .set({ state: 'ASSEMBLED' })
      .where('tenant_id', '=', tenantId)
      .where('upload_id', '=', uploadId)
      .where('state', '=', 'SENDING')
      .execute();
    await appendOutbox(trx, { topic: 'upload.closed', idemKey: uploadId, tenantId, payload: { uploadId } });
    const object = `upload:${uploadId}`;
    await audit(trx, { tenantId, at, actor: actorOf(caller), action: 'upload.closed', outcome: 'done', object });
  });
