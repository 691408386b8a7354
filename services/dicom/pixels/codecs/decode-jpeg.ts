// JPEG baseline and extended with 8-bit samples, in the colour space of the codestream: decoding must not repaint a picture.
import { markerSegments } from './codestream-header.ts';
import { decodeWithWasm, TURBO_JPEG } from './wasm-codec.ts';

const JFIF = 0xe0;
const ADOBE = 0xee;
const SOI_LENGTH = 2;
/** An Adobe segment (APP14) that says: these components are not transformed. */
const UNTRANSFORMED = Uint8Array.of(0xff, ADOBE, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0);

/** The codestream without the segments that make a decoder turn YCbCr into RGB. */
const withoutColourTransform = (codestream: Uint8Array): Uint8Array => {
  const kept: Uint8Array[] = [codestream.subarray(0, SOI_LENGTH), UNTRANSFORMED];
  let at = SOI_LENGTH;
  for (const { marker, start, end } of markerSegments(codestream)) {
    if (marker !== JFIF && marker !== ADOBE) continue;
    kept.push(codestream.subarray(at, start));
    at = end;
  }
  return Buffer.concat([...kept, codestream.subarray(at)]);
};

/** Decodes an 8-bit JPEG of one or three components, samples of a pixel alternating; undefined when it is corrupt. */
export const decodeJpeg = async (codestream: Uint8Array, components: number): Promise<Uint8Array | undefined> => {
  const plain = components === 1 ? codestream : withoutColourTransform(codestream);
  return (await decodeWithWasm(TURBO_JPEG, plain))?.data;
};
