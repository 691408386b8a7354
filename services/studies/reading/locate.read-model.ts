// Finding what an owner asks for by its own UIDs: the pseudonym of the UID is the key of the row, so nothing is searched in the clear.
import { withTenant } from '@hounsfield/database';
import { createUidMap } from '@hounsfield/dicom';
import type { StudyId } from '@hounsfield/kernel';
import type { Transaction } from 'kysely';
import { actorOf, type Caller, mayOpenStudies, type StudiesDeps } from '../deps.ts';
import type { InstanceId, StudiesTables } from '../studies.tables.ts';

/** UIDs as the owner's own files have them. */
export type OwnUids = {
  readonly studyUid: string;
  readonly seriesUid?: string | undefined;
  readonly sopInstanceUid?: string | undefined;
};

/** One object to be handed out. */
export type LocatedInstance = {
  readonly instanceId: InstanceId;
  readonly studyId: StudyId;
  readonly transferSyntaxUid: string;
  readonly frames: number;
  readonly sizeBytes: number;
};

type LocateDeps = Pick<StudiesDeps, 'db' | 'tenantKeys' | 'audit' | 'clock'>;
type Trx = Transaction<StudiesTables>;

const located = (trx: Trx, { tenantId }: Caller) =>
  trx
    .selectFrom('studies.instance as i')
    .innerJoin('studies.series as s', (join) =>
      join.onRef('s.tenant_id', '=', 'i.tenant_id').onRef('s.id', '=', 'i.series_id'),
    )
    .select(['i.id', 'i.study_id', 'i.transfer_syntax_uid', 'i.frames', 'i.size_bytes'])
    .where('i.tenant_id', '=', tenantId);

type LocatedRow = Awaited<ReturnType<ReturnType<typeof located>['executeTakeFirstOrThrow']>>;

const locatedOf = (row: LocatedRow): LocatedInstance => ({
  instanceId: row.id,
  studyId: row.study_id,
  transferSyntaxUid: row.transfer_syntax_uid,
  frames: row.frames,
  sizeBytes: Number(row.size_bytes),
});

/** Whoever takes pictures out leaves a trace, in the transaction that found them. */
const leaveTrace = ({ audit, clock }: LocateDeps, trx: Trx, caller: Caller, instances: readonly LocatedInstance[]) =>
  audit(trx, {
    tenantId: caller.tenantId,
    at: clock.now(),
    actor: actorOf(caller),
    action: 'instances.retrieved',
    outcome: 'done',
    object: `study:${instances[0]?.studyId ?? ''}`,
    detail: { instances: instances.length },
  });

/**
 * The instances of a study, a series or one instance by the owner's UIDs, in the order of series and instance numbers; none for
 * UIDs that are unknown, another organisation's, or not for this caller to see: the three look the same.
 */
export const locateInstances = async (
  deps: LocateDeps,
  caller: Caller,
  { studyUid, seriesUid, sopInstanceUid }: OwnUids,
): Promise<readonly LocatedInstance[]> => {
  if (!mayOpenStudies(caller)) return [];
  const map = createUidMap((await deps.tenantKeys(caller.tenantId)).uidMapKey);
  return withTenant(deps.db, caller.tenantId, async (trx) => {
    const rows = await located(trx, caller)
      .innerJoin('studies.study as t', (join) =>
        join.onRef('t.tenant_id', '=', 'i.tenant_id').onRef('t.id', '=', 'i.study_id'),
      )
      .where('t.study_uid', '=', map.uid(studyUid))
      .$if(seriesUid !== undefined, (query) => query.where('s.series_uid', '=', map.uid(seriesUid ?? '')))
      .$if(sopInstanceUid !== undefined, (query) =>
        query.where('i.sop_instance_uid', '=', map.uid(sopInstanceUid ?? '')),
      )
      .orderBy('s.number', (order) => order.asc().nullsLast())
      .orderBy('s.series_uid')
      .orderBy('i.number', (order) => order.asc().nullsLast())
      .orderBy('i.id')
      .execute();
    const instances = rows.map(locatedOf);
    if (instances.length > 0) await leaveTrace(deps, trx, caller, instances);
    return instances;
  });
};

/** One instance by our own id; `undefined` for an unknown id and for any other organisation's. */
export const locateInstance = async (
  deps: LocateDeps,
  caller: Caller,
  instanceId: InstanceId,
): Promise<LocatedInstance | undefined> => {
  if (!mayOpenStudies(caller)) return undefined;
  return withTenant(deps.db, caller.tenantId, async (trx) => {
    const row = await located(trx, caller).where('i.id', '=', instanceId).executeTakeFirst();
    if (row === undefined) return undefined;
    const instance = locatedOf(row);
    await leaveTrace(deps, trx, caller, [instance]);
    return instance;
  });
};
