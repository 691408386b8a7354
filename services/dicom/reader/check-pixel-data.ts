// What pixel data may claim before they are read: a length that follows from the geometry, or fragments where the syntax is compressed.
import { isRefusal } from '@hounsfield/kernel';
import type { Dataset } from '../dataset.ts';
import { frameCount, type ImageGeometry, imageGeometry, nativeLength } from '../pixels/image-geometry.ts';
import { Tag } from '../tag.ts';
import { type ReadLimits, stop } from './limits.ts';

/** Pixel Data, Float Pixel Data and Double Float Pixel Data. */
export const isPixelTag = (tag: Tag): boolean =>
  tag === Tag.PixelData || tag === Tag.FloatPixelData || tag === Tag.DoubleFloatPixelData;

/** Number of frames of a dataset that holds compressed pixel data. */
export const framesWithin = (dataset: Dataset, limits: ReadLimits): number => {
  const frames = frameCount(dataset);
  if (frames === undefined) {
    stop('DIMENSIONS_INVALID', 'Number of Frames (0028,0008) is not a positive whole number.');
  }
  if (frames > limits.frames) stop('LIMIT_FRAMES', `The image has more than ${limits.frames} frames.`);
  return frames;
};

const geometryOf = (dataset: Dataset): ImageGeometry => {
  const geometry = imageGeometry(dataset);
  if (isRefusal(geometry)) stop(geometry.code, geometry.message);
  return geometry;
};

/** Refuses fragments under a native transfer syntax, and around an image without sound geometry. */
export const checkFragments = (tag: Tag, dataset: Dataset, outermost: boolean, encapsulated: boolean): void => {
  if (!encapsulated || tag !== Tag.PixelData) {
    stop('ENCAPSULATION_INVALID', 'Pixel data have no length, but the transfer syntax is not a compressed one.');
  }
  if (outermost) geometryOf(dataset);
};

/** Refuses native pixel data of the outermost dataset whose length is not exactly rows x columns x samples x frames. */
export const checkNativePixels = (
  dataset: Dataset,
  length: number,
  encapsulated: boolean,
  limits: ReadLimits,
): void => {
  if (encapsulated) {
    stop('ENCAPSULATION_INVALID', 'The transfer syntax is a compressed one, but the pixel data are not in fragments.');
  }
  framesWithin(dataset, limits);
  const expected = nativeLength(geometryOf(dataset));
  if (expected > BigInt(limits.pixelBytes)) {
    stop('LIMIT_PIXELS', `The image is larger than ${limits.pixelBytes} bytes.`);
  }
  if (BigInt(length) !== expected && BigInt(length) !== expected + (expected % 2n)) {
    stop(
      'PIXEL_LENGTH_MISMATCH',
      `Pixel data claim ${length} bytes, but rows, columns, samples and frames make ${expected}.`,
    );
  }
};
