// A small chest film as a DICOM file for tests: grey values by arithmetic, every header fact chosen by the test.
import { Dataset, dicomFile, putBytes, putNumbers, putText, Tag, writeDicom } from '@hounsfield/dicom';

export type TestFilm = {
  readonly rows?: number;
  readonly columns?: number;
  readonly modality?: string;
  readonly sopClassUid?: string;
  readonly view?: string;
  readonly age?: string;
  readonly bodyPart?: string;
  readonly photometricInterpretation?: string;
  readonly frames?: number;
  readonly instanceNumber?: number;
  readonly sopInstanceUid?: string;
};

const DX = '1.2.840.10008.5.1.4.1.1.1.1';

/** Writes the film as a Part 10 file of its own buffer. */
export const testFilm = (film: TestFilm = {}): Uint8Array => {
  const { rows = 240, columns = 200, frames = 1 } = film;
  const dataset = new Dataset();
  putText(dataset, Tag.SOPClassUID, film.sopClassUid ?? DX);
  putText(dataset, Tag.SOPInstanceUID, film.sopInstanceUid ?? `2.25.${1000 + (film.instanceNumber ?? 1)}`);
  putText(dataset, Tag.StudyInstanceUID, '2.25.1');
  putText(dataset, Tag.SeriesInstanceUID, '2.25.2');
  putText(dataset, Tag.Modality, film.modality ?? 'DX');
  putText(dataset, Tag.InstanceNumber, String(film.instanceNumber ?? 1));
  if (film.age !== '') putText(dataset, Tag.PatientAge, film.age ?? '045Y');
  if (film.view !== '') putText(dataset, Tag.ViewPosition, film.view ?? 'PA');
  putText(dataset, Tag.BodyPartExamined, film.bodyPart ?? 'CHEST');
  putNumbers(dataset, Tag.SamplesPerPixel, 1);
  putText(dataset, Tag.PhotometricInterpretation, film.photometricInterpretation ?? 'MONOCHROME2');
  if (frames !== 1) putText(dataset, Tag.NumberOfFrames, String(frames));
  putNumbers(dataset, Tag.Rows, rows);
  putNumbers(dataset, Tag.Columns, columns);
  putNumbers(dataset, Tag.BitsAllocated, 16);
  putNumbers(dataset, Tag.BitsStored, 12);
  putNumbers(dataset, Tag.HighBit, 11);
  putNumbers(dataset, Tag.PixelRepresentation, 0);
  putNumbers(dataset, Tag.WindowCenter, 2048);
  putNumbers(dataset, Tag.WindowWidth, 4096);
  const pixels = Uint16Array.from({ length: rows * columns * frames }, (_, at) => (at * 7) % 4096);
  putBytes(dataset, Tag.PixelData, new Uint8Array(pixels.buffer), 'OW');
  return writeDicom(dicomFile(dataset));
};
