// Opening an upload: every file gets a place in the object store and presigned parts that take its bytes and no others.
import { withTenant } from '@hounsfield/database';
import { newId, type Refusal, refusal, type TenantId, type UploadId } from '@hounsfield/kernel';
import { tenantKey } from '@hounsfield/storage';
import type { Insertable } from 'kysely';
import { actorOf, type Caller, maySendStudies, type StudiesDeps } from '../deps.ts';
import { inTurn } from '../in-turn.ts';
import type { StudiesTables } from '../studies.tables.ts';
import { presignMissing } from './presign-missing.ts';
import { LARGEST_FILE_BYTES, LARGEST_UPLOAD_BYTES, MOST_FILES, partCount, sealRef, type Upload } from './upload.ts';
import type { UploadOrder } from './upload-order.ts';

export type FileToSend = {
  /** Any name that is unique in the upload and no path; kept sealed. */
  readonly clientRef: string;
  readonly sizeBytes: bigint;
  /** One SHA-256 a part, 64 hexadecimal digits each. */
  readonly partSha256: readonly string[];
};

export type UploadToOpen = { readonly files: readonly FileToSend[]; readonly order?: UploadOrder };

type OpenRefusal = Refusal<
  'FORBIDDEN' | 'NO_FILES' | 'TOO_MANY_FILES' | 'BAD_FILE' | 'FILE_TOO_LARGE' | 'UPLOAD_TOO_LARGE'
>;

const DIGEST = /^[0-9a-f]{64}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses.
const REF = /^[^\u0000-\u001f\u007f/\\]{1,255}$/;
const OPEN_WIDTH = 16;

const refusalOf = ({ files }: UploadToOpen): OpenRefusal | undefined => {
  if (files.length === 0) return refusal('NO_FILES', 'An upload has at least one file.');
  if (files.length > MOST_FILES) return refusal('TOO_MANY_FILES', `An upload has at most ${MOST_FILES} files.`);
  if (new Set(files.map((file) => file.clientRef)).size < files.length)
    return refusal('BAD_FILE', 'Two files of the upload have the same name.');
  for (const { clientRef, sizeBytes, partSha256 } of files) {
    if (!REF.test(clientRef)) return refusal('BAD_FILE', 'The name of a file has 1 to 255 characters and is no path.');
    if (sizeBytes < 1n) return refusal('BAD_FILE', 'A file of the upload is empty.');
    if (sizeBytes > BigInt(LARGEST_FILE_BYTES)) return refusal('FILE_TOO_LARGE', 'A file has at most 1 GiB.');
    if (partSha256.length !== partCount(sizeBytes) || !partSha256.every((digest) => DIGEST.test(digest)))
      return refusal('BAD_FILE', 'A file needs the SHA-256 of each of its 8 MiB parts.');
  }
  if (files.reduce((sum, file) => sum + file.sizeBytes, 0n) > BigInt(LARGEST_UPLOAD_BYTES))
    return refusal('UPLOAD_TOO_LARGE', 'An upload has at most 64 GiB.');
  return undefined;
};

type FileRow = Insertable<StudiesTables['studies.upload_file']>;

const openFiles = async (
  { store }: StudiesDeps,
  tenantId: TenantId,
  uploadId: UploadId,
  files: readonly FileToSend[],
  sealingKey: Uint8Array,
): Promise<FileRow[]> => {
  const opened: FileRow[] = [];
  try {
    await inTurn(files, OPEN_WIDTH, async (file, index) => {
      const number = index + 1;
      const key = tenantKey(tenantId, 'upload', `${uploadId}.${number}`);
      opened[index] = {
        tenant_id: tenantId,
        upload_id: uploadId,
        number,
        sealed_ref: sealRef(file.clientRef, sealingKey, tenantId, uploadId, number),
        size_bytes: file.sizeBytes,
        part_sha256: Buffer.from(file.partSha256.join(''), 'hex'),
        object_key: key,
        multipart_id: await store.openMultipart(key),
        state: 'SENDING',
      };
    });
  } catch (error) {
    await abandon({ store }, opened);
    throw error;
  }
  return opened;
};

/** Gives parts-to-be up at once rather than leaving them to the daily sweep. */
const abandon = async (
  { store }: Pick<StudiesDeps, 'store'>,
  files: readonly (FileRow | undefined)[],
): Promise<void> => {
  const key = (file: FileRow) => tenantKey(file.tenant_id, 'upload', `${file.upload_id}.${file.number}`);
  const open = files.filter((file) => file !== undefined);
  await inTurn(open, OPEN_WIDTH, (file) => store.abortMultipart(key(file), file.multipart_id)).catch(() => undefined);
};

/** Rows of one statement: Postgres takes 65,535 parameters. */
const ROWS_AT_ONCE = 1_000;

/** Opens an upload and answers where its parts go. An order is kept with it and placed when its studies are there. */
export const openUpload = async (
  deps: StudiesDeps,
  caller: Caller,
  wanted: UploadToOpen,
): Promise<Upload | OpenRefusal> => {
  if (!maySendStudies(caller)) return refusal('FORBIDDEN', 'Only a technologist may send studies.');
  const refused = refusalOf(wanted);
  if (refused !== undefined) return refused;
  const { tenantId } = caller;
  const id = newId<UploadId>();
  const openedAt = deps.clock.now();
  const openedBy = actorOf(caller);
  const { sealingKey } = await deps.tenantKeys(tenantId);
  const files = await openFiles(deps, tenantId, id, wanted.files, sealingKey);
  try {
    await withTenant(deps.db, tenantId, async (trx) => {
      await trx
        .insertInto('studies.upload')
        .values({
          tenant_id: tenantId,
          id,
          status: 'OPEN',
          opened_by: openedBy,
          ordered: wanted.order === undefined ? null : JSON.stringify(wanted.order),
          opened_at: openedAt,
        })
        .execute();
      for (let at = 0; at < files.length; at += ROWS_AT_ONCE)
        await trx
          .insertInto('studies.upload_file')
          .values(files.slice(at, at + ROWS_AT_ONCE))
          .execute();
      await deps.audit(trx, {
        tenantId,
        at: openedAt,
        actor: openedBy,
        action: 'upload.opened',
        outcome: 'done',
        object: `upload:${id}`,
        detail: { files: files.length },
      });
    });
  } catch (error) {
    await abandon(deps, files);
    throw error;
  }
  return {
    id,
    status: 'OPEN',
    openedBy,
    openedAt,
    studyIds: [],
    ...(wanted.order === undefined ? {} : { order: wanted.order }),
    files: await inTurn(wanted.files, OPEN_WIDTH, async (file, index) => ({
      clientRef: file.clientRef,
      parts: await presignMissing(deps.store, files[index] as FileRow, []),
    })),
  };
};
