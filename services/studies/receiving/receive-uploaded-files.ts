// Receiving a closed upload: each assembled file through the door once, its outcome kept, its original bytes removed.
import { withTenant } from '@hounsfield/database';
import { isRefusal, type StudyId, type TenantId, type UploadId } from '@hounsfield/kernel';
import { ObjectMissingError, parseTenantKey } from '@hounsfield/storage';
import type { ReceiveDeps } from '../deps.ts';
import { inTurn } from '../in-turn.ts';
import { ParserGoneError } from '../parsing/parser-process.ts';
import type { StudiesTables } from '../studies.tables.ts';
import { readUpload } from '../uploads/upload.read-model.ts';
import type { FileRow } from '../uploads/upload.ts';
import { receiveInstance } from './receive-instance.ts';

/** Files in work at once: enough to overlap reading, parsing and storing; memory stays bounded by the parser's children. */
const RECEIVE_WIDTH = 4;

type Outcome = Pick<StudiesTables['studies.upload_file'], 'state'> & {
  readonly code?: string;
  readonly message?: string;
  readonly study_id?: StudyId;
  readonly instance_id?: string;
};

const receiveOne = async (deps: ReceiveDeps, file: FileRow, alive: () => void): Promise<Outcome> => {
  const key = parseTenantKey(file.tenant_id, file.object_key);
  const bytes = async function* () {
    for await (const chunk of await deps.store.getStream(key)) {
      alive();
      yield chunk;
    }
  };
  try {
    const received = await receiveInstance(deps, file.tenant_id, bytes(), { sizeBytes: Number(file.size_bytes) });
    return isRefusal(received)
      ? { state: 'REFUSED', code: received.code, message: received.message }
      : { state: 'STORED', study_id: received.studyId, instance_id: received.instanceId };
  } catch (error) {
    if (error instanceof ObjectMissingError)
      return {
        state: 'REFUSED',
        code: 'FILE_LOST',
        message: 'The bytes of the file are not in the object store any more.',
      };
    throw error;
  }
};

/** A child that dies once may have been killed from outside; a file that kills two is the cause. */
const receiveTwice = async (deps: ReceiveDeps, file: FileRow, alive: () => void): Promise<Outcome> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await receiveOne(deps, file, alive);
    } catch (error) {
      if (!(error instanceof ParserGoneError)) throw error;
      if (attempt === 2)
        return { state: 'REFUSED', code: 'PARSER_FAILED', message: 'The file ended the process that read it, twice.' };
    }
  }
};

const keep = (deps: ReceiveDeps, file: FileRow, outcome: Outcome): Promise<unknown> =>
  withTenant(deps.db, file.tenant_id, (trx) =>
    trx
      .updateTable('studies.upload_file')
      .set(outcome)
      .where('tenant_id', '=', file.tenant_id)
      .where('upload_id', '=', file.upload_id)
      .where('number', '=', file.number)
      .where('state', '=', 'ASSEMBLED')
      .execute(),
  );

/**
 * Takes every file of a closed upload in and answers the studies they belong to. Safe to repeat at any time: files that have
 * an outcome are not read again. `heartbeat` is called at least once for every chunk that is read.
 */
export const receiveUploadedFiles = async (
  deps: ReceiveDeps,
  tenantId: TenantId,
  uploadId: UploadId,
  { heartbeat }: { readonly heartbeat: (done: number) => void },
): Promise<readonly StudyId[]> => {
  const read = () => withTenant(deps.db, tenantId, (trx) => readUpload(trx, tenantId, uploadId));
  const rows = await read();
  if (rows === undefined) throw new Error(`no upload ${uploadId}`);
  if (rows.upload.status === 'OPEN') throw new Error(`upload ${uploadId} is not closed`);
  let done = rows.files.filter((file) => file.state === 'STORED' || file.state === 'REFUSED').length;
  const waiting = rows.files.filter((file) => file.state === 'ASSEMBLED');
  await inTurn(waiting, RECEIVE_WIDTH, async (file) => {
    heartbeat(done);
    await keep(deps, file, await receiveTwice(deps, file, () => heartbeat(done)));
    // The original bytes name the patient: they go as soon as they are not needed.
    await deps.store.remove(parseTenantKey(tenantId, file.object_key));
    done += 1;
  });
  // An attempt that ended between an outcome and its removal left these behind.
  const left = rows.files.filter((file) => file.state === 'STORED' || file.state === 'REFUSED');
  if (waiting.length > 0 && left.length > 0)
    await inTurn(left, RECEIVE_WIDTH, (file) => deps.store.remove(parseTenantKey(tenantId, file.object_key)));
  await finish(deps, tenantId, uploadId);
  const received = await read();
  return [...new Set((received?.files ?? []).map((file) => file.study_id).filter((id): id is StudyId => id !== null))];
};

const finish = ({ db, clock, audit }: ReceiveDeps, tenantId: TenantId, uploadId: UploadId): Promise<void> =>
  withTenant(db, tenantId, async (trx) => {
    const at = clock.now();
    const { numUpdatedRows } = await trx
      .updateTable('studies.upload')
      .set({ status: 'RECEIVED', received_at: at })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', uploadId)
      .where('status', '=', 'RECEIVING')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const counts = await trx
      .selectFrom('studies.upload_file')
      .select((eb) => [
        eb.fn.countAll<bigint>().as('files'),
        eb.fn.countAll<bigint>().filterWhere('state', '=', 'REFUSED').as('refused'),
      ])
      .where('tenant_id', '=', tenantId)
      .where('upload_id', '=', uploadId)
      .executeTakeFirstOrThrow();
    const detail = { files: Number(counts.files), refused: Number(counts.refused) };
    const object = `upload:${uploadId}`;
    await audit(trx, {
      tenantId,
      at,
      actor: 'receive-upload',
      action: 'upload.received',
      outcome: 'done',
      object,
      detail,
    });
  });
