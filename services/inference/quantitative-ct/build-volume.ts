// Decodes a series into one volume of Hounsfield units, and refuses numbers that cannot be Hounsfield units of a chest.
import { decimal, decodePixelData, Tag, text } from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';
import { type OutOfScopeResult, outOfScope } from '../finding.ts';
import type { StudyImage } from '../study/read-study.ts';
import type { ChosenSeries } from './choose-series.ts';
import type { CtVolume } from './volume.ts';

/** Builds the volume slice by slice; `onSlice` is told the share that is done. */
export const buildVolume = async (
  { slices, spacing, leftward }: ChosenSeries,
  onSlice: (share: number) => void,
): Promise<CtVolume | OutOfScopeResult> => {
  const [{ rows, columns }] = slices as readonly [StudyImage];
  const data = new Int16Array(slices.length * rows * columns);
  for (const [index, image] of slices.entries()) {
    const refused = await fillSlice(image, data.subarray(index * rows * columns, (index + 1) * rows * columns));
    if (refused !== undefined) return refused;
    onSlice((index + 1) / slices.length);
  }
  const volume: CtVolume = { data, slices: slices.length, rows, columns, spacing, leftward };
  return plausible(data)
    ? volume
    : outOfScope('NOT_HOUNSFIELD', 'The voxels are not Hounsfield units of a body in air.');
};

const fillSlice = async (image: StudyImage, slice: Int16Array): Promise<OutOfScopeResult | undefined> => {
  const { dataset } = image.file;
  const slope = decimal(dataset, Tag.RescaleSlope);
  const intercept = decimal(dataset, Tag.RescaleIntercept);
  const type = text(dataset, Tag.RescaleType)?.toUpperCase() ?? 'HU';
  if (slope === undefined || intercept === undefined || slope <= 0 || (type !== 'HU' && type !== 'US')) {
    return outOfScope('NOT_HOUNSFIELD', 'The CT images do not say how their values become Hounsfield units.');
  }
  const decoded = await decodePixelData(image.file);
  if (isRefusal(decoded)) return outOfScope('UNREADABLE_IMAGE', decoded.message);
  const { bitsAllocated, bitsStored, highBit, pixelRepresentation, data } = decoded;
  if (bitsAllocated !== 16 || data.length < slice.length * 2) {
    return outOfScope('WRONG_PIXELS', `The CT images keep ${bitsAllocated} bits a pixel; the product reads 16.`);
  }
  // A view needs an even offset; a decoder may hand out any.
  const aligned = data.byteOffset % 2 === 0 ? data : data.slice();
  const stored = new Uint16Array(aligned.buffer, aligned.byteOffset, slice.length);
  const left = 15 - highBit;
  const right = 16 - bitsStored;
  const signed = pixelRepresentation === 1;
  for (let index = 0; index < slice.length; index++) {
    // Shift the stored bits to the top and back: unused high bits vanish, the sign is kept.
    const top = ((stored[index] as number) << (left + 16)) | 0;
    const value = signed ? top >> (right + 16) : top >>> (right + 16);
    const hu = Math.round(value * slope + intercept);
    slice[index] = hu < -32_768 ? -32_768 : hu > 32_767 ? 32_767 : hu;
  }
  return undefined;
};

/** A chest scan holds air near -1000 and soft tissue near 0; a map of anything else does not. */
const plausible = (data: Int16Array): boolean => {
  let air = 0;
  let tissue = 0;
  let seen = 0;
  for (let index = 0; index < data.length; index += 17) {
    const hu = data[index] as number;
    seen++;
    if (hu < -400) air++;
    else if (hu > -200 && hu < 300) tissue++;
  }
  return air > 0.02 * seen && tissue > 0.02 * seen;
};
