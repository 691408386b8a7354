// Unused bits above Bits Stored: what they hold differs by codec, and readers must not see it.
import type { ImageGeometry } from './image-geometry.ts';

/** Sets the unused upper bits of 16-bit samples to zero, or to the sign of signed ones, in place. */
export const cleanSamples = (data: Uint8Array, geometry: ImageGeometry): void => {
  const { bitsAllocated, bitsStored, highBit, pixelRepresentation } = geometry;
  if (bitsAllocated !== 16 || bitsStored === 16 || highBit !== bitsStored - 1) return;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const unused = 16 - bitsStored;
  for (let at = 0; at + 1 < data.length; at += 2) {
    const raised = view.getUint16(at, true) << (16 + unused);
    view.setUint16(at, pixelRepresentation === 1 ? raised >> (16 + unused) : raised >>> (16 + unused), true);
  }
};
