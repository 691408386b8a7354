// Tells whether a JPEG 2000 codestream is all there: the HTJ2K codec paints over what was cut off without a word.

const SOT = 0xff90;
const SOD = 0xff93;
const EOC = 0xffd9;
const SOT_LENGTH = 12;

/** Follows the main header and the chain of tile-parts (T.800 A.4.2); it must end in an end-of-codestream marker. */
export const isWholeJpeg2000 = (bytes: Uint8Array): boolean => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marker = (at: number) => (at + 2 <= bytes.length ? view.getUint16(at) : 0);
  let at = 2;
  while (marker(at) !== SOT) {
    if (marker(at) < 0xff00 || marker(at) === SOD || at + 4 > bytes.length) return false;
    at += 2 + view.getUint16(at + 2);
  }
  while (marker(at) === SOT && at + SOT_LENGTH <= bytes.length) {
    const length = view.getUint32(at + 6);
    // Length 0: the last tile-part reaches to the end of the codestream.
    if (length === 0) return marker(bytes.length - 2) === EOC || marker(bytes.length - 3) === EOC;
    if (length < SOT_LENGTH) return false;
    at += length;
  }
  return marker(at) === EOC;
};
