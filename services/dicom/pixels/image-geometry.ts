// The shape of an image as its dataset declares it, checked before a byte of pixel data is believed (PS3.3 C.7.6.3).
import { type Refusal, refusal } from '@hounsfield/kernel';
import type { Dataset } from '../dataset.ts';
import { integer, text, texts } from '../element-values.ts';
import { formatTag, keywordOf, Tag } from '../tag.ts';

/** Shape and sample format of an image. */
export type ImageGeometry = {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  /** 1 when samples are signed. */
  readonly pixelRepresentation: 0 | 1;
  readonly photometricInterpretation: string;
  /** 1 when samples of one colour lie together, 0 when they alternate. */
  readonly planarConfiguration: 0 | 1;
};

const ALLOCATIONS = [1, 8, 16, 32, 64];

const invalid = (message: string) => refusal('DIMENSIONS_INVALID', message);

/** An US element that must be two bytes: a longer one is an overflow waiting for a careless reader. */
const short = (dataset: Dataset, tag: Tag): number | undefined => {
  const element = dataset.get(tag);
  if (element?.vr !== 'US' || !(element.value instanceof Uint8Array) || element.value.length !== 2) return undefined;
  return integer(dataset, tag);
};

/** Number of Frames: 1 when absent or empty, undefined when not a positive whole number. */
export const frameCount = (dataset: Dataset): number | undefined => {
  const [first] = texts(dataset, Tag.NumberOfFrames);
  if (first === undefined || first === '') return 1;
  return /^\+?\d{1,10}$/.test(first) && Number(first) > 0 ? Number(first) : undefined;
};

/** Reads the geometry, or refuses with DIMENSIONS_INVALID and the element that is wrong. */
export const imageGeometry = (dataset: Dataset): ImageGeometry | Refusal<'DIMENSIONS_INVALID'> => {
  for (const tag of [Tag.Rows, Tag.Columns, Tag.BitsAllocated]) {
    const value = short(dataset, tag);
    if (value === undefined || value === 0) {
      return invalid(`${keywordOf(tag)} ${formatTag(tag)} must be one positive unsigned 16-bit number.`);
    }
  }
  const frames = frameCount(dataset);
  if (frames === undefined) return invalid('Number of Frames (0028,0008) is not a positive whole number.');
  const bitsAllocated = short(dataset, Tag.BitsAllocated) as number;
  if (!ALLOCATIONS.includes(bitsAllocated)) return invalid('Bits Allocated (0028,0100) must be 1, 8, 16, 32 or 64.');
  const samplesPerPixel = dataset.has(Tag.SamplesPerPixel) ? short(dataset, Tag.SamplesPerPixel) : 1;
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3) return invalid('Samples per Pixel (0028,0002) must be 1 or 3.');
  const bitsStored = dataset.has(Tag.BitsStored) ? short(dataset, Tag.BitsStored) : bitsAllocated;
  const highBit = dataset.has(Tag.HighBit) ? short(dataset, Tag.HighBit) : (bitsStored ?? 0) - 1;
  if (bitsStored === undefined || bitsStored < 1 || bitsStored > bitsAllocated) {
    return invalid('Bits Stored (0028,0101) must be at least 1 and at most Bits Allocated.');
  }
  if (highBit === undefined || highBit >= bitsAllocated || highBit < bitsStored - 1) {
    return invalid('High Bit (0028,0102) does not fit Bits Allocated and Bits Stored.');
  }
  const representation = dataset.has(Tag.PixelRepresentation) ? short(dataset, Tag.PixelRepresentation) : 0;
  if (representation !== 0 && representation !== 1) return invalid('Pixel Representation (0028,0103) must be 0 or 1.');
  const planar = dataset.has(Tag.PlanarConfiguration) ? short(dataset, Tag.PlanarConfiguration) : 0;
  if (planar !== 0 && planar !== 1) return invalid('Planar Configuration (0028,0006) must be 0 or 1.');
  const photometricInterpretation = (text(dataset, Tag.PhotometricInterpretation) ?? '').toUpperCase();
  if (photometricInterpretation === '') return invalid('Photometric Interpretation (0028,0004) is missing.');
  return {
    rows: short(dataset, Tag.Rows) as number,
    columns: short(dataset, Tag.Columns) as number,
    frames,
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    highBit,
    pixelRepresentation: representation,
    photometricInterpretation,
    planarConfiguration: planar,
  };
};

/** Bytes of all frames without padding; BigInt, because hostile numbers overflow doubles. */
export const nativeLength = (geometry: ImageGeometry): bigint => {
  const pixels = BigInt(geometry.rows) * BigInt(geometry.columns) * BigInt(geometry.frames);
  // YBR_FULL_422 shares its chrominance between two pixels: two samples for each pixel (PS3.3 C.7.6.3.1.2).
  const samples = geometry.photometricInterpretation.endsWith('_422') ? 2n : BigInt(geometry.samplesPerPixel);
  return (pixels * samples * BigInt(geometry.bitsAllocated) + 7n) / 8n;
};
