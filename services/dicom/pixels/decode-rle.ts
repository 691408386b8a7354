// RLE Lossless (PS3.5 annex G): PackBits segments, one per byte of each sample, the most significant byte first.
import type { Refusal } from '@hounsfield/kernel';
import { type DecodeRefusalCode, undecodable } from './decoded-pixels.ts';
import type { ImageGeometry } from './image-geometry.ts';

const HEADER_LENGTH = 64;
const MOST_SEGMENTS = 15;

const invalid = (message: string) => undecodable('CODESTREAM_INVALID', message);

/** Unpacks one segment into every `stride`-th byte of the frame; false when it ends before `count` bytes are there. */
const unpackSegment = (
  segment: Uint8Array,
  frame: Uint8Array,
  first: number,
  stride: number,
  count: number,
): boolean => {
  let at = 0;
  let target = first;
  const end = first + count * stride;
  while (target < end) {
    if (at >= segment.length) return false;
    const control = segment[at] as number;
    at += 1;
    if (control < 128) {
      const size = Math.min(control + 1, segment.length - at);
      for (let index = 0; index < size && target < end; index += 1, target += stride) {
        frame[target] = segment[at + index] as number;
      }
      if (size < control + 1 && target < end) return false;
      at += size;
    } else if (control > 128) {
      if (at >= segment.length) return false;
      const value = segment[at] as number;
      at += 1;
      for (let index = 257 - control; index > 0 && target < end; index -= 1, target += stride) frame[target] = value;
    }
  }
  return true;
};

/** Decodes one frame; samples of a pixel alternate. */
export const decodeRle = (codestream: Uint8Array, geometry: ImageGeometry): Uint8Array | Refusal<DecodeRefusalCode> => {
  const { rows, columns, samplesPerPixel, bitsAllocated } = geometry;
  if (bitsAllocated % 8 !== 0) {
    return undecodable('UNSUPPORTED_PIXELS', 'RLE of samples that are no whole bytes is not supported.');
  }
  const bytesPerSample = bitsAllocated / 8;
  const segments = bytesPerSample * samplesPerPixel;
  if (codestream.length < HEADER_LENGTH) return invalid('The RLE header is cut short.');
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.byteLength);
  if (segments > MOST_SEGMENTS || view.getUint32(0, true) !== segments) {
    return undecodable(
      'CODESTREAM_MISMATCH',
      `The RLE header names another number of segments than the ${segments} of this image.`,
    );
  }
  const offsets = Array.from({ length: segments }, (_, index) => view.getUint32(4 + index * 4, true));
  if (offsets.some((offset, index) => offset < HEADER_LENGTH || offset > (offsets[index + 1] ?? codestream.length))) {
    return invalid('The RLE header points outside of the frame.');
  }
  const pixels = rows * columns;
  const frame = new Uint8Array(pixels * segments);
  for (let index = 0; index < segments; index += 1) {
    const sample = Math.floor(index / bytesPerSample);
    const significance = bytesPerSample - 1 - (index % bytesPerSample);
    const first = sample * bytesPerSample + significance;
    const segment = codestream.subarray(offsets[index], offsets[index + 1] ?? codestream.length);
    if (!unpackSegment(segment, frame, first, segments, pixels))
      return invalid('An RLE segment ends before its samples do.');
  }
  return frame;
};
