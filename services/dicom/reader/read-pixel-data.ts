// Reads the pixel data of an image: native bytes whose length must follow from the geometry, or fragments.
import { isRefusal } from '@hounsfield/kernel';
import type { Dataset, EncapsulatedPixelData } from '../dataset.ts';
import { frameCount, imageGeometry, nativeLength } from '../pixels/image-geometry.ts';
import { Tag } from '../tag.ts';
import { VR_TRAITS, type Vr } from '../vr.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { checkLength } from './check-value.ts';
import { type ReadLimits, stop } from './limits.ts';
import { readFragments } from './read-fragments.ts';
import { type Coding, require, UNDEFINED_LENGTH } from './read-header.ts';
import { swapBytes } from './swap-bytes.ts';

type Place = { readonly dataset: Dataset; readonly coding: Coding; readonly outermost: boolean };

/** Pixel Data, Float Pixel Data and Double Float Pixel Data. */
export const isPixelTag = (tag: Tag): boolean =>
  tag === Tag.PixelData || tag === Tag.FloatPixelData || tag === Tag.DoubleFloatPixelData;

const framesOf = (dataset: Dataset, limits: ReadLimits): number => {
  const frames = frameCount(dataset);
  if (frames === undefined) stop('DIMENSIONS_INVALID', 'Number of Frames (0028,0008) is not a positive whole number.');
  if (frames > limits.frames) stop('LIMIT_FRAMES', `The image has more than ${limits.frames} frames.`);
  return frames;
};

const checkNativeLength = (dataset: Dataset, length: number, limits: ReadLimits): void => {
  framesOf(dataset, limits);
  const geometry = imageGeometry(dataset);
  if (isRefusal(geometry)) stop(geometry.code, geometry.message);
  const expected = nativeLength(geometry);
  if (expected > BigInt(limits.pixelBytes))
    stop('LIMIT_PIXELS', `The image is larger than ${limits.pixelBytes} bytes.`);
  if (BigInt(length) !== expected && BigInt(length) !== expected + (expected % 2n)) {
    stop(
      'PIXEL_LENGTH_MISMATCH',
      `Pixel data claim ${length} bytes, but rows, columns, samples and frames make ${expected}.`,
    );
  }
};

/** Reads pixel data at the cursor. Inside a sequence (an icon) they are bounded like any other value. */
export function* readPixelData(
  cursor: ByteCursor,
  { tag, vr, length }: { readonly tag: Tag; readonly vr: Vr; readonly length: number },
  { dataset, coding, outermost }: Place,
  encapsulated: boolean,
  limits: ReadLimits,
): Generator<number, Uint8Array | EncapsulatedPixelData> {
  if (length === UNDEFINED_LENGTH) {
    if (!encapsulated || tag !== Tag.PixelData) {
      stop(
        'ENCAPSULATION_INVALID',
        'Pixel data have no defined length, but the transfer syntax is not a compressed one.',
      );
    }
    if (outermost) {
      const geometry = imageGeometry(dataset);
      if (isRefusal(geometry)) stop(geometry.code, geometry.message);
    }
    return yield* readFragments(cursor, framesOf(dataset, limits), limits);
  }
  if (!outermost) checkLength(tag, vr, length, limits);
  else if (encapsulated) {
    stop('ENCAPSULATION_INVALID', 'The transfer syntax is a compressed one, but the pixel data are not in fragments.');
  } else checkNativeLength(dataset, length, limits);
  if (cursor.available < length) yield* require(cursor, length, 'the pixel data');
  const value = cursor.take(length);
  return coding.littleEndian ? value : swapBytes(value, VR_TRAITS[vr].unit);
}
