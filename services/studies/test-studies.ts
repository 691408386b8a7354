// A test bed for this room: a real database, a real object store, keys per tenant, and small DICOM files made to order.
import { createHash, randomBytes } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { Dataset, dicomFile, putBytes, putNumbers, putText, Tag, writeDicom } from '@hounsfield/dicom';
import { ManualClock, type MemberId, newId, type TenantId } from '@hounsfield/kernel';
import { startTestObjectStore, type TestObjectStore } from '@hounsfield/storage';
import type { Kysely } from 'kysely';
import type { Caller, ReceiveDeps, StudyAuditEntry, TenantKeys } from './deps.ts';
import { startInstanceParser } from './parsing/instance-parser.ts';
import type { StudiesTables } from './studies.tables.ts';
import type { Upload } from './uploads/upload.ts';

export type TestStudies = {
  readonly database: TestDatabase<StudiesTables>;
  readonly s3: TestObjectStore;
  readonly clock: ManualClock;
  readonly audited: StudyAuditEntry[];
  /** As the gateway and the ingest process work: role `hounsfield_app`. */
  readonly deps: ReceiveDeps;
  /** As workers work: role `hounsfield_worker`. */
  readonly workerDeps: ReceiveDeps;
  stop(): Promise<void>;
};

export const startTestStudies = async (versitygw: string): Promise<TestStudies> => {
  const [database, s3] = await Promise.all([createTestDatabase<StudiesTables>(), startTestObjectStore(versitygw)]);
  const clock = new ManualClock(new Date('2026-11-23T08:00:00Z'));
  const audited: StudyAuditEntry[] = [];
  const keys = new Map<TenantId, TenantKeys>();
  const parser = startInstanceParser();
  const tenantKeys = async (tenant: TenantId): Promise<TenantKeys> => {
    const known = keys.get(tenant) ?? { uidMapKey: randomBytes(32), sealingKey: randomBytes(32) };
    keys.set(tenant, known);
    return known;
  };
  const audit: ReceiveDeps['audit'] = async (_, entry) => void audited.push(entry);
  const depsWith = (db: Kysely<StudiesTables>): ReceiveDeps => ({
    db,
    clock,
    tenantKeys,
    audit,
    store: s3.store,
    parser,
  });
  return {
    database,
    s3,
    clock,
    audited,
    deps: depsWith(database.app),
    workerDeps: depsWith(database.worker),
    stop: async () => {
      await parser.close();
      await Promise.all([database.drop(), s3.stop()]);
    },
  };
};

/** A technologist of a fresh organisation. */
export const testCaller = (roles: readonly string[] = ['TECHNOLOGIST', 'RADIOLOGIST']): Caller => ({
  tenantId: newId<TenantId>(),
  memberId: newId<MemberId>(),
  roles,
});

let counter = 0;

/** A well-formed UID nobody has used before. */
export const freshUid = (): string => {
  counter += 1;
  return `1.2.826.0.1.3680043.9.${process.pid}.${counter}`;
};

export type TestSlice = {
  readonly studyUid: string;
  readonly seriesUid?: string;
  readonly instanceUid?: string;
  readonly number?: number;
  readonly patientName?: string;
  readonly patientId?: string;
  readonly modality?: string;
  readonly sopClassUid?: string;
  /** Rows and columns. */
  readonly size?: number;
  readonly frames?: number;
  readonly change?: (dataset: Dataset) => void;
};

export const CT_STORAGE = '1.2.840.10008.5.1.4.1.1.2';

