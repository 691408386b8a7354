// The decoder's child may hang, swell or die: the caller gets a refusal, and the next file a fresh child.
import { afterEach, describe, expect, test } from '@jest/globals';
import { Tag } from '../tag.ts';
import { losslessJpeg } from '../testing/lossless-jpeg.ts';
import { element, fragments, header, imageElements } from '../testing/part10-bytes.ts';
import { rleFrame } from '../testing/rle-frame.ts';
import { TransferSyntax } from '../transfer-syntax.ts';
import { type PixelDecoder, startPixelDecoder } from './pixel-decoder.ts';

const native = (value: number) =>
  Buffer.concat([header(), imageElements(), element(Tag.PixelData, 'OB', Buffer.alloc(16, value))]);

/** A lossless JPEG of one colour and 8000 x 8000 pixels: a second of work and 64 MB from half a megabyte. */
const heavy = (): Buffer => {
  const line = losslessJpeg({
    width: 8,
    height: 1,
    components: 1,
    precision: 8,
    selection: 1,
    pointTransform: 0,
    restartRows: 0,
    samples: new Array(8).fill(128),
  });
  const start = line.slice(0, line.length - 2 - 5);
  const view = new DataView(start.buffer);
  view.setUint16(7, 8000);
  view.setUint16(9, 8000);
  const zeros = Buffer.alloc((8000 * 8000 * 5) / 8); // every difference is zero, which this table codes as five zero bits
  return Buffer.concat([
    header(TransferSyntax.JpegLosslessFirstOrder),
    imageElements({ rows: 8000, columns: 8000 }),
    fragments([Buffer.concat([start, zeros, Buffer.from([0xff, 0xd9])])]),
  ]);
};

describe('the pixel decoder', () => {
  let decoder: PixelDecoder | undefined;
  afterEach(() => decoder?.close());

  test('decodes files one after another in one child', async () => {
    decoder = startPixelDecoder();
    const frame = rleFrame(
      Uint8Array.from({ length: 16 }, (_, index) => index),
      1,
      1,
    );
    const rle = Buffer.concat([header(TransferSyntax.Rle), imageElements(), fragments([frame])]);
    const [first, second] = await Promise.all([decoder.decode(native(7)), decoder.decode(rle)]);
    expect(first).toMatchObject({ rows: 4, columns: 4, data: new Uint8Array(16).fill(7) });
    expect(second).toMatchObject({ data: Uint8Array.from({ length: 16 }, (_, index) => index) });
  });

  test('gives the reason when a file is not read or not decoded', async () => {
    decoder = startPixelDecoder();
    expect(await decoder.decode(Buffer.from('no'))).toMatchObject({ kind: 'refusal', code: 'NOT_DICOM' });
    const unknown = Buffer.concat([header('1.2.3.4'), imageElements(), fragments([Buffer.alloc(4)])]);
    expect(await decoder.decode(unknown)).toMatchObject({ kind: 'refusal', code: 'UNSUPPORTED_TRANSFER_SYNTAX' });
    expect(await decoder.check('/no/such/file.dcm')).toMatchObject({ accepted: false, code: 'UNREADABLE_FILE' });
  });

  test('stops a file that takes too long and goes on with the next', async () => {
    decoder = startPixelDecoder({ deadlineMs: 200 });
    expect(await decoder.decode(heavy())).toMatchObject({ kind: 'refusal', code: 'DECODER_TIMEOUT' });
    const codes: (string | null)[] = [];
    // Even a small file may miss so short a deadline on a busy machine, but not every time.
    while (codes.at(-1) !== null && codes.length < 20) codes.push((await decoder.check('x.dcm', native(2))).code);
    expect(codes.at(-1)).toBeNull();
  });

  test('stops a file that takes too much memory', async () => {
    decoder = startPixelDecoder({ memoryBytes: 150 * 2 ** 20 });
    expect(await decoder.decode(heavy())).toMatchObject({ kind: 'refusal', code: 'DECODER_MEMORY' });
    expect(await decoder.decode(native(3))).toMatchObject({ rows: 4 });
  });

  test('takes a fresh child after the agreed number of files', async () => {
    decoder = startPixelDecoder({ recycleAfter: 2 });
    for (const value of [1, 2, 3, 4, 5]) {
      expect(await decoder.decode(native(value))).toMatchObject({ data: new Uint8Array(16).fill(value) });
    }
  });
});
