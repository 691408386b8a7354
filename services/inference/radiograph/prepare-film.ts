// A chosen film as the tensors of a radiograph network: raw 16-bit pixels and the ends of their display scale.
import { decodePixelData } from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';
import { type OutOfScopeResult, outOfScope } from '../finding.ts';
import type { Tensors } from '../serving/tensor.ts';
import type { ChosenFilm } from './choose-film.ts';
import { displayScale } from './grey-scale.ts';

/**
 * Decodes the film; everything after (windowing, resizing, scaling) happens inside the network's graph. Uncompressed 16-bit
 * pixels stay where they are, a view into the file, whose buffer the caller gives away with the tensors.
 */
export const prepareFilm = async ({ image }: ChosenFilm): Promise<Tensors | OutOfScopeResult> => {
  const decoded = await decodePixelData(image.file);
  if (isRefusal(decoded)) return outOfScope('UNREADABLE_IMAGE', decoded.message);
  const { bitsAllocated, bitsStored, highBit, pixelRepresentation, rows, columns, data } = decoded;
  if (bitsAllocated !== 8 && bitsAllocated !== 16) {
    return outOfScope('WRONG_PIXELS', `The image keeps ${bitsAllocated} bits a pixel; the product reads 8 or 16.`);
  }
  const offset = pixelRepresentation === 1 ? 2 ** (bitsStored - 1) : 0;
  const pixels = as16Bit(data, bitsAllocated, rows * columns);
  keepStoredBits(pixels, highBit + 1 - bitsStored, bitsStored, offset);
  const inverted = image.photometricInterpretation === 'MONOCHROME1';
  const film = displayScale(image.file.dataset, { pixels, offset, inverted });
  return {
    pixels: { type: 'uint16', shape: [1, 1, rows, columns], data: film.pixels },
    black: { type: 'float32', shape: [1], data: Float32Array.of(film.black) },
    white: { type: 'float32', shape: [1], data: Float32Array.of(film.white) },
  };
};

const as16Bit = (data: Uint8Array, bitsAllocated: 8 | 16, count: number): Uint16Array<ArrayBuffer> => {
  if (bitsAllocated === 8) return new Uint16Array(data.subarray(0, count));
  if (data.byteOffset % 2 === 0) return new Uint16Array(data.buffer as ArrayBuffer, data.byteOffset, count);
  return new Uint16Array(data.slice(0, count * 2).buffer);
};

// Bits outside the stored ones (old overlays) fall away. Adding half the range to a two's-complement number modulo the
// range is the same as flipping its sign bit.
const keepStoredBits = (pixels: Uint16Array<ArrayBuffer>, shift: number, bitsStored: number, offset: number): void => {
  const mask = 2 ** bitsStored - 1;
  if (shift === 0 && offset === 0 && (bitsStored === 16 || !anyBitsAbove(pixels, mask))) return;
  for (let index = 0; index < pixels.length; index++) {
    pixels[index] = (((pixels[index] as number) >> shift) & mask) ^ offset;
  }
};

/** Whether any value exceeds the mask; read two at a time, for most films have none and this is all they need. */
const anyBitsAbove = (pixels: Uint16Array<ArrayBuffer>, mask: number): boolean => {
  let seen = 0;
  let at = 0;
  if (pixels.byteOffset % 4 === 2) seen = pixels[at++] ?? 0;
  const pairs = new Uint32Array(pixels.buffer, pixels.byteOffset + at * 2, (pixels.length - at) >> 1);
  // Four running values, so that the processor need not wait for one addition after the other.
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = pairs.length & ~3;
  for (let index = 0; index < whole; index += 4) {
    a |= pairs[index] as number;
    b |= pairs[index + 1] as number;
    c |= pairs[index + 2] as number;
    d |= pairs[index + 3] as number;
  }
  for (let index = whole; index < pairs.length; index++) a |= pairs[index] as number;
  const both = a | b | c | d;
  seen |= both | (both >>> 16) | (pixels[pixels.length - 1] ?? 0);
  return (seen & 0xffff & ~mask) !== 0;
};