/** A CT slice with pixels that tell its number, as a Part 10 file. */
export const ctSlice = (slice: TestSlice): Uint8Array => {
  const { studyUid, seriesUid = `${studyUid}.1`, number = 1, size = 16, frames = 1 } = slice;
  const dataset = new Dataset();
  putText(dataset, Tag.SpecificCharacterSet, 'ISO_IR 192');
  putText(dataset, Tag.SOPClassUID, slice.sopClassUid ?? CT_STORAGE);
  putText(dataset, Tag.SOPInstanceUID, slice.instanceUid ?? `${seriesUid}.${number}`);
  putText(dataset, Tag.StudyInstanceUID, studyUid);
  putText(dataset, Tag.SeriesInstanceUID, seriesUid);
  putText(dataset, Tag.Modality, slice.modality ?? 'CT');
  putText(dataset, Tag.StudyDate, '20260312');
  putText(dataset, Tag.StudyTime, '101500');
  putText(dataset, Tag.AccessionNumber, 'ACC-7741');
  putText(dataset, Tag.StudyDescription, 'CHEST CT for Wang');
  putText(dataset, Tag.SeriesDescription, 'LUNG 1.0 mm');
  putText(dataset, Tag.PatientName, slice.patientName ?? 'Wang^XiaoDong=王^小东');
  putText(dataset, Tag.PatientID, slice.patientId ?? 'PID-20931');
  putText(dataset, Tag.PatientBirthDate, '19610704');
  putText(dataset, Tag.PatientSex, 'M');
  putNumbers(dataset, Tag.SeriesNumber, 1);
  putNumbers(dataset, Tag.InstanceNumber, number);
  putNumbers(dataset, Tag.SamplesPerPixel, 1);
  putText(dataset, Tag.PhotometricInterpretation, 'MONOCHROME2');
  if (frames > 1) putNumbers(dataset, Tag.NumberOfFrames, frames);
  putNumbers(dataset, Tag.Rows, size);
  putNumbers(dataset, Tag.Columns, size);
  putNumbers(dataset, Tag.BitsAllocated, 16);
  putNumbers(dataset, Tag.BitsStored, 12);
  putNumbers(dataset, Tag.HighBit, 11);
  putNumbers(dataset, Tag.PixelRepresentation, 0);
  putText(dataset, Tag.WindowCenter, '40');
  putText(dataset, Tag.WindowWidth, '400');
  putText(dataset, Tag.RescaleIntercept, '-1024');
  putText(dataset, Tag.RescaleSlope, '1');
  const pixels = new Uint8Array(size * size * 2 * frames);
  new DataView(pixels.buffer).setUint16(0, number, true);
  putBytes(dataset, Tag.PixelData, pixels, 'OW');
  slice.change?.(dataset);
  return writeDicom(dicomFile(dataset));
};

/** Words of {@link ctSlice} that must never be seen outside what is sealed. */
export const IDENTIFYING_WORDS = ['Wang', 'XiaoDong', '王', 'PID-20931', 'ACC-7741', '19610704', '20260312'];

/** SHA-256 of each 8 MiB part, as clients send them. */
export const partDigests = (bytes: Uint8Array, partBytes: number): string[] =>
  Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, index) =>
    createHash('sha256')
      .update(bytes.subarray(index * partBytes, (index + 1) * partBytes))
      .digest('hex'),
  );

/** Sends the parts of an upload as a client does; throws where the store refuses one. `only` chooses which. */
export const sendParts = async (
  upload: Upload,
  bytesOf: (clientRef: string) => Uint8Array,
  only: () => boolean = () => true,
): Promise<void> => {
  for (const { clientRef, parts } of upload.files) {
    for (const { url, headers, offset, length } of parts) {
      if (!only()) continue;
      const body = Buffer.from(bytesOf(clientRef).subarray(Number(offset), Number(offset) + length));
      const sent = headers.filter(({ name }) => name !== 'content-length').map(({ name, value }) => [name, value]);
      const answer = await fetch(url, { method: 'PUT', body, headers: sent as [string, string][] });
      if (!answer.ok) throw new Error(`a part was refused with status ${answer.status}`);
    }
  }
};

/** Everything the object store holds for a tenant. */
export const objectsOf = async ({ store }: TestObjectStore, { tenantId }: Caller) => {
  const objects: Array<{ readonly key: string; readonly bytes: Buffer }> = [];
  for await (const { key } of store.list(`t/${tenantId}/`))
    objects.push({ key, bytes: Buffer.from(await store.get(key)) });
  return objects;
};
