// Unused bits above Bits Stored: what they hold differs by codec, and readers must not see it.
import type { ImageGeometry } from './image-geometry.ts';

/**
 * Sets the unused upper bits of 16-bit samples to zero, or to the sign of signed ones, in place. `data` begins at the start of its
 * buffer, as fresh arrays do; samples are in the machine's order, which is little-endian wherever Node runs.
 */
export const cleanSamples = (data: Uint8Array, geometry: ImageGeometry): void => {
  const { bitsAllocated, bitsStored, highBit, pixelRepresentation } = geometry;
  if (bitsAllocated !== 16 || bitsStored === 16 || highBit !== bitsStored - 1) return;
  const length = Math.floor(data.length / 2);
  if (pixelRepresentation === 0) {
    const samples = new Uint16Array(data.buffer, data.byteOffset, length);
    const mask = (1 << bitsStored) - 1;
    for (let index = 0; index < length; index += 1) samples[index] = (samples[index] as number) & mask;
    return;
  }
  const samples = new Int16Array(data.buffer, data.byteOffset, length);
  const shift = 32 - bitsStored;
  for (let index = 0; index < length; index += 1) samples[index] = ((samples[index] as number) << shift) >> shift;
};
