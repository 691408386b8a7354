// Reads the study's files into images: a header of the facts that contracts ask about, and the file for its pixels.
import { createHash } from 'node:crypto';
import { type DicomFile, decimal, integer, readDicom, Tag, text, texts } from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';
import type { SourceImage } from '../finding.ts';

/** One readable instance of the study. */
export type StudyImage = SourceImage & {
  readonly file: DicomFile;
  /** SHA-256 of the file, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly modality: string;
  readonly imageType: readonly string[];
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samplesPerPixel: number;
  readonly photometricInterpretation: string;
  readonly instanceNumber: number;
};

/** One instance's file; its SHA-256, where the store has recorded it, saves computing it again. */
export type Instance = { readonly bytes: Uint8Array; readonly sha256?: string };

/** What could be read of a study. */
export type ReadStudy = { readonly images: readonly StudyImage[]; readonly unreadable: readonly string[] };

/** Parses every instance; a file that is refused is counted with its reason and left out. */
export const readStudy = async (instances: readonly Instance[]): Promise<ReadStudy> => {
  const images: StudyImage[] = [];
  const unreadable: string[] = [];
  for (const { bytes, sha256 } of instances) {
    const file = await readDicom(bytes);
    if (isRefusal(file)) unreadable.push(file.message);
    else images.push(describe(file, sha256 ?? createHash('sha256').update(bytes).digest('hex')));
  }
  return { images, unreadable };
};

const describe = (file: DicomFile, sha256: string): StudyImage => {
  const { dataset } = file;
  return {
    file,
    sha256,
    studyInstanceUid: text(dataset, Tag.StudyInstanceUID) ?? '',
    seriesInstanceUid: text(dataset, Tag.SeriesInstanceUID) ?? '',
    sopClassUid: text(dataset, Tag.SOPClassUID) ?? '',
    sopInstanceUid: text(dataset, Tag.SOPInstanceUID) ?? '',
    modality: text(dataset, Tag.Modality) ?? '',
    imageType: texts(dataset, Tag.ImageType).map((value) => value.toUpperCase()),
    rows: integer(dataset, Tag.Rows) ?? 0,
    columns: integer(dataset, Tag.Columns) ?? 0,
    frames: integer(dataset, Tag.NumberOfFrames) ?? 1,
    samplesPerPixel: integer(dataset, Tag.SamplesPerPixel) ?? 1,
    photometricInterpretation: (text(dataset, Tag.PhotometricInterpretation) ?? '').toUpperCase(),
    instanceNumber: integer(dataset, Tag.InstanceNumber) ?? 0,
  };
};

/** The part of an image that a result names. */
export const sourceOf = ({
  studyInstanceUid,
  seriesInstanceUid,
  sopClassUid,
  sopInstanceUid,
}: StudyImage): SourceImage => ({
  studyInstanceUid,
  seriesInstanceUid,
  sopClassUid,
  sopInstanceUid,
});

/** One hash for a set of images, whatever their order. */
export const inputSha256 = (images: readonly StudyImage[]): string =>
  createHash('sha256')
    .update(
      images
        .map(({ sha256 }) => sha256)
        .sort()
        .join('\n'),
    )
    .digest('hex');

/** Device facts every acquisition records. */
export const deviceFacts = ({ file: { dataset } }: StudyImage) => {
  const manufacturer = text(dataset, Tag.Manufacturer);
  const device = text(dataset, Tag.ManufacturerModelName);
  const kilovolts = decimal(dataset, Tag.KVP);
  return {
    ...(manufacturer !== undefined && { manufacturer }),
    ...(device !== undefined && { device }),
    ...(kilovolts !== undefined && { kilovolts }),
  };
};
