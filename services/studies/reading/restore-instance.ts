// The way out: a stored object under the identity it came with, for its owner alone.
import { withTenant } from '@hounsfield/database';
import {
  type DicomFile,
  type Identity,
  openIdentity,
  readDicom,
  restoreDerived,
  restoreIdentity,
  type SealedAttribute,
  Tag,
  writeDicom,
} from '@hounsfield/dicom';
import { isRefusal, type TenantId } from '@hounsfield/kernel';
import { parseTenantKey } from '@hounsfield/storage';
import type { Selectable } from 'kysely';
import type { StudiesDeps, TenantKeys } from '../deps.ts';
import { identityContext, SEALING_KEY_ID } from '../parsing/parse-instance.ts';
import { headerContext, type InstanceHeader, openHeader } from '../sealed-header.ts';
import type { InstanceId, StudiesTables } from '../studies.tables.ts';
import { seriesHeaderOf, studyHeaderOf } from './study.ts';

type Deps = Pick<StudiesDeps, 'db' | 'store' | 'tenantKeys'>;
type Row = Selectable<StudiesTables['studies.instance']>;

const rowOf = (db: Deps['db'], tenantId: TenantId, instanceId: InstanceId): Promise<Row | undefined> =>
  withTenant(db, tenantId, (trx) =>
    trx
      .selectFrom('studies.instance')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', instanceId)
      .executeTakeFirst(),
  );

const identityOf = async ({ store }: Deps, row: Row, { sealingKey }: TenantKeys): Promise<Identity> => {
  if (row.sealed_key === null) throw new Error('a result of ours has no identity of its own');
  const sealed = await store.get(parseTenantKey(row.tenant_id, row.sealed_key));
  const key = { id: SEALING_KEY_ID, key: sealingKey };
  const identity = openIdentity(sealed, key, identityContext(row.tenant_id, row.id));
  if (isRefusal(identity)) throw new Error(`the identity of instance ${row.id} does not open`);
  return identity;
};

/** A UID and its pseudonym in the form in which results are led back. */
const pair = (tag: Tag, original: string, pseudonym: string): SealedAttribute => ({
  path: [{ tag }],
  original: { vr: 'UI', value: Buffer.from(original, 'latin1') },
  replacement: Buffer.from(pseudonym, 'latin1'),
});

/** Every UID of the study with its original, from the sealed headers of its rows: a result may refer to any of them. */
const uidPairs = async ({ db }: Deps, { tenant_id: tenantId, study_id: studyId }: Row, { sealingKey }: TenantKeys) => {
  const { study, series, instances } = await withTenant(db, tenantId, async (trx) => ({
    study: await trx
      .selectFrom('studies.study')
      .select(['tenant_id', 'study_uid', 'sealed_header'])
      .where('tenant_id', '=', tenantId)
      .where('id', '=', studyId)
      .executeTakeFirstOrThrow(),
    series: await trx
      .selectFrom('studies.series')
      .select(['tenant_id', 'series_uid', 'sealed_header'])
      .where('tenant_id', '=', tenantId)
      .where('study_id', '=', studyId)
      .execute(),
    instances: await trx
      .selectFrom('studies.instance')
      .select(['sop_instance_uid', 'sealed_header'])
      .where('tenant_id', '=', tenantId)
      .where('study_id', '=', studyId)
      .where('diagnosis_id', 'is', null)
      .execute(),
  }));
  return [
    pair(Tag.StudyInstanceUID, studyHeaderOf(study, sealingKey).studyInstanceUid, study.study_uid),
    ...series.map((row) =>
      pair(Tag.SeriesInstanceUID, seriesHeaderOf(row, sealingKey).seriesInstanceUid, row.series_uid),
    ),
    ...instances.map(({ sop_instance_uid: uid, sealed_header }) => {
      const context = headerContext(tenantId, 'instance', uid);
      const { sopInstanceUid } = openHeader<InstanceHeader>(sealed_header, sealingKey, context);
      return pair(Tag.SOPInstanceUID, sopInstanceUid, uid);
    }),
  ];
};

/** The full identity of one instance of the study, for the patient and study attributes of a result. */
const identityOfStudy = async (deps: Deps, row: Row, keys: TenantKeys): Promise<Identity> => {
  const source = await withTenant(deps.db, row.tenant_id, (trx) =>
    trx
      .selectFrom('studies.instance')
      .selectAll()
      .where('tenant_id', '=', row.tenant_id)
      .where('study_id', '=', row.study_id)
      .where('diagnosis_id', 'is', null)
      .orderBy('received_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst(),
  );
  return source === undefined ? [] : identityOf(deps, source, keys);
};

/** An instance of the tenant's as it came, or a result of ours as if it had been made from what came; `undefined` for any other id. */
export const restoredFile = async (
  deps: Deps,
  tenantId: TenantId,
  instanceId: InstanceId,
): Promise<DicomFile | undefined> => {
  const row = await rowOf(deps.db, tenantId, instanceId);
  if (row === undefined) return undefined;
  const keys = await deps.tenantKeys(tenantId);
  const bytes = await deps.store.get(parseTenantKey(tenantId, row.object_key), { sha256: row.sha256.toString('hex') });
  const file = await readDicom(bytes);
  if (isRefusal(file)) throw new Error(`stored instance ${instanceId} does not read back: ${file.code}`);
  const dataset =
    row.diagnosis_id === null
      ? restoreIdentity(file.dataset, await identityOf(deps, row, keys))
      : restoreDerived(file.dataset, [await identityOfStudy(deps, row, keys), await uidPairs(deps, row, keys)]);
  return { ...file, dataset };
};

/** {@link restoredFile} as Part 10 bytes. */
export const restoreInstance = async (
  deps: Deps,
  tenantId: TenantId,
  instanceId: InstanceId,
): Promise<Uint8Array | undefined> => {
  const file = await restoredFile(deps, tenantId, instanceId);
  return file && writeDicom(file);
};

/** The de-identified object of an instance; `undefined` for an id that is not the tenant's. */
export const storedInstance = async (
  { db, store }: Pick<StudiesDeps, 'db' | 'store'>,
  tenantId: TenantId,
  instanceId: InstanceId,
): Promise<Uint8Array | undefined> => {
  const row = await rowOf(db, tenantId, instanceId);
  return row && store.get(parseTenantKey(tenantId, row.object_key), { sha256: row.sha256.toString('hex') });
};
