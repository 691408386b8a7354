// What decoding gives: all frames, native and little-endian, and the reasons why it may give nothing.
import { createHash } from 'node:crypto';
import { type Refusal, refusal } from '@hounsfield/kernel';
import type { ImageGeometry } from './image-geometry.ts';

/** Decoded pixel data, laid out as `gdcmconv --raw` writes them; `data` has no padding byte. */
export type DecodedPixels = ImageGeometry & {
  /** All frames, samples little-endian. */
  readonly data: Uint8Array;
};

/** Why pixel data are not decoded. */
export type DecodeRefusalCode =
  | 'NO_PIXEL_DATA'
  | 'DIMENSIONS_INVALID'
  | 'PIXEL_LENGTH_MISMATCH'
  | 'LIMIT_PIXELS'
  | 'FRAMES_UNCLEAR'
  | 'CODESTREAM_INVALID'
  | 'CODESTREAM_MISMATCH'
  | 'UNSUPPORTED_TRANSFER_SYNTAX'
  | 'UNSUPPORTED_PIXELS';

/** A refusal of the decoder. */
export const undecodable = (code: DecodeRefusalCode, message: string): Refusal<DecodeRefusalCode> =>
  refusal(code, message);

/** SHA-256 of the pixel data as the value of an element, so padded to an even length with one zero. */
export const pixelSha256 = (data: Uint8Array): string => {
  const hash = createHash('sha256').update(data);
  if (data.length % 2 === 1) hash.update(Uint8Array.of(0));
  return hash.digest('hex');
};
