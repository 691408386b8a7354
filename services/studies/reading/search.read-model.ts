// Searching one's own studies, series and instances, newest first; made for QIDO-RS. Every search that shows names leaves a trace.
import { withTenant } from '@hounsfield/database';
import { createUidMap } from '@hounsfield/dicom';
import type { Selectable, Transaction } from 'kysely';
import { actorOf, type Caller, mayOpenStudies, type StudiesDeps } from '../deps.ts';
import { patientKeyOf } from '../parsing/instance-summary.ts';
import {
  headerContext,
  type InstanceHeader,
  openHeader,
  type SeriesHeader,
  type StudyHeader,
} from '../sealed-header.ts';
import type { StudiesTables } from '../studies.tables.ts';
import type { OwnUids } from './locate.read-model.ts';
import { seriesHeaderOf, studyHeaderOf } from './study.ts';
import { exactPatientId, matchesFilter, type StudyFilter } from './study-filter.ts';

type SearchDeps = Pick<StudiesDeps, 'db' | 'tenantKeys' | 'audit' | 'clock'>;
type Trx = Transaction<StudiesTables>;
type StudyRow = Selectable<StudiesTables['studies.study']>;

export type Window = { readonly limit: number; readonly offset: number };

export type FoundStudy = {
  readonly header: StudyHeader;
  readonly modalities: readonly string[];
  readonly seriesCount: number;
  readonly instanceCount: number;
};
export type FoundStudies = {
  readonly studies: readonly FoundStudy[];
  /** False when the search gave up before it had seen every study: more may match. */
  readonly complete: boolean;
};
export type FoundSeries = {
  readonly studyUid: string;
  readonly header: SeriesHeader;
  readonly modality: string | null;
  readonly number: number | null;
  readonly instanceCount: number;
};
export type FoundInstance = {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly header: InstanceHeader;
  readonly sopClassUid: string;
  readonly number: number | null;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly frames: number;
};

const PAGE = 500;
/** Unsealing costs some microseconds a study: so many are looked at for one search. */
const MOST_SCANNED = 20_000;

const candidates = (trx: Trx, { tenantId }: Caller, filter: StudyFilter, uidMapKey: Uint8Array) => {
  const map = createUidMap(uidMapKey);
  const patientId = exactPatientId(filter);
  return trx
    .selectFrom('studies.study as t')
    .selectAll('t')
    .where('t.tenant_id', '=', tenantId)
    .$if(filter.studyUids !== undefined, (query) =>
      query.where('t.study_uid', 'in', (filter.studyUids ?? []).map(map.uid)),
    )
    .$if(patientId !== undefined, (query) =>
      query.where('t.patient_key', '=', patientKeyOf(uidMapKey, patientId ?? '')),
    )
    .orderBy('t.received_at', 'desc')
    .orderBy('t.id', 'desc');
};

const countsOf = async (trx: Trx, { tenantId }: Caller, rows: readonly StudyRow[]) => {
  if (rows.length === 0) return new Map<string, { series: number; instances: number }>();
  const counts = await trx
    .selectFrom('studies.instance')
    .select((eb) => [
      'study_id',
      eb.fn.count<bigint>('series_id').distinct().as('series'),
      eb.fn.countAll<bigint>().as('instances'),
    ])
    .where('tenant_id', '=', tenantId)
    .where(
      'study_id',
      'in',
      rows.map((row) => row.id),
    )
    .groupBy('study_id')
    .execute();
  return new Map(
    counts.map((row) => [row.study_id as string, { series: Number(row.series), instances: Number(row.instances) }]),
  );
};

const leaveTrace = ({ audit, clock }: SearchDeps, trx: Trx, caller: Caller, action: string, found: number) =>
  audit(trx, {
    tenantId: caller.tenantId,
    at: clock.now(),
    actor: actorOf(caller),
    action,
    outcome: 'done',
    detail: { found },
  });

/** Studies of the caller's organisation that match; none for callers who may not open studies. */
export const searchStudies = async (
  deps: SearchDeps,
  caller: Caller,
  filter: StudyFilter,
  { limit, offset }: Window,
): Promise<FoundStudies> => {
  if (!mayOpenStudies(caller) || filter.studyUids?.length === 0) return { studies: [], complete: true };
  const { uidMapKey, sealingKey } = await deps.tenantKeys(caller.tenantId);
  return withTenant(deps.db, caller.tenantId, async (trx) => {
    const matching: Array<{ readonly row: StudyRow; readonly header: StudyHeader }> = [];
    let [scanned, exhausted] = [0, false];
    while (matching.length < offset + limit && scanned < MOST_SCANNED && !exhausted) {
      const rows = await candidates(trx, caller, filter, uidMapKey).limit(PAGE).offset(scanned).execute();
      for (const row of rows) {
        const header = studyHeaderOf(row, sealingKey);
        if (matchesFilter(header, row.modalities, filter)) matching.push({ row, header });
      }
      scanned += rows.length;
      exhausted = rows.length < PAGE;
    }
    const window = matching.slice(offset, offset + limit);
    const counts = await countsOf(
      trx,
      caller,
      window.map(({ row }) => row),
    );
    if (window.length > 0) await leaveTrace(deps, trx, caller, 'studies.searched', window.length);
    return {
      complete: exhausted || matching.length >= offset + limit,
      studies: window.map(({ row, header }) => ({
        header,
        modalities: row.modalities,
        seriesCount: counts.get(row.id)?.series ?? 0,
        instanceCount: counts.get(row.id)?.instances ?? 0,
      })),
    };
  });
};

