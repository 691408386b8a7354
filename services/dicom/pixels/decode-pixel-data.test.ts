// Decoding believes no header: frames, sizes and codestreams must agree, or the file is refused with what disagrees.

import { isRefusal } from '@hounsfield/kernel';
import { describe, expect, test } from '@jest/globals';
import { readDicom } from '../reader/read-dicom.ts';
import { losslessJpeg } from '../testing/lossless-jpeg.ts';
import { element, fragments, header, imageElements } from '../testing/part10-bytes.ts';
import { rleFrame } from '../testing/rle-frame.ts';
import { TransferSyntax } from '../transfer-syntax.ts';
import { isWholeJpeg2000 } from './codecs/whole-codestream.ts';
import { decodePixelData } from './decode-pixel-data.ts';
import { pixelSha256 } from './decoded-pixels.ts';
import { sampleValues } from './sample-values.ts';

const decode = async (bytes: Uint8Array, options = {}) => {
  const file = await readDicom(bytes);
  if (isRefusal(file)) throw new Error(`${file.code}: ${file.message}`);
  return decodePixelData(file, options);
};
const codeOf = async (bytes: Uint8Array, options = {}) => {
  const pixels = await decode(bytes, options);
  return isRefusal(pixels) ? pixels.code : null;
};
const frame = (value: number) => rleFrame(new Uint8Array(16).fill(value), 1, 1);
const halves = (bytes: Uint8Array) => [bytes.subarray(0, 64), bytes.subarray(64)];
const compressed = (syntax: string, parts: readonly Uint8Array[], shape = {}, table?: Uint8Array) =>
  Buffer.concat([header(syntax), imageElements(shape), fragments(parts, table)]);
const jpeg = (change: Partial<Parameters<typeof losslessJpeg>[0]> = {}) => {
  const shape = {
    width: 4,
    height: 4,
    components: 1,
    precision: 8,
    selection: 1,
    pointTransform: 0,
    restartRows: 0,
    ...change,
  };
  return losslessJpeg({ ...shape, samples: new Array(shape.width * shape.height * shape.components).fill(3) });
};

describe('frames of compressed pixel data', () => {
  const expected = Uint8Array.of(...new Array(16).fill(1), ...new Array(16).fill(2));
  const offsets = (second: number) => Buffer.from(new Uint32Array([0, second]).buffer);

  test('are fragments one by one, or as the offset table groups them, or as codestreams begin', async () => {
    const two = { frames: '2' };
    expect(await decode(compressed(TransferSyntax.Rle, [frame(1), frame(2)], two))).toMatchObject({ data: expected });
    const parts = [...halves(frame(1)), ...halves(frame(2))];
    const table = offsets(8 + 64 + 8 + frame(1).length - 64);
    expect(await decode(compressed(TransferSyntax.Rle, parts, two, table))).toMatchObject({ data: expected });
    const pictures = [...halves(jpeg()), ...halves(jpeg())];
    expect(await decode(compressed(TransferSyntax.JpegLossless, pictures, two))).toMatchObject({
      data: new Uint8Array(32).fill(3),
    });
  });

  test('are refused when an offset table lies or nothing tells them apart', async () => {
    const parts = [...halves(frame(1)), ...halves(frame(2))];
    expect(await codeOf(compressed(TransferSyntax.Rle, parts, { frames: '2' }, offsets(9)))).toBe('FRAMES_UNCLEAR');
    expect(await codeOf(compressed(TransferSyntax.Rle, parts, { frames: '3' }))).toBe('FRAMES_UNCLEAR');
    expect(await codeOf(compressed(TransferSyntax.Rle, [frame(1)], { frames: '2' }))).toBe('FRAMES_UNCLEAR');
  });
});

