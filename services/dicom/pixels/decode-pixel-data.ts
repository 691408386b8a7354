// Decodes the pixel data of a file in this process. Files from outside belong into `startPixelDecoder`, which can be killed.
import { isRefusal, type Refusal } from '@hounsfield/kernel';
import { type DicomFile, isEncapsulated } from '../dataset.ts';
import { Tag } from '../tag.ts';
import { TransferSyntax } from '../transfer-syntax.ts';
import { cleanSamples } from './clean-samples.ts';
import { decodeFrame, familyOf } from './codecs/decode-frame.ts';
import { type DecodedPixels, type DecodeRefusalCode, undecodable } from './decoded-pixels.ts';
import { frameCodestreams } from './frame-codestreams.ts';
import { type ImageGeometry, imageGeometry, nativeLength } from './image-geometry.ts';

/** Bounds of one decoding. */
export type DecodeOptions = {
  readonly signal?: AbortSignal;
  /** Most bytes of decoded pixel data. */
  readonly pixelBytes?: number;
};

const DEFAULT_PIXEL_BYTES = 512 * 2 ** 20;

/** Colour after decoding: samples of a pixel alternate, chrominance is no longer shared, and the transforms within JPEG 2000 are undone. */
const decodedGeometry = (geometry: ImageGeometry): ImageGeometry => {
  const { photometricInterpretation } = geometry;
  const renamed =
    photometricInterpretation === 'YBR_RCT' || photometricInterpretation === 'YBR_ICT'
      ? 'RGB'
      : photometricInterpretation.replace(/_42[02]$/, '');
  return { ...geometry, planarConfiguration: 0, photometricInterpretation: renamed };
};

/** Decodes all frames, or refuses with the reason. Throws the signal's reason when aborted between frames. */
export const decodePixelData = async (
  file: DicomFile,
  options: DecodeOptions = {},
): Promise<DecodedPixels | Refusal<DecodeRefusalCode>> => {
  const element = [Tag.PixelData, Tag.FloatPixelData, Tag.DoubleFloatPixelData]
    .map((tag) => file.dataset.get(tag))
    .find((found) => found !== undefined);
  if (element === undefined) return undecodable('NO_PIXEL_DATA', 'The file has no pixel data.');
  const geometry = imageGeometry(file.dataset);
  if (isRefusal(geometry)) return geometry;
  const most = options.pixelBytes ?? DEFAULT_PIXEL_BYTES;
  const { value } = element;
  if (value instanceof Uint8Array) {
    const length = nativeLength(geometry);
    if (length > BigInt(most)) return undecodable('LIMIT_PIXELS', `The image is larger than ${most} bytes.`);
    if (BigInt(value.length) < length) {
      return undecodable('PIXEL_LENGTH_MISMATCH', 'The pixel data are shorter than their geometry.');
    }
    const native = value.subarray(0, Number(length));
    if (file.transferSyntaxUid !== TransferSyntax.Deflated) return { ...geometry, data: native };
    const data = new Uint8Array(native);
    cleanSamples(data, geometry);
    return { ...geometry, data };
  }
  if (!isEncapsulated(value)) return undecodable('NO_PIXEL_DATA', 'The pixel data are a sequence.');
  const family = familyOf(file.transferSyntaxUid);
  if (family === undefined) {
    return undecodable('UNSUPPORTED_TRANSFER_SYNTAX', `Transfer syntax ${file.transferSyntaxUid} cannot be decoded.`);
  }
  const decoded = decodedGeometry(geometry);
  const total = nativeLength(decoded);
  if (total > BigInt(most)) return undecodable('LIMIT_PIXELS', `The image is larger than ${most} bytes.`);
  const codestreams = frameCodestreams(file.dataset, value, geometry.frames);
  if (isRefusal(codestreams)) return codestreams;
  let data: Uint8Array | undefined;
  let at = 0;
  for (const codestream of codestreams) {
    options.signal?.throwIfAborted();
    const frame = await decodeFrame(family, codestream, decoded);
    if (isRefusal(frame)) return frame;
    if (codestreams.length === 1) return { ...decoded, data: frame };
    data ??= new Uint8Array(Number(total));
    data.set(frame, at);
    at += frame.length;
  }
  return { ...decoded, data: data ?? new Uint8Array(0) };
};
