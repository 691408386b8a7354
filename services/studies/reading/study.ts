// A study as its owner sees it: the patient's own name for members who may open studies, nothing identifying for anybody else.
import type { StudyId } from '@hounsfield/kernel';
import type { Selectable } from 'kysely';
import {
  headerContext,
  type InstanceHeader,
  openHeader,
  type SeriesHeader,
  type StudyHeader,
} from '../sealed-header.ts';
import type { InstanceId, StudiesTables, StudyStatus } from '../studies.tables.ts';

export type Study = {
  readonly id: StudyId;
  readonly status: StudyStatus;
  /** 1, then one more for every completed revision that a late instance followed. */
  readonly revision: number;
  readonly modalities: readonly string[];
  readonly instanceCount: number;
  readonly receivedAt: Date;
  readonly completedAt: Date | null;
  /** Why nothing may be diagnosed by itself; null when nothing stands against it. */
  readonly blockedReason: 'PATIENT_MISMATCH' | null;
  /** The owner's own words; null for callers who may not open studies. */
  readonly header: StudyHeader | null;
};

export type Series = {
  readonly id: string;
  readonly studyId: StudyId;
  readonly modality: string | null;
  /** The sender's series number. */
  readonly number: number | null;
  readonly header: SeriesHeader | null;
};

export type Instance = {
  readonly id: InstanceId;
  readonly studyId: StudyId;
  readonly seriesId: string;
  readonly sopClassUid: string;
  readonly number: number | null;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly frames: number;
  readonly bitsStored: number | null;
  readonly photometricInterpretation: string | null;
  /** True for a result of ours stored beside the study. */
  readonly derived: boolean;
  readonly header: InstanceHeader | null;
};

type StudyRow = Selectable<StudiesTables['studies.study']>;
type SeriesRow = Selectable<StudiesTables['studies.series']>;
type InstanceRow = Selectable<StudiesTables['studies.instance']>;

/** The study of a row; `sealingKey` is left out where the caller may not read what is sealed. */
export const studyOf = (row: StudyRow, sealingKey: Uint8Array | undefined): Study => ({
  id: row.id,
  status: row.status,
  revision: row.revision,
  modalities: row.modalities,
  instanceCount: row.instance_count,
  receivedAt: row.received_at,
  completedAt: row.completed_at,
  blockedReason: row.patient_mismatch ? 'PATIENT_MISMATCH' : null,
  header: sealingKey === undefined ? null : studyHeaderOf(row, sealingKey),
});

export const studyHeaderOf = (
  row: Pick<StudyRow, 'sealed_header' | 'tenant_id' | 'study_uid'>,
  sealingKey: Uint8Array,
): StudyHeader => openHeader(row.sealed_header, sealingKey, headerContext(row.tenant_id, 'study', row.study_uid));

export const seriesHeaderOf = (
  row: Pick<SeriesRow, 'sealed_header' | 'tenant_id' | 'series_uid'>,
  sealingKey: Uint8Array,
): SeriesHeader => openHeader(row.sealed_header, sealingKey, headerContext(row.tenant_id, 'series', row.series_uid));

export const seriesOfRow = (row: SeriesRow, sealingKey: Uint8Array | undefined): Series => ({
  id: row.id,
  studyId: row.study_id,
  modality: row.modality,
  number: row.number,
  header: sealingKey === undefined ? null : seriesHeaderOf(row, sealingKey),
});

export const instanceOfRow = (row: InstanceRow, sealingKey: Uint8Array | undefined): Instance => ({
  id: row.id,
  studyId: row.study_id,
  seriesId: row.series_id,
  sopClassUid: row.sop_class_uid,
  number: row.number,
  rows: row.rows,
  columns: row.columns,
  frames: row.frames,
  bitsStored: row.bits_stored,
  photometricInterpretation: row.photometric_interpretation,
  derived: row.diagnosis_id !== null,
  header:
    sealingKey === undefined
      ? null
      : openHeader(row.sealed_header, sealingKey, headerContext(row.tenant_id, 'instance', row.sop_instance_uid)),
});

/** A page of anything, newest first. */
export type Page<Item> = { readonly items: readonly Item[]; readonly hasNextPage: boolean };

/** Where a study stands in its owner's list: opaque to clients. */
export const studyCursor = ({ receivedAt, id }: Pick<Study, 'receivedAt' | 'id'>): string =>
  Buffer.from(`${receivedAt.toISOString()} ${id}`, 'latin1').toString('base64url');

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Reads a cursor; `undefined` for text that is none. A cursor of another tenant points between one's own studies: it shows nothing. */
export const readStudyCursor = (cursor: string): { readonly receivedAt: Date; readonly id: string } | undefined => {
  const [, at, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  return at === undefined || id === undefined ? undefined : { receivedAt: new Date(at), id };
};
