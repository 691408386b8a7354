// Lists of studies, series and instances for the caller's organisation. Whoever reads patients' names leaves a trace of it.
import { withTenant } from '@hounsfield/database';
import { type Refusal, refusal, type StudyId } from '@hounsfield/kernel';
import type { Transaction } from 'kysely';
import { actorOf, type Caller, mayOpenStudies, type StudiesDeps } from '../deps.ts';
import type { StudiesTables } from '../studies.tables.ts';
import {
  type Instance,
  instanceOfRow,
  type Page,
  readStudyCursor,
  type Series,
  type Study,
  seriesOfRow,
  studyOf,
} from './study.ts';

type Trx = Transaction<StudiesTables>;
type ReadDeps = Pick<StudiesDeps, 'db' | 'tenantKeys' | 'audit' | 'clock'>;

const LARGEST_PAGE = 100;

/** The key to what is sealed, for callers who may read it. */
const keyFor = async ({ tenantKeys }: Pick<ReadDeps, 'tenantKeys'>, caller: Caller): Promise<Uint8Array | undefined> =>
  mayOpenStudies(caller) ? (await tenantKeys(caller.tenantId)).sealingKey : undefined;

const leaveTrace = ({ audit, clock }: ReadDeps, trx: Trx, caller: Caller, action: string, ids: readonly string[]) =>
  audit(trx, {
    tenantId: caller.tenantId,
    at: clock.now(),
    actor: actorOf(caller),
    action,
    outcome: 'done',
    detail: { studies: [...ids] },
  });

/** A page of the organisation's studies, newest first; `after` is a cursor of an earlier page. */
export const studiesPage = async (
  deps: ReadDeps,
  caller: Caller,
  { first, after }: { readonly first: number; readonly after?: string },
): Promise<Page<Study> | Refusal<'BAD_CURSOR' | 'BAD_PAGE'>> => {
  if (!Number.isInteger(first) || first < 1 || first > LARGEST_PAGE)
    return refusal('BAD_PAGE', `A page has 1 to ${LARGEST_PAGE} studies.`);
  const from = after === undefined ? undefined : readStudyCursor(after);
  if (after !== undefined && from === undefined)
    return refusal('BAD_CURSOR', 'This is no cursor of a list of studies.');
  const sealingKey = await keyFor(deps, caller);
  return withTenant(deps.db, caller.tenantId, async (trx) => {
    const rows = await trx
      .selectFrom('studies.study')
      .selectAll()
      .where('tenant_id', '=', caller.tenantId)
      .$if(from !== undefined, (query) =>
        query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('received_at', 'id'), '<', tuple(from?.receivedAt as Date, from?.id as StudyId)),
        ),
      )
      .orderBy('received_at', 'desc')
      .orderBy('id', 'desc')
      .limit(first + 1)
      .execute();
    const items = rows.slice(0, first).map((row) => studyOf(row, sealingKey));
    if (sealingKey !== undefined && items.length > 0)
      await leaveTrace(
        deps,
        trx,
        caller,
        'studies.listed',
        items.map((study) => study.id),
      );
    return { items, hasNextPage: rows.length > first };
  });
};

/** Those of the ids that are studies of the caller's organisation, in no order. */
export const studiesById = async (
  deps: ReadDeps,
  caller: Caller,
  ids: readonly StudyId[],
): Promise<readonly Study[]> => {
  if (ids.length === 0) return [];
  const sealingKey = await keyFor(deps, caller);
  return withTenant(deps.db, caller.tenantId, async (trx) => {
    const rows = await trx
      .selectFrom('studies.study')
      .selectAll()
      .where('tenant_id', '=', caller.tenantId)
      .where('id', 'in', [...ids])
      .execute();
    if (sealingKey !== undefined && rows.length > 0)
      await leaveTrace(
        deps,
        trx,
        caller,
        'studies.opened',
        rows.map((row) => row.id),
      );
    return rows.map((row) => studyOf(row, sealingKey));
  });
};

/** One study of the caller's organisation; `undefined` for any other id. */
export const studyById = async (deps: ReadDeps, caller: Caller, id: StudyId): Promise<Study | undefined> =>
  (await studiesById(deps, caller, [id]))[0];

/** The series of some studies, each study's by the sender's series number, results of ours last. */
export const seriesOfStudies = async (
  deps: ReadDeps,
  caller: Caller,
  studyIds: readonly StudyId[],
): Promise<readonly Series[]> => {
  if (studyIds.length === 0) return [];
  const sealingKey = await keyFor(deps, caller);
  const rows = await withTenant(deps.db, caller.tenantId, (trx) =>
    trx
      .selectFrom('studies.series')
      .selectAll()
      .where('tenant_id', '=', caller.tenantId)
      .where('study_id', 'in', [...studyIds])
      .orderBy('study_id')
      .orderBy('number', (order) => order.asc().nullsLast())
      .orderBy('series_uid')
      .execute(),
  );
  return rows.map((row) => seriesOfRow(row, sealingKey));
};

/** The instances of some series, each series' by instance number. */
export const instancesOfSeries = async (
  deps: Pick<StudiesDeps, 'db' | 'tenantKeys'>,
  caller: Caller,
  seriesIds: readonly string[],
): Promise<readonly Instance[]> => {
  if (seriesIds.length === 0) return [];
  const sealingKey = await keyFor(deps, caller);
  const rows = await withTenant(deps.db, caller.tenantId, (trx) =>
    trx
      .selectFrom('studies.instance')
      .selectAll()
      .where('tenant_id', '=', caller.tenantId)
      .where('series_id', 'in', [...seriesIds])
      .orderBy('series_id')
      .orderBy('number', (order) => order.asc().nullsLast())
      .orderBy('id')
      .execute(),
  );
  return rows.map((row) => instanceOfRow(row, sealingKey));
};
