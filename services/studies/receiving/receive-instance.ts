// One file taken in: read and de-identified in the parser child, stored with its sealed identity, recorded. Objects first, rows after.
import { withTenant } from '@hounsfield/database';
import { crashPoint, isRefusal, refusal, type StudyId, type TenantId } from '@hounsfield/kernel';
import { tenantKey } from '@hounsfield/storage';
import type { ReceiveDeps } from '../deps.ts';
import type { FileSource, Parsed, ParserRefusal } from '../parsing/instance-parser.ts';
import type { RefusedFile, SopReference } from '../parsing/parse-instance.ts';
import type { InstanceId } from '../studies.tables.ts';
import { findExisting, recordInstance, recordQuarantined, type StoredObjects } from './record-instance.ts';

export type ReceivedInstance = {
  /** `duplicate`: the very same bytes were there already, and nothing has changed. */
  readonly kind: 'stored' | 'duplicate';
  readonly studyId: StudyId;
  readonly instanceId: InstanceId;
  readonly sopClassUid: string;
  /** How the sender names it: for the answer to the sender alone. */
  readonly reference: SopReference;
};

export type ReceiveRefusal = ParserRefusal | RefusedFile<'INSTANCE_CONFLICT'>;

const conflict = refusal(
  'INSTANCE_CONFLICT',
  'Another file is stored under this SOP Instance UID; this one waits in quarantine.',
);

const storeObjects = async (
  { store }: ReceiveDeps,
  tenantId: TenantId,
  kind: 'instance' | 'quarantine',
  { summary, sealed, body, length, sha256 }: Parsed,
): Promise<StoredObjects> => {
  const objectKey = tenantKey(tenantId, kind, summary.instanceId);
  const sealedKey = tenantKey(tenantId, `${kind}-identity`, summary.instanceId);
  const storeBody =
    body instanceof Uint8Array
      ? store.put(objectKey, body, { sha256 })
      : store.putStream(objectKey, body, { length, sha256 });
  await Promise.all([storeBody, store.put(sealedKey, sealed)]);
  return { objectKey, sha256, sizeBytes: length, sealedKey };
};

const take = async (
  deps: ReceiveDeps,
  tenantId: TenantId,
  parsed: Parsed,
): Promise<ReceivedInstance | ReceiveRefusal> => {
  const { summary, reference } = parsed;
  const told = { sopClassUid: summary.sopClassUid, reference };
  const refused = { ...conflict, reference };
  const quarantine = async (): Promise<RefusedFile<'INSTANCE_CONFLICT'>> => {
    const objects = await storeObjects(deps, tenantId, 'quarantine', parsed);
    await recordQuarantined(deps.db, tenantId, summary, objects, deps.clock);
    return refused;
  };
  // A small file is stored first and judged by its row alone: storing the same again costs less than asking every time.
  const known =
    parsed.body instanceof Uint8Array
      ? undefined
      : await withTenant(deps.db, tenantId, (trx) => findExisting(trx, tenantId, summary));
  if (known?.kind === 'duplicate') return { ...known, kind: 'duplicate', ...told };
  if (known?.kind === 'conflict') return quarantine();
  const objects = await storeObjects(deps, tenantId, 'instance', parsed);
  crashPoint('instance-stored');
  const recorded = await recordInstance(deps.db, tenantId, summary, objects, deps.clock);
  crashPoint('instance-recorded');
  if (recorded.kind !== 'conflict') return { ...recorded, ...told };
  // Other bytes were first: ours move into quarantine. A large body was read once and is gone from here.
  if (!(parsed.body instanceof Uint8Array)) {
    await recordQuarantined(deps.db, tenantId, summary, objects, deps.clock);
    return refused;
  }
  await quarantine();
  await Promise.all([deps.store.remove(objects.objectKey), deps.store.remove(objects.sealedKey)]);
  return refused;
};

/**
 * Takes one file in, for uploads and for STOW-RS alike. It may be repeated after any failure: the same bytes always get the
 * same instance id and the same objects. Refusals say what is wrong with the file; throws are faults of ours.
 */
export const receiveInstance = async (
  deps: ReceiveDeps,
  tenantId: TenantId,
  source: FileSource,
  options: { readonly expectedStudyUid?: string; readonly sizeBytes?: number } = {},
): Promise<ReceivedInstance | ReceiveRefusal> => {
  const keys = { tenantId, ...(await deps.tenantKeys(tenantId)) };
  const received = await deps.parser.parse(source, { keys, ...options }, (parsed) => take(deps, tenantId, parsed));
  return isRefusal(received) ? (received as ReceiveRefusal) : (received as ReceivedInstance);
};
