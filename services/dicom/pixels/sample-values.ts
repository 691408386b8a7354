// Samples of decoded pixel data as numbers, without whatever stands in their unused bits.
import { cleanSamples } from './clean-samples.ts';
import type { DecodedPixels } from './decoded-pixels.ts';

/** Samples by how many bits they are allocated and whether they are signed. */
export type SampleValues = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

/**
 * All samples of all frames in the order of `data`; a view of it where it is aligned and has no unused bits. Undefined for samples of
 * 1 or 64 bits and of float pixel data, which have no such array.
 */
export const sampleValues = (pixels: DecodedPixels): SampleValues | undefined => {
  const { data, bitsAllocated, bitsStored, pixelRepresentation } = pixels;
  const signed = pixelRepresentation === 1;
  const cleaned = bitsAllocated === 16 && bitsStored < 16;
  const size = bitsAllocated / 8;
  const bytes = cleaned || data.byteOffset % Math.max(size, 1) !== 0 ? new Uint8Array(data) : data;
  if (cleaned) cleanSamples(bytes, pixels);
  const { buffer, byteOffset } = bytes;
  const length = Math.floor(bytes.length / size);
  if (bitsAllocated === 8) return signed ? new Int8Array(buffer, byteOffset, length) : bytes;
  if (bitsAllocated === 16) {
    return signed ? new Int16Array(buffer, byteOffset, length) : new Uint16Array(buffer, byteOffset, length);
  }
  if (bitsAllocated === 32) {
    return signed ? new Int32Array(buffer, byteOffset, length) : new Uint32Array(buffer, byteOffset, length);
  }
  return undefined;
};