export type SeriesFilter = { readonly modality?: string; readonly number?: number };

/** Series of one study by the owner's UID of it (of one series where that is given too), by series number. */
export const searchSeries = async (
  deps: SearchDeps,
  caller: Caller,
  { studyUid, seriesUid }: OwnUids,
  filter: SeriesFilter,
  { limit, offset }: Window,
): Promise<readonly FoundSeries[]> => {
  if (!mayOpenStudies(caller)) return [];
  const { uidMapKey, sealingKey } = await deps.tenantKeys(caller.tenantId);
  const map = createUidMap(uidMapKey);
  return withTenant(deps.db, caller.tenantId, async (trx) => {
    const rows = await trx
      .selectFrom('studies.series as s')
      .innerJoin('studies.study as t', (join) =>
        join.onRef('t.tenant_id', '=', 's.tenant_id').onRef('t.id', '=', 's.study_id'),
      )
      .selectAll('s')
      .select((eb) =>
        eb
          .selectFrom('studies.instance as i')
          .select(eb.fn.countAll<bigint>().as('n'))
          .whereRef('i.tenant_id', '=', 's.tenant_id')
          .whereRef('i.series_id', '=', 's.id')
          .as('instances'),
      )
      .where('s.tenant_id', '=', caller.tenantId)
      .where('t.study_uid', '=', map.uid(studyUid))
      .$if(seriesUid !== undefined, (query) => query.where('s.series_uid', '=', map.uid(seriesUid ?? '')))
      .$if(filter.modality !== undefined, (query) => query.where('s.modality', '=', filter.modality ?? ''))
      .$if(filter.number !== undefined, (query) => query.where('s.number', '=', filter.number ?? 0))
      .orderBy('s.number', (order) => order.asc().nullsLast())
      .orderBy('s.series_uid')
      .limit(limit)
      .offset(offset)
      .execute();
    if (rows.length > 0) await leaveTrace(deps, trx, caller, 'series.searched', rows.length);
    return rows.map((row) => ({
      studyUid,
      header: seriesHeaderOf(row, sealingKey),
      modality: row.modality,
      number: row.number,
      instanceCount: Number(row.instances ?? 0n),
    }));
  });
};

export type InstanceFilter = { readonly sopClassUid?: string; readonly number?: number };

/** Instances of one study (of one series or the one instance where those are given too), by series and instance number. */
export const searchInstances = async (
  deps: SearchDeps,
  caller: Caller,
  { studyUid, seriesUid, sopInstanceUid }: OwnUids,
  filter: InstanceFilter,
  { limit, offset }: Window,
): Promise<readonly FoundInstance[]> => {
  if (!mayOpenStudies(caller)) return [];
  const { uidMapKey, sealingKey } = await deps.tenantKeys(caller.tenantId);
  const map = createUidMap(uidMapKey);
  return withTenant(deps.db, caller.tenantId, async (trx) => {
    const rows = await trx
      .selectFrom('studies.instance as i')
      .innerJoin('studies.series as s', (join) =>
        join.onRef('s.tenant_id', '=', 'i.tenant_id').onRef('s.id', '=', 'i.series_id'),
      )
      .innerJoin('studies.study as t', (join) =>
        join.onRef('t.tenant_id', '=', 'i.tenant_id').onRef('t.id', '=', 'i.study_id'),
      )
      .select([
        'i.sop_instance_uid',
        'i.sealed_header',
        'i.sop_class_uid',
        'i.number',
        'i.rows',
        'i.columns',
        'i.frames',
      ])
      .select(['s.tenant_id', 's.series_uid', 's.sealed_header as sealed_series'])
      .where('i.tenant_id', '=', caller.tenantId)
      .where('t.study_uid', '=', map.uid(studyUid))
      .$if(seriesUid !== undefined, (query) => query.where('s.series_uid', '=', map.uid(seriesUid ?? '')))
      .$if(sopInstanceUid !== undefined, (query) =>
        query.where('i.sop_instance_uid', '=', map.uid(sopInstanceUid ?? '')),
      )
      .$if(filter.sopClassUid !== undefined, (query) => query.where('i.sop_class_uid', '=', filter.sopClassUid ?? ''))
      .$if(filter.number !== undefined, (query) => query.where('i.number', '=', filter.number ?? 0))
      .orderBy('s.number', (order) => order.asc().nullsLast())
      .orderBy('s.series_uid')
      .orderBy('i.number', (order) => order.asc().nullsLast())
      .orderBy('i.id')
      .limit(limit)
      .offset(offset)
      .execute();
    if (rows.length > 0) await leaveTrace(deps, trx, caller, 'instances.searched', rows.length);
    return rows.map((row) => ({
      studyUid,
      seriesUid: seriesHeaderOf({ ...row, sealed_header: row.sealed_series }, sealingKey).seriesInstanceUid,
      header: openHeader<InstanceHeader>(
        row.sealed_header,
        sealingKey,
        headerContext(row.tenant_id, 'instance', row.sop_instance_uid),
      ),
      sopClassUid: row.sop_class_uid,
      number: row.number,
      rows: row.rows,
      columns: row.columns,
      frames: row.frames,
    }));
  });
};
