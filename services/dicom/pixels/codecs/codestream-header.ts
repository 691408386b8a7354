// Reads what a codestream says of itself (JPEG T.81, JPEG-LS T.87, JPEG 2000 T.800), before any codec allocates for it.

/** Shape of a codestream. `process` is the low byte of its SOF marker, or `j2k`. */
export type CodestreamHeader = {
  readonly process: number | 'j2k';
  readonly precision: number;
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly signed: boolean;
};

const SOI = 0xd8;
const SOS = 0xda;
const EOI = 0xd9;
const isFrameHeader = (marker: number): boolean =>
  marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc);
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** A marker segment: the marker's low byte and where the marker and its segment lie. */
export type MarkerSegment = { readonly marker: number; readonly start: number; readonly end: number };

/** Marker segments of a JPEG or JPEG-LS codestream up to its first scan. Ends early when the bytes make no sense. */
export function* markerSegments(bytes: Uint8Array): Generator<MarkerSegment> {
  let at = 0;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1; // fill bytes may precede a marker
      continue;
    }
    if (standsAlone(marker)) {
      yield { marker, start: at, end: at + 2 };
      at += 2;
      continue;
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2 || at + 2 + length > bytes.length || marker === EOI) return;
    yield { marker, start: at, end: at + 2 + length };
    if (marker === SOS) return;
    at += 2 + length;
  }
}

/** Header of a JPEG or JPEG-LS codestream. */
export const jpegHeader = (bytes: Uint8Array): CodestreamHeader | undefined => {
  let begun = false;
  for (const { marker, start, end } of markerSegments(bytes)) {
    if (marker === SOI) begun = true;
    if (!begun || !isFrameHeader(marker)) continue;
    if (end - start < 10) return undefined;
    const at = (offset: number) => bytes[start + offset] as number;
    return {
      process: marker,
      precision: at(4),
      height: (at(5) << 8) | at(6),
      width: (at(7) << 8) | at(8),
      components: at(9),
      signed: false,
    };
  }
  return undefined;
};

const SIZ_AT = 2;
const SIZ_FIXED = 40;

/** Header of a JPEG 2000 or HTJ2K codestream (SIZ, T.800 A.5.1) whose components are all alike and not subsampled. */
export const jpeg2000Header = (bytes: Uint8Array): CodestreamHeader | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < SIZ_AT + SIZ_FIXED + 3 || view.getUint32(0) !== 0xff4fff51) return undefined;
  const components = view.getUint16(SIZ_AT + 38);
  const first = view.getUint8(SIZ_AT + SIZ_FIXED);
  if (bytes.length < SIZ_AT + SIZ_FIXED + components * 3) return undefined;
  for (let index = 0; index < components; index += 1) {
    const at = SIZ_AT + SIZ_FIXED + index * 3;
    if (view.getUint8(at) !== first || view.getUint16(at + 1) !== 0x0101) return undefined;
  }
  return {
    process: 'j2k',
    precision: (first & 0x7f) + 1,
    signed: (first & 0x80) !== 0,
    width: view.getUint32(SIZ_AT + 6) - view.getUint32(SIZ_AT + 14),
    height: view.getUint32(SIZ_AT + 10) - view.getUint32(SIZ_AT + 18),
    components,
  };
};
