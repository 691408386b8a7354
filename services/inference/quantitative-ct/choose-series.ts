// The input contract of series products: picks the axial CT series to measure, or says in one sentence why there is none.
import { type Dataset, decimal, numbers, Tag, text } from '@hounsfield/dicom';
import type { AxialSeriesContract } from '@hounsfield/models';
import { type Acquisition, type OutOfScopeCode, type OutOfScopeResult, outOfScope } from '../finding.ts';
import { deviceFacts, type ReadStudy, type StudyImage } from '../study/read-study.ts';

/** A series that meets the contract: its slices from feet to head and its geometry. */
export type ChosenSeries = {
  readonly slices: readonly StudyImage[];
  readonly spacing: { readonly slice: number; readonly row: number; readonly column: number };
  readonly leftward: 1 | -1;
  readonly acquisition: Acquisition;
};

type Refused = { readonly refused: OutOfScopeResult; readonly progress: number };
type Slice = { readonly image: StudyImage; readonly position: number };

/** Of the series that meet the contract, the thinnest; then the one with the most slices; then the first by UID. */
export const chooseSeries = (study: ReadStudy, contract: AxialSeriesContract): ChosenSeries | OutOfScopeResult => {
  if (study.images.length === 0) {
    return outOfScope('UNREADABLE_IMAGE', study.unreadable[0] ?? 'The study holds no images.');
  }
  const ct = study.images.filter(({ modality }) => contract.modalities.includes(modality));
  if (ct.length === 0)
    return outOfScope('WRONG_MODALITY', `The study holds no ${contract.modalities.join(' or ')} image.`);
  const slices = ct.filter((image) => contract.sopClasses.includes(image.sopClassUid) && isCrossSection(image));
  if (slices.length === 0) {
    return outOfScope('WRONG_SOP_CLASS', 'The study holds no cross-sectional images, only localizers or captures.');
  }
  const outcomes = [...Map.groupBy(slices, ({ seriesInstanceUid }) => seriesInstanceUid).values()].map((series) =>
    judgeSeries(series, contract),
  );
  const chosen = outcomes
    .filter((outcome): outcome is ChosenSeries => !('refused' in outcome))
    .sort(
      (a, b) =>
        a.spacing.slice - b.spacing.slice ||
        b.slices.length - a.slices.length ||
        ((a.slices[0]?.seriesInstanceUid ?? '') < (b.slices[0]?.seriesInstanceUid ?? '') ? -1 : 1),
    );
  if (chosen[0] !== undefined) return chosen[0];
  const refusals = outcomes.filter((outcome): outcome is Refused => 'refused' in outcome);
  return (refusals.sort((a, b) => b.progress - a.progress)[0] as Refused).refused;
};

/** Localizers, captures and reformatted projections are no slices of the volume; burned-in text spoils the voxels. */
const isCrossSection = ({ imageType, frames, samplesPerPixel, file: { dataset } }: StudyImage): boolean =>
  !imageType.some((value) => /LOCALIZER|^MIP$|MINIP|PROJECTION|SCREEN|DOSE|REPORT/.test(value)) &&
  imageType[1] !== 'SECONDARY' &&
  text(dataset, Tag.BurnedInAnnotation)?.toUpperCase() !== 'YES' &&
  frames === 1 &&
  samplesPerPixel === 1;

