// A chosen film as the tensors of a radiograph network: raw 16-bit pixels and the ends of their display scale.
import { decodePixelData } from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';
import { type OutOfScopeResult, outOfScope } from '../finding.ts';
import type { Tensors } from '../serving/tensor.ts';
import type { ChosenFilm } from './choose-film.ts';
import { displayScale } from './grey-scale.ts';

/** Decodes the film; everything after (windowing, resizing, scaling) happens inside the network's graph. */
export const prepareFilm = async ({ image }: ChosenFilm): Promise<Tensors | OutOfScopeResult> => {
  const decoded = await decodePixelData(image.file);
  if (isRefusal(decoded)) return outOfScope('UNREADABLE_IMAGE', decoded.message);
  const { bitsAllocated, bitsStored, highBit, pixelRepresentation, rows, columns, data } = decoded;
  if (bitsAllocated !== 8 && bitsAllocated !== 16) {
    return outOfScope('WRONG_PIXELS', `The image keeps ${bitsAllocated} bits a pixel; the product reads 8 or 16.`);
  }
  const offset = pixelRepresentation === 1 ? 2 ** (bitsStored - 1) : 0;
  const pixels = unsigned16(data, bitsAllocated, rows * columns);
  const shift = highBit + 1 - bitsStored;
  if (bitsStored < bitsAllocated || offset > 0) cleanBits(pixels, shift, bitsStored, offset);
  const inverted = image.photometricInterpretation === 'MONOCHROME1';
  const film = displayScale(image.file.dataset, { pixels, offset, inverted });
  return {
    pixels: { type: 'uint16', shape: [1, 1, rows, columns], data: film.pixels },
    black: { type: 'float32', shape: [1], data: Float32Array.of(film.black) },
    white: { type: 'float32', shape: [1], data: Float32Array.of(film.white) },
  };
};

/** Stored samples as 16-bit values in a buffer of their own, which can change threads. */
const unsigned16 = (data: Uint8Array, bitsAllocated: 8 | 16, count: number): Uint16Array<ArrayBuffer> => {
  if (bitsAllocated === 8) return new Uint16Array(data.subarray(0, count));
  const copy = new Uint8Array(count * 2);
  copy.set(data.subarray(0, count * 2));
  return new Uint16Array(copy.buffer);
};

// Bits outside the stored ones (old overlays) fall away. Adding half the range to a two's-complement number modulo the
// range is the same as flipping its sign bit.
const cleanBits = (pixels: Uint16Array, shift: number, bitsStored: number, offset: number): void => {
  const mask = 2 ** bitsStored - 1;
  for (let index = 0; index < pixels.length; index++) {
    pixels[index] = (((pixels[index] as number) >> shift) & mask) ^ offset;
  }
};
