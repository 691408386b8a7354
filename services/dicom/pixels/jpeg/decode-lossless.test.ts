// Lossless means lossless: every predictor, precision, point transform and restart interval gives back each sample.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type LosslessPicture, losslessJpeg } from '../../testing/lossless-jpeg.ts';
import { decodeLosslessJpeg } from './decode-lossless.ts';
import { JpegError } from './entropy-reader.ts';

const samplesOf = (bytes: Uint8Array, precision: number): number[] =>
  precision <= 8 ? [...bytes] : [...new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)];

const pictures: fc.Arbitrary<LosslessPicture> = fc
  .record({
    width: fc.integer({ min: 1, max: 24 }),
    height: fc.integer({ min: 1, max: 24 }),
    components: fc.constantFrom(1, 3),
    precision: fc.integer({ min: 2, max: 16 }),
    selection: fc.integer({ min: 1, max: 7 }),
    pointTransform: fc.integer({ min: 0, max: 1 }),
    restartRows: fc.integer({ min: 0, max: 3 }),
    seed: fc.infiniteStream(fc.nat(0xffff)),
  })
  .map(({ seed, ...shape }) => ({
    ...shape,
    samples: Array.from(
      { length: shape.width * shape.height * shape.components },
      () =>
        (((seed.next().value as number) & ((1 << shape.precision) - 1)) >> shape.pointTransform) <<
        shape.pointTransform,
    ),
  }));

const picture: LosslessPicture = {
  width: 8,
  height: 8,
  components: 1,
  precision: 12,
  selection: 4,
  pointTransform: 0,
  restartRows: 2,
  samples: Array.from({ length: 64 }, (_, index) => (index * 997) % 4096),
};

describe('lossless JPEG', () => {
  test('gives back every sample of any picture', () => {
    fc.assert(
      fc.property(pictures, (each) => {
        expect(samplesOf(decodeLosslessJpeg(losslessJpeg(each)), each.precision)).toEqual(each.samples);
      }),
      { numRuns: 300 },
    );
  });

  test('is refused at whatever place its data are cut', () => {
    const codestream = losslessJpeg(picture);
    for (let length = 0; length < codestream.length - 3; length += 1) {
      expect(() => decodeLosslessJpeg(codestream.subarray(0, length))).toThrow(JpegError);
    }
  });

  test('is refused when a restart marker is missing or of another number', () => {
    const codestream = losslessJpeg(picture);
    const at = codestream.lastIndexOf(0xd1);
    expect(codestream[at - 1]).toBe(0xff);
    const wrong = codestream.slice();
    wrong[at] = 0xd5;
    expect(() => decodeLosslessJpeg(wrong)).toThrow('restart');
  });

  test('ends with samples or an error for any damage, and never hangs', () => {
    const codestream = losslessJpeg(picture);
    const frameHeaderEnd = 17; // its width and height are compared with the dataset before decoding
    const at = fc.integer({ min: frameHeaderEnd, max: codestream.length - 1 });
    const damage = fc.array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = codestream.slice();
        for (const [place, value] of changes) damaged[place] = value;
        try {
          decodeLosslessJpeg(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(JpegError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
