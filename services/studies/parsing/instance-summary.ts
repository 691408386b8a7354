// What the product keeps of one instance in rows: technical facts in the clear, words of the sender sealed.
import { createHmac } from 'node:crypto';
import { type Dataset, integer, isUid, Tag, text } from '@hounsfield/dicom';
import {
  headerContext,
  type InstanceHeader,
  type SeriesHeader,
  type StudyHeader,
  sealHeader,
} from '../sealed-header.ts';

/** The row of an instance, its series and its study, as the parser child hands it over. Sealed bytes are base64. */
export type InstanceSummary = {
  readonly instanceId: string;
  readonly originalSha256: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  readonly modality: string | null;
  readonly seriesNumber: number | null;
  readonly number: number | null;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly frames: number;
  readonly bitsStored: number | null;
  readonly photometricInterpretation: string | null;
  readonly pixelRisk: 'none' | 'possible';
  readonly patientKey: string | null;
  readonly sealedStudy: string;
  readonly sealedSeries: string;
  readonly sealedInstance: string;
};

export type SummaryKeys = {
  readonly tenantId: string;
  readonly uidMapKey: Uint8Array;
  readonly sealingKey: Uint8Array;
};

const CODE_STRING = /^[A-Z0-9_ ]{1,16}$/;
const LARGEST_INT = 2_147_483_647;

const code = (dataset: Dataset, tag: Tag): string | null => {
  const value = text(dataset, tag);
  return value !== undefined && CODE_STRING.test(value) ? value : null;
};
const int = (dataset: Dataset, tag: Tag): number | null => {
  const value = integer(dataset, tag);
  return value !== undefined && Math.abs(value) <= LARGEST_INT ? value : null;
};

/** Only what is there: an absent value is an absent property. */
const present = <Header>(values: { readonly [name: string]: string | undefined }): Header =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Header;

const studyHeader = (source: Dataset): StudyHeader =>
  present({
    studyInstanceUid: text(source, Tag.StudyInstanceUID),
    patientName: text(source, Tag.PatientName),
    patientId: text(source, Tag.PatientID),
    issuerOfPatientId: text(source, Tag.IssuerOfPatientID),
    patientBirthDate: text(source, Tag.PatientBirthDate),
    patientSex: text(source, Tag.PatientSex),
    studyDate: text(source, Tag.StudyDate),
    studyTime: text(source, Tag.StudyTime),
    accessionNumber: text(source, Tag.AccessionNumber),
    studyId: text(source, Tag.StudyID),
    studyDescription: text(source, Tag.StudyDescription),
    referringPhysicianName: text(source, Tag.ReferringPhysicianName),
  });

const seriesHeader = (source: Dataset): SeriesHeader =>
  present({
    seriesInstanceUid: text(source, Tag.SeriesInstanceUID),
    seriesDescription: text(source, Tag.SeriesDescription),
    seriesDate: text(source, Tag.SeriesDate),
    seriesTime: text(source, Tag.SeriesTime),
    bodyPartExamined: text(source, Tag.BodyPartExamined),
  });

/** Keyed digest of the patient's ID, which an owner may search by and which tells two patients of one study apart. */
export const patientKeyOf = (uidMapKey: Uint8Array, patientId: string): Buffer =>
  createHmac('sha256', uidMapKey).update(`patient-key\0${patientId.trim().toUpperCase()}`).digest();

const patientKey = (source: Dataset, uidMapKey: Uint8Array): string | null => {
  const id = text(source, Tag.PatientID);
  const name = text(source, Tag.PatientName)?.replaceAll(/[\s^=]+/g, ' ');
  if (id !== undefined) return patientKeyOf(uidMapKey, id).toString('hex');
  return name === undefined ? null : patientKeyOf(uidMapKey, `name\0${name}`).toString('hex');
};

/**
 * The id an instance will have: the same bytes of the same tenant always get the same id, so that a repeated attempt writes
 * over its own objects and leaves no orphan. A UUID of version 8 (RFC 9562).
 */
export const instanceIdOf = (uidMapKey: Uint8Array, originalSha256: string): string => {
  const bytes = createHmac('sha256', uidMapKey).update(`instance\0${originalSha256}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

/** The four UIDs without which an object has no place; `undefined` where one is missing or malformed. */
export const identifyingUids = (dataset: Dataset) => {
  const [study, series, instance, sopClass] = [
    text(dataset, Tag.StudyInstanceUID),
    text(dataset, Tag.SeriesInstanceUID),
    text(dataset, Tag.SOPInstanceUID),
    text(dataset, Tag.SOPClassUID),
  ];
  return study && series && instance && sopClass && [study, series, instance, sopClass].every(isUid)
    ? { study, series, instance, sopClass }
    : undefined;
};

/** Summarises an instance from its original dataset and the de-identified one. */
export const summarise = (
  { tenantId, uidMapKey, sealingKey }: SummaryKeys,
  original: Dataset,
  cleaned: { readonly dataset: Dataset; readonly pixelRisk: 'none' | 'possible' },
  transferSyntaxUid: string,
  originalSha256: string,
): InstanceSummary => {
  const uids = identifyingUids(cleaned.dataset);
  if (uids === undefined) throw new Error('a de-identified dataset has lost its UIDs');
  const instanceHeader: InstanceHeader = { sopInstanceUid: text(original, Tag.SOPInstanceUID) ?? '' };
  const seal = (level: 'study' | 'series' | 'instance', uid: string, header: unknown): string =>
    sealHeader(header, sealingKey, headerContext(tenantId, level, uid)).toString('base64');
  const hasPixels =
    original.has(Tag.PixelData) || original.has(Tag.FloatPixelData) || original.has(Tag.DoubleFloatPixelData);
  return {
    instanceId: instanceIdOf(uidMapKey, originalSha256),
    originalSha256,
    studyUid: uids.study,
    seriesUid: uids.series,
    sopInstanceUid: uids.instance,
    sopClassUid: uids.sopClass,
    transferSyntaxUid,
    modality: code(original, Tag.Modality),
    seriesNumber: int(original, Tag.SeriesNumber),
    number: int(original, Tag.InstanceNumber),
    rows: int(original, Tag.Rows),
    columns: int(original, Tag.Columns),
    frames: hasPixels ? Math.max(1, int(original, Tag.NumberOfFrames) ?? 1) : 0,
    bitsStored: int(original, Tag.BitsStored),
    photometricInterpretation: code(original, Tag.PhotometricInterpretation),
    pixelRisk: cleaned.pixelRisk,
    patientKey: patientKey(original, uidMapKey),
    sealedStudy: seal('study', uids.study, studyHeader(original)),
    sealedSeries: seal('series', uids.series, seriesHeader(original)),
    sealedInstance: seal('instance', uids.instance, instanceHeader),
  };
};
