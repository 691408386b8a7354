// An upload: files of a client that go straight to the object store, part by part, and are received once all are there.
import type { StudyId, UploadId } from '@hounsfield/kernel';
import type { Selectable } from 'kysely';
import { LARGEST_INSTANCE_BYTES } from '../parsing/instance-parser.ts';
import { openHeader, sealHeader } from '../sealed-header.ts';
import type { StudiesTables, UploadStatus } from '../studies.tables.ts';
import type { UploadOrder } from './upload-order.ts';

/** Parts are this long, the last one shorter: S3 asks for at least 5 MiB. */
export const PART_BYTES = 8 * 1024 * 1024;
export const MOST_FILES = 5_000;
/** What the parser takes: a larger file would be sent for nothing. */
export const LARGEST_FILE_BYTES = LARGEST_INSTANCE_BYTES;
export const LARGEST_UPLOAD_BYTES = 64 * 1024 ** 3;
/** Presigned parts are good for so long; a client that is slower asks again. */
export const PART_SECONDS = 15 * 60;

/** A PUT that the client has yet to make, with exactly these headers. */
export type UploadPart = {
  readonly partNumber: number;
  readonly offset: bigint;
  readonly length: number;
  readonly url: string;
  readonly headers: ReadonlyArray<{ readonly name: string; readonly value: string }>;
};

/** What became of a file; `code` and `message` say why it was not stored. */
export type FileOutcome = { readonly stored: boolean; readonly code?: string; readonly message?: string };

export type UploadFile = {
  readonly clientRef: string;
  /** Parts still to be sent. Filled in by `openUpload` and `refreshUpload` alone. */
  readonly parts: readonly UploadPart[];
  readonly outcome?: FileOutcome;
};

export type Upload = {
  readonly id: UploadId;
  readonly status: UploadStatus;
  readonly files: readonly UploadFile[];
  readonly studyIds: readonly StudyId[];
  readonly order?: UploadOrder;
  /** `member:<id>` or `api-key:<id>`. */
  readonly openedBy: string;
  readonly openedAt: Date;
};

export type FileRow = Selectable<StudiesTables['studies.upload_file']>;

const refContext = (tenantId: string, uploadId: string, number: number): string =>
  `${tenantId}|upload|${uploadId}|${number}`;

/** Seals a client's name for a file: it may name a patient. */
export const sealRef = (ref: string, sealingKey: Uint8Array, tenantId: string, uploadId: string, number: number) =>
  sealHeader(ref, sealingKey, refContext(tenantId, uploadId, number));

/** The client's name for the file of a row. */
export const openRef = (
  row: Pick<FileRow, 'sealed_ref' | 'tenant_id' | 'upload_id' | 'number'>,
  sealingKey: Uint8Array,
) => openHeader<string>(row.sealed_ref, sealingKey, refContext(row.tenant_id, row.upload_id, row.number));

export const partCount = (sizeBytes: bigint): number =>
  Number((sizeBytes + BigInt(PART_BYTES) - 1n) / BigInt(PART_BYTES));

/** Bytes of a part, counted from 1. */
export const partLength = (sizeBytes: bigint, partNumber: number): number =>
  Math.min(PART_BYTES, Number(sizeBytes - BigInt(partNumber - 1) * BigInt(PART_BYTES)));

/** What became of the file of a row; `undefined` while it is on its way. */
export const outcomeOf = ({
  state,
  code,
  message,
}: Pick<FileRow, 'state' | 'code' | 'message'>): FileOutcome | undefined => {
  if (state === 'STORED') return { stored: true };
  if (state !== 'REFUSED') return undefined;
  return { stored: false, code: code ?? 'REFUSED', message: message ?? '' };
};