const judgeSeries = (images: readonly StudyImage[], contract: AxialSeriesContract): ChosenSeries | Refused => {
  const [first] = images as [StudyImage];
  const orientation = numbers(first.file.dataset, Tag.ImageOrientationPatient);
  const normal = orientation.length === 6 ? cross(orientation.slice(0, 3), orientation.slice(3)) : undefined;
  const refuse = (progress: number, code: OutOfScopeCode, message: string): Refused => ({
    refused: outOfScope(code, message),
    progress: progress + images.length / 1e6,
  });
  // Feet-to-head is +z of the patient; the normal of a usual axial slice points that way.
  const tilt = normal && (Math.acos(Math.min(1, Math.abs(normal[2] as number))) * 180) / Math.PI;
  if (normal === undefined || tilt === undefined || !(tilt <= contract.maxTiltDegrees)) {
    return refuse(0, 'NOT_AXIAL', 'The CT series is not axial.');
  }
  if (images.some((image) => !sameFrame(image, first, orientation))) {
    return refuse(1, 'NOT_AXIAL', 'The slices of the CT series differ in size, pixel spacing or orientation.');
  }
  const upward = (normal[2] as number) > 0 ? 1 : -1;
  const slices = images
    .map((image): Slice => ({ image, position: upward * along(image.file.dataset, normal) }))
    .sort((a, b) => a.position - b.position);
  if (slices.length < contract.minSlices) {
    return refuse(
      2,
      'TOO_FEW_SLICES',
      `The CT series has ${slices.length} slices; the product needs ${contract.minSlices}.`,
    );
  }
  const voxels = slices.length * first.rows * first.columns;
  if (slices.length > contract.maxSlices || voxels > contract.maxVoxels) {
    return refuse(2, 'TOO_MANY_SLICES', `The CT series has ${slices.length} slices, more than the product reads.`);
  }
  const gaps = slices.slice(1).map(({ position }, index) => position - (slices[index] as Slice).position);
  const gap = median(gaps);
  const uneven = gaps.find((each) => !(Math.abs(each - gap) <= contract.spacingTolerance * gap));
  if (!(gap > 0) || uneven !== undefined) {
    return uneven !== undefined && gap > 0 && uneven > 1.5 * gap
      ? refuse(3, 'MISSING_SLICE', 'A slice is missing from the CT series.')
      : refuse(3, 'SPACING_NOT_UNIFORM', 'The slices of the CT series are not evenly spaced.');
  }
  const thickness = decimal(first.file.dataset, Tag.SliceThickness);
  const [row, column] = numbers(first.file.dataset, Tag.PixelSpacing);
  if (!(row !== undefined && column !== undefined && row > 0 && column > 0)) {
    return refuse(3, 'SPACING_NOT_UNIFORM', 'The CT series does not record its pixel spacing.');
  }
  if (Math.max(gap, thickness ?? 0) > contract.maxSpacingMm) {
    return refuse(4, 'SLICES_TOO_THICK', `The slices are thicker than ${contract.maxSpacingMm} mm.`);
  }
  const kernel = text(first.file.dataset, Tag.ConvolutionKernel);
  return {
    slices: slices.map(({ image }) => image),
    spacing: { slice: gap, row, column },
    leftward: (orientation[0] as number) > 0 ? 1 : -1,
    acquisition: {
      sliceCount: slices.length,
      sliceSpacingMm: gap,
      pixelSpacingMm: [row, column],
      ...(thickness !== undefined && { sliceThicknessMm: thickness }),
      ...(kernel !== undefined && { kernel }),
      ...deviceFacts(first),
    },
  };
};

const sameFrame = (image: StudyImage, first: StudyImage, orientation: readonly number[]): boolean => {
  const { dataset } = image.file;
  const own = numbers(dataset, Tag.ImageOrientationPatient);
  const spacing = numbers(dataset, Tag.PixelSpacing);
  const firstSpacing = numbers(first.file.dataset, Tag.PixelSpacing);
  return (
    image.rows === first.rows &&
    image.columns === first.columns &&
    orientation.every((value, index) => Math.abs(value - (own[index] ?? Number.NaN)) < 1e-3) &&
    firstSpacing.every((value, index) => Math.abs(value - (spacing[index] ?? Number.NaN)) < 1e-3)
  );
};

const cross = (a: readonly number[], b: readonly number[]): number[] => {
  const [ax = 0, ay = 0, az = 0] = a;
  const [bx = 0, by = 0, bz = 0] = b;
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
};

/** Image Position projected on the slice normal; NaN, and so uneven, where it is not recorded. */
const along = (dataset: Dataset, normal: readonly number[]): number => {
  const position = numbers(dataset, Tag.ImagePositionPatient);
  return normal.reduce((sum, part, index) => sum + part * (position[index] ?? Number.NaN), 0);
};

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};
