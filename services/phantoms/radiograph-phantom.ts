// A frontal chest radiograph as a DICOM file (DX For Presentation), clear or with an opacity, and what was drawn into it.
import {
  type Dataset,
  datasetOf,
  dicomFile,
  putBytes,
  putEmpty,
  putItems,
  putNumbers,
  putText,
  Tag,
  writeDicom,
} from '@hounsfield/dicom';
import { drawFilm, type Opacity } from './film.ts';
import { orderOf, type PhantomCharacterSet, type PhantomPerson, personOf } from './person.ts';
import { instanceHeader, type StudyHeader } from './study-headers.ts';

/** What kind of radiograph to make; everything has a default. */
export type RadiographPhantomOptions = {
  readonly seed?: number;
  /** Rows and columns. */
  readonly size?: number;
  /** Whether an opacity, as of a consolidation, lies in one lung. */
  readonly opacity?: boolean;
  readonly view?: 'PA' | 'AP';
  readonly ageYears?: number;
  /** MONOCHROME1 stores white as 0. */
  readonly photometric?: 'MONOCHROME1' | 'MONOCHROME2';
  readonly person?: Partial<PhantomPerson>;
  readonly characterSet?: PhantomCharacterSet;
  /** `YYYYMMDD`. */
  readonly studyDate?: string;
};

/** What is true of a radiograph phantom. */
export type RadiographTruth = {
  readonly kind: 'xray';
  readonly seed: number;
  /** Where the opacity lies, in shares of the picture; absent in a clear film. */
  readonly opacity?: Opacity;
  readonly view: 'PA' | 'AP';
  readonly ageYears: number;
};

/** Part 10 files (one film) and the truth. */
export type RadiographPhantom = { readonly files: readonly Uint8Array[]; readonly truth: RadiographTruth };

const DX_FOR_PRESENTATION = '1.2.840.10008.5.1.4.1.1.1.1';
const DETECTOR_MM = 430;

const coded = (value: string, meaning: string): Dataset =>
  datasetOf({ CodeValue: value, CodingSchemeDesignator: 'SCT', CodeMeaning: meaning });

const VIEWS = { PA: ['272479007', 'postero-anterior'], AP: ['399348003', 'antero-posterior'] } as const;

const putDetector = (dataset: Dataset, size: number): void => {
  const pitch = DETECTOR_MM / size;
  putText(dataset, Tag.DetectorType, 'DIRECT');
  putText(dataset, Tag.DetectorConfiguration, 'AREA');
  putNumbers(dataset, Tag.ImagerPixelSpacing, [pitch, pitch]);
  putText(dataset, Tag.FieldOfViewShape, 'RECTANGLE');
  putNumbers(dataset, Tag.FieldOfViewDimensions, [DETECTOR_MM, DETECTOR_MM]);
  putNumbers(dataset, Tag.KVP, 125);
  putNumbers(dataset, Tag.Exposure, 3);
  putNumbers(dataset, Tag.DistanceSourceToDetector, 1800);
  putText(dataset, Tag.PositionerType, 'NONE');
};

/** Makes a frontal chest film. The same options give the same bytes. */
export const radiographPhantom = (options: RadiographPhantomOptions = {}): RadiographPhantom => {
  const { seed = 1, size = 1024, opacity = false, view = 'PA', ageYears = 45, photometric = 'MONOCHROME2' } = options;
  if (
    !Number.isSafeInteger(seed) ||
    !Number.isSafeInteger(size) ||
    size < 128 ||
    size > 4096 ||
    ageYears < 0 ||
    ageYears > 120
  ) {
    throw new RangeError('a radiograph phantom has 128 to 4096 pixels and a patient of 0 to 120 years');
  }
  const studyDate = options.studyDate ?? '20260115';
  const person = personOf(seed, ageYears, studyDate, options.person);
  const study: StudyHeader = {
    person,
    order: orderOf(seed),
    characterSet: options.characterSet ?? 'GB18030',
    studyDate,
    key: [
      'xray',
      String(seed),
      String(size),
      String(opacity),
      view,
      String(ageYears),
      photometric,
      studyDate,
      person.patientId,
    ],
    modality: 'DX',
    sopClassUid: DX_FOR_PRESENTATION,
    studyDescription: view === 'PA' ? '胸部正位 后前位' : '胸部正位 前后位',
    seriesDescription: `Chest ${view}`,
    bodyPart: 'CHEST',
  };
  const film = drawFilm({ seed, size, opacity });
  const dataset = instanceHeader(study, 1);
  putText(dataset, Tag.ImageType, ['ORIGINAL', 'PRIMARY', '']);
  putText(dataset, Tag.PresentationIntentType, 'FOR PRESENTATION');
  putText(dataset, Tag.ViewPosition, view);
  putItems(dataset, Tag.ViewCodeSequence, [coded(VIEWS[view][0], VIEWS[view][1])]);
  putItems(dataset, Tag.AnatomicRegionSequence, [coded('816094009', 'Chest')]);
  putText(dataset, Tag.ImageLaterality, 'U');
  putText(dataset, Tag.PatientOrientation, ['L', 'F']);
  putEmpty(dataset, Tag.AcquisitionContextSequence);
  putDetector(dataset, size);
  putNumbers(dataset, Tag.SamplesPerPixel, 1);
  putText(dataset, Tag.PhotometricInterpretation, photometric);
  putNumbers(dataset, Tag.Rows, size);
  putNumbers(dataset, Tag.Columns, size);
  putNumbers(dataset, Tag.BitsAllocated, 16);
  putNumbers(dataset, Tag.BitsStored, 12);
  putNumbers(dataset, Tag.HighBit, 11);
  putNumbers(dataset, Tag.PixelRepresentation, 0);
  putText(dataset, Tag.BurnedInAnnotation, 'NO');
  putText(dataset, Tag.PixelIntensityRelationship, 'LOG');
  putNumbers(dataset, Tag.PixelIntensityRelationshipSign, photometric === 'MONOCHROME2' ? -1 : 1, 'SS');
  putNumbers(dataset, Tag.WindowCenter, (film.top + 1) / 2);
  putNumbers(dataset, Tag.WindowWidth, film.top + 1);
  putNumbers(dataset, Tag.RescaleIntercept, 0);
  putNumbers(dataset, Tag.RescaleSlope, 1);
  putText(dataset, Tag.RescaleType, 'US');
  putText(dataset, Tag.LossyImageCompression, '00');
  putText(dataset, Tag.PresentationLUTShape, photometric === 'MONOCHROME2' ? 'IDENTITY' : 'INVERSE');
  const pixels = new Uint8Array(size * size * 2);
  film.pixels.forEach((grey, at) => {
    const stored = photometric === 'MONOCHROME2' ? grey : film.top - grey;
    pixels[at * 2] = stored & 0xff;
    pixels[at * 2 + 1] = stored >> 8;
  });
  putBytes(dataset, Tag.PixelData, pixels, 'OW');
  return {
    files: [writeDicom(dicomFile(dataset))],
    truth: { kind: 'xray', seed, ...(film.opacity ? { opacity: film.opacity } : {}), view, ageYears },
  };
};