describe('a codestream', () => {
  test.each([
    ['of another width', jpeg({ width: 5 }), 'CODESTREAM_MISMATCH'],
    [
      'of 60000 rows',
      Uint8Array.of(...jpeg().subarray(0, 7), 0xea, 0x60, ...jpeg().subarray(9)),
      'CODESTREAM_MISMATCH',
    ],
    ['of three components', jpeg({ components: 3 }), 'CODESTREAM_MISMATCH'],
    ['of 16 bits', jpeg({ precision: 16 }), 'CODESTREAM_MISMATCH'],
    ['of another process', Uint8Array.of(...jpeg().subarray(0, 3), 0xc0, ...jpeg().subarray(4)), 'CODESTREAM_MISMATCH'],
    ['without a header', new Uint8Array(100), 'CODESTREAM_INVALID'],
    ['cut in the middle', jpeg().subarray(0, jpeg().length - 12), 'CODESTREAM_INVALID'],
  ])('%s is refused', async (_, codestream, code) => {
    expect(await codeOf(compressed(TransferSyntax.JpegLossless, [codestream]))).toBe(code);
  });

  test('of an unknown transfer syntax, or larger than allowed, is refused', async () => {
    expect(await codeOf(compressed('1.2.840.10008.1.2.4.110', [frame(1)]))).toBe('UNSUPPORTED_TRANSFER_SYNTAX');
    expect(await codeOf(compressed(TransferSyntax.Rle, [frame(1)]), { pixelBytes: 15 })).toBe('LIMIT_PIXELS');
  });

  test('of JPEG 2000 must end where its tile-parts say it ends', () => {
    const size = Buffer.from([0xff, 0x51, 0, 2]);
    const tile = (length: number) => Buffer.from([0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, length, 0, 1, 0xff, 0x93, 9, 9]);
    const whole = Buffer.concat([Buffer.from([0xff, 0x4f]), size, tile(16), Buffer.from([0xff, 0xd9])]);
    expect(isWholeJpeg2000(whole)).toBe(true);
    for (let length = 0; length < whole.length; length += 1)
      expect(isWholeJpeg2000(whole.subarray(0, length))).toBe(false);
    expect(isWholeJpeg2000(Buffer.concat([whole.subarray(0, 6), tile(17), Buffer.from([0xff, 0xd9])]))).toBe(false);
    expect(isWholeJpeg2000(Buffer.concat([whole.subarray(0, 6), tile(0), Buffer.from([0xff, 0xd9])]))).toBe(true);
  });
});

describe('decoded pixels', () => {
  test('have the hash of their element value, an odd length padded with a zero', () => {
    expect(pixelSha256(Uint8Array.of(1, 2, 3))).toBe(pixelSha256(Uint8Array.of(1, 2, 3, 0)));
  });

  test('give signed samples without the overlay that stands in their unused bits', () => {
    const shape = {
      rows: 1,
      columns: 2,
      frames: 1,
      samplesPerPixel: 1,
      bitsAllocated: 16,
      bitsStored: 12,
      highBit: 11,
      photometricInterpretation: 'MONOCHROME2',
      planarConfiguration: 0,
    } as const;
    const data = Uint8Array.of(0xff, 0x0f, 0x01, 0x30);
    expect(sampleValues({ ...shape, pixelRepresentation: 1, data })).toEqual(Int16Array.of(-1, 1));
    expect(sampleValues({ ...shape, pixelRepresentation: 0, data })).toEqual(Uint16Array.of(4095, 1));
    expect([...data]).toEqual([0xff, 0x0f, 0x01, 0x30]);
  });

  test('stop between frames when the caller gives up', async () => {
    const file = compressed(TransferSyntax.Rle, [frame(1), frame(2)], { frames: '2' });
    await expect(decode(file, { signal: AbortSignal.abort(new Error('cancelled')) })).rejects.toThrow('cancelled');
  });

  test('of a native image are views of the file', async () => {
    const bytes = Buffer.concat([header(), imageElements(), element(0x7fe00010, 'OB', Buffer.alloc(16, 9))]);
    const pixels = await decode(bytes);
    expect(!isRefusal(pixels) && pixels.data.buffer).toBe(bytes.buffer);
  });
});
