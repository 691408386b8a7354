// Damaged files, thousands of them from fixed seeds, end in a line: accepted or refused, never a crash, a hang or a fault.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CheckLine, checkSource } from './check/check-line.ts';
import { startPixelDecoder } from './decoder/pixel-decoder.ts';
import { Tag } from './tag.ts';
import { losslessJpeg } from './testing/lossless-jpeg.ts';
import { testSetFolder, testUnless } from './testing/outside-tools.ts';
import { element, fragments, header, imageElements } from './testing/part10-bytes.ts';
import { randomDataset } from './testing/random-dataset.ts';
import { rleFrame } from './testing/rle-frame.ts';
import { TransferSyntax } from './transfer-syntax.ts';
import { dicomFile, writeDicom } from './writer/write-dicom.ts';

const SEED = 20_261_123;
const MOST_MILLISECONDS = 2000;

/** One injury at a place given as a fraction of the file. */
type Injury = { readonly kind: 'flip' | 'cut' | 'repeat' | 'length'; readonly place: number; readonly amount: number };

const injuries: fc.Arbitrary<Injury[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('flip', 'flip', 'flip', 'cut', 'repeat', 'length'),
    place: fc.double({ min: 0, max: 0.999, noNaN: true }),
    amount: fc.nat(0xffff),
  }),
  { minLength: 1, maxLength: 8 },
) as fc.Arbitrary<Injury[]>;

const injure = (bytes: Uint8Array, { kind, place, amount }: Injury): Uint8Array => {
  // The preamble is left alone: damage there ends every story at once.
  const at = 128 + Math.floor(place * (bytes.length - 128));
  const size = 1 + (amount % 64);
  if (kind === 'cut') return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]);
  if (kind === 'repeat') return Buffer.concat([bytes.subarray(0, at + size), bytes.subarray(at)]);
  const changed = new Uint8Array(bytes);
  if (kind === 'flip') changed[at] = amount & 0xff;
  else changed.fill(0xff, at, at + 4);
  return changed;
};

const damaged = (bytes: Uint8Array, list: readonly Injury[]): Uint8Array =>
  list.reduce((each, injury) => (each.length > 200 ? injure(each, injury) : each), bytes);

const expectLine = (line: CheckLine): void => {
  expect(typeof line.accepted).toBe('boolean');
  expect(line.code === null).toBe(line.accepted);
};

const samples = Array.from({ length: 16 }, (_, index) => index);
const image = (syntax: string, pixels: Buffer) => Buffer.concat([header(syntax), imageElements(), pixels]);
const lossless = { width: 4, height: 4, components: 1, precision: 8, pointTransform: 0, restartRows: 1, samples };
const SMALL_FILES: readonly (readonly [string, Uint8Array])[] = [
  ['native', image(TransferSyntax.ExplicitLittleEndian, element(Tag.PixelData, 'OB', Buffer.from(samples)))],
  ['RLE', image(TransferSyntax.Rle, fragments([rleFrame(Uint8Array.from(samples), 1, 1)]))],
  ['lossless JPEG', image(TransferSyntax.JpegLossless, fragments([losslessJpeg({ ...lossless, selection: 7 })]))],
];

describe('a damaged file', () => {
  test.each(SMALL_FILES)('ends in a line: %s', async (_, bytes) => {
    expectLine(await checkSource('whole.dcm', bytes));
    await fc.assert(
      fc.asyncProperty(injuries, async (list) => {
        const started = performance.now();
        expectLine(await checkSource('damaged.dcm', damaged(bytes, list)));
        expect(performance.now() - started).toBeLessThan(MOST_MILLISECONDS);
      }),
      { seed: SEED, numRuns: 1500 },
    );
  });

  test('ends in a line: nested sequences in explicit and implicit VR', async () => {
    await fc.assert(
      fc.asyncProperty(randomDataset('GB18030'), injuries, fc.boolean(), async (dataset, list, implicitVr) => {
        expectLine(await checkSource('damaged.dcm', damaged(writeDicom(dicomFile(dataset), { implicitVr }), list)));
      }),
      { seed: SEED, numRuns: 600 },
    );
  });

  const folder = testSetFolder();
  const testIfPresent = testUnless(
    folder === undefined ? 'the DICOM test set is not beside the repository' : undefined,
  );
  testIfPresent.each([
    'syntax/MR_small_jp2klossless.dcm',
    'syntax/MR_small_jpeg_ls_lossless.dcm',
    'syntax/SC_rgb_dcmtk_+eb+cy+n1.dcm',
    'syntax/JPEG-lossy.dcm',
    'syntax/SC_rgb_rle_2frame.dcm',
    'syntax/MR_small_bigendian.dcm',
    'syntax/image_dfl.dcm',
    'nonimage/test-SR.dcm',
  ])('ends in a line in the child process: %s', async (file) => {
    const bytes = readFileSync(`${folder}/${file}`);
    const decoder = startPixelDecoder({ deadlineMs: 10_000, recycleAfter: Number.POSITIVE_INFINITY });
    try {
      await fc.assert(
        fc.asyncProperty(injuries, async (list) => {
          const line = await decoder.check('damaged.dcm', damaged(bytes, list));
          expectLine(line);
          expect(line.code ?? '').not.toMatch(/^DECODER_/);
        }),
        { seed: SEED, numRuns: 200, endOnFailure: true },
      );
    } finally {
      await decoder.close();
    }
  });
});
