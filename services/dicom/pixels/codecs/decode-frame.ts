// Decodes one compressed frame: the codestream must agree with the dataset before a codec sees it and after.
import type { Refusal } from '@hounsfield/kernel';
import { TransferSyntax } from '../../transfer-syntax.ts';
import { cleanSamples } from '../clean-samples.ts';
import { decodeRle } from '../decode-rle.ts';
import { type DecodeRefusalCode, undecodable } from '../decoded-pixels.ts';
import type { ImageGeometry } from '../image-geometry.ts';
import { decodeExtendedJpeg } from '../jpeg/decode-extended.ts';
import { decodeLosslessJpeg } from '../jpeg/decode-lossless.ts';
import { JpegError } from '../jpeg/entropy-reader.ts';
import { type CodestreamHeader, jpeg2000Header, jpegHeader } from './codestream-header.ts';
import { decodeJpeg } from './decode-jpeg.ts';
import { CHARLS, decodeWithWasm, OPENJPEG, OPENJPH, type WasmCodec } from './wasm-codec.ts';
import { isWholeJpeg2000 } from './whole-codestream.ts';

type Family = 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

const FAMILIES: Readonly<Record<string, Family>> = {
  [TransferSyntax.Rle]: 'rle',
  [TransferSyntax.JpegBaseline]: 'jpeg',
  [TransferSyntax.JpegExtended]: 'jpeg',
  [TransferSyntax.JpegLossless]: 'jpeg-lossless',
  [TransferSyntax.JpegLosslessFirstOrder]: 'jpeg-lossless',
  [TransferSyntax.JpegLs]: 'jpeg-ls',
  [TransferSyntax.JpegLsNearLossless]: 'jpeg-ls',
  [TransferSyntax.Jpeg2000Lossless]: 'jpeg-2000',
  [TransferSyntax.Jpeg2000]: 'jpeg-2000',
  [TransferSyntax.HighThroughputJpeg2000Lossless]: 'htj2k',
  [TransferSyntax.HighThroughputJpeg2000LosslessRpcl]: 'htj2k',
  [TransferSyntax.HighThroughputJpeg2000]: 'htj2k',
};

/** SOF markers that each family may have: baseline and extended Huffman, lossless Huffman, JPEG-LS. */
const PROCESSES: Readonly<Partial<Record<Family, readonly number[]>>> = {
  jpeg: [0xc0, 0xc1],
  'jpeg-lossless': [0xc3],
  'jpeg-ls': [0xf7],
};

const WASM: Readonly<Partial<Record<Family, WasmCodec>>> = { 'jpeg-ls': CHARLS, 'jpeg-2000': OPENJPEG, htj2k: OPENJPH };

/** The codec family of a transfer syntax, if pixel data of it can be decoded. */
export const familyOf = (transferSyntaxUid: string): Family | undefined => FAMILIES[transferSyntaxUid];

const disagreement = (header: CodestreamHeader, geometry: ImageGeometry): string | undefined => {
  if (header.width !== geometry.columns || header.height !== geometry.rows) {
    return `The codestream is ${header.width} x ${header.height}, the dataset says ${geometry.columns} x ${geometry.rows}.`;
  }
  if (header.components !== geometry.samplesPerPixel) {
    return `The codestream has ${header.components} components, the dataset says ${geometry.samplesPerPixel}.`;
  }
  if (header.precision > geometry.bitsAllocated || header.precision <= 8 !== (geometry.bitsAllocated === 8)) {
    return `The codestream has ${header.precision} bits per sample, the dataset allocates ${geometry.bitsAllocated}.`;
  }
  return undefined;
};

/** Planes of colour to alternating samples. */
const interleave = (planar: Uint8Array, geometry: ImageGeometry): Uint8Array => {
  const { samplesPerPixel, bitsAllocated } = geometry;
  const size = bitsAllocated / 8;
  const pixels = planar.length / samplesPerPixel / size;
  const mixed = new Uint8Array(planar.length);
  for (let sample = 0; sample < samplesPerPixel; sample += 1) {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      for (let byte = 0; byte < size; byte += 1) {
        mixed[(pixel * samplesPerPixel + sample) * size + byte] = planar[
          (sample * pixels + pixel) * size + byte
        ] as number;
      }
    }
  }
  return mixed;
};

/** Runs the codec of a family; undefined or a JpegError when the codestream is corrupt. */
const runCodec = async (
  family: Family,
  codestream: Uint8Array,
  header: CodestreamHeader,
  geometry: ImageGeometry,
): Promise<Uint8Array | undefined> => {
  if (family === 'jpeg-lossless') return decodeLosslessJpeg(codestream);
  if (family === 'jpeg') {
    return header.precision > 8 ? decodeExtendedJpeg(codestream) : decodeJpeg(codestream, header.components);
  }
  if (header.process === 'j2k' && !isWholeJpeg2000(codestream)) return undefined;
  const frame = await decodeWithWasm(WASM[family] as WasmCodec, codestream);
  if (frame === undefined) return undefined;
  return family === 'jpeg-ls' && header.components > 1 && frame.interleaveMode === 0
    ? interleave(frame.data, geometry)
    : frame.data;
};

const runSafely = async (...call: Parameters<typeof runCodec>): Promise<Uint8Array | string> => {
  try {
    return (await runCodec(...call)) ?? 'the codec rejects it';
  } catch (error) {
    if (error instanceof JpegError) return error.message;
    throw error;
  }
};

/** Decodes one frame to native little-endian samples of the declared size. */
export const decodeFrame = async (
  family: Family,
  codestream: Uint8Array,
  geometry: ImageGeometry,
): Promise<Uint8Array | Refusal<DecodeRefusalCode>> => {
  if (family === 'rle') {
    const frame = decodeRle(codestream, geometry);
    if (frame instanceof Uint8Array) cleanSamples(frame, geometry);
    return frame;
  }
  const header = family === 'jpeg-2000' || family === 'htj2k' ? jpeg2000Header(codestream) : jpegHeader(codestream);
  if (header === undefined) return undecodable('CODESTREAM_INVALID', 'The compressed frame has no sound header.');
  const processes = PROCESSES[family];
  if (processes !== undefined && !processes.includes(header.process as number)) {
    return undecodable('CODESTREAM_MISMATCH', 'The compressed frame is of another process than its transfer syntax.');
  }
  const mismatch = disagreement(header, geometry);
  if (mismatch !== undefined) return undecodable('CODESTREAM_MISMATCH', mismatch);
  if (family === 'jpeg' && header.precision > 8 && (header.precision !== 12 || header.components !== 1)) {
    return undecodable('UNSUPPORTED_PIXELS', 'JPEG of more than 8 bits is decoded with 12 bits of one component only.');
  }
  const frame = await runSafely(family, codestream, header, geometry);
  if (typeof frame === 'string') return undecodable('CODESTREAM_INVALID', `The compressed frame is corrupt: ${frame}.`);
  const expected = geometry.rows * geometry.columns * geometry.samplesPerPixel * (geometry.bitsAllocated / 8);
  if (frame.length !== expected) {
    return undecodable('CODESTREAM_INVALID', `The compressed frame gave ${frame.length} bytes instead of ${expected}.`);
  }
  if (family === 'jpeg' || family === 'jpeg-lossless') cleanSamples(frame, geometry);
  return frame;
};
