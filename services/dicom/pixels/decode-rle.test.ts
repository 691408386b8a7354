// RLE gives back what was packed, and refuses headers and segments that lie.

import { isRefusal } from '@hounsfield/kernel';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rleFrame } from '../testing/rle-frame.ts';
import { decodeRle } from './decode-rle.ts';
import type { ImageGeometry } from './image-geometry.ts';

const geometryOf = (columns: number, samplesPerPixel: number, bitsAllocated: number): ImageGeometry => ({
  rows: 1,
  columns,
  frames: 1,
  samplesPerPixel,
  bitsAllocated,
  bitsStored: bitsAllocated,
  highBit: bitsAllocated - 1,
  pixelRepresentation: 0,
  photometricInterpretation: samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2',
  planarConfiguration: 0,
});

describe('RLE', () => {
  test('gives back any frame of one or three samples of 8, 16 or 32 bits', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.constantFrom(1, 3), fc.constantFrom(8, 16, 32));
    fc.assert(
      fc.property(
        shape,
        fc.infiniteStream(fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 200 }))),
        ([columns, samples, bits], runs) => {
          const frame = new Uint8Array(columns * samples * (bits / 8));
          for (let at = 0; at < frame.length; ) {
            const [value, length] = runs.next().value as [number, number];
            frame.fill(value, at, at + length);
            at += length;
          }
          expect(
            decodeRle(rleFrame(frame, samples * (bits / 8), bits / 8), geometryOf(columns, samples, bits)),
          ).toEqual(frame);
        },
      ),
    );
  });

  test.each([
    ['a header that is cut short', (frame: Uint8Array) => frame.subarray(0, 63), 'CODESTREAM_INVALID'],
    [
      'another number of segments',
      (frame: Uint8Array) => Uint8Array.of(2, ...frame.subarray(1)),
      'CODESTREAM_MISMATCH',
    ],
    [
      'an offset beyond the end',
      (frame: Uint8Array) => Uint8Array.of(...frame.subarray(0, 4), 255, ...frame.subarray(5)),
      'CODESTREAM_INVALID',
    ],
    [
      'an offset into the header',
      (frame: Uint8Array) => Uint8Array.of(...frame.subarray(0, 4), 8, ...frame.subarray(5)),
      'CODESTREAM_INVALID',
    ],
    ['a segment that ends too early', (frame: Uint8Array) => frame.subarray(0, 66), 'CODESTREAM_INVALID'],
  ])('refuses %s', (_, spoil, code) => {
    const frame = rleFrame(
      Uint8Array.from({ length: 40 }, (_each, index) => index),
      1,
      1,
    );
    const decoded = decodeRle(spoil(frame), geometryOf(40, 1, 8));
    expect(isRefusal(decoded) && decoded.code).toBe(code);
  });
});
