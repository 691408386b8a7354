// The first bytes of a file: the preamble and its DICM prefix, or a dataset without them, which old archives write.
import { isVr } from '../vr.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { stop } from './limits.ts';

const PREAMBLE_LENGTH = 128;
const PREFIX = 'DICM';

/** First bytes that make the preamble another program's file (CVE-2019-11687 and its kin). TIFF is tolerated: it is never kept. */
const OTHER_FILES: readonly (readonly number[])[] = [
  [0x4d, 0x5a], // MZ: Windows and DOS programs
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0xfe, 0xed, 0xfa, 0xce], // Mach-O, both widths, both byte orders, and universal
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
  [0x50, 0x4b], // PK: ZIP, JAR, office documents
  [0x7b], // {: JSON
  [0x3c], // <: HTML, XML, SVG
  [0x23, 0x21], // #!: scripts
  [0x25, 0x50, 0x44, 0x46], // %PDF
];

/** How a file begins: with file meta information, or at once with a dataset in little-endian. */
export type Beginning = { readonly kind: 'part10' } | { readonly kind: 'headerless'; readonly explicitVr: boolean };

const isPolyglot = (start: Uint8Array): boolean =>
  OTHER_FILES.some((signature) => signature.every((byte, index) => start[index] === byte));

/** A dataset without a header must start in group 0008 with a short element, as all real ones do. */
const headerless = (cursor: ByteCursor): Beginning | undefined => {
  cursor.gather(8);
  const element = cursor.uint16(2, true);
  if (cursor.uint16(0, true) !== 0x0008 || element > 0x0018) return undefined;
  const letters = String.fromCharCode(cursor.uint8(4), cursor.uint8(5));
  if (isVr(letters)) return cursor.uint16(6, true) <= 128 ? { kind: 'headerless', explicitVr: true } : undefined;
  return cursor.uint32(4, true) <= 128 ? { kind: 'headerless', explicitVr: false } : undefined;
};

/** Consumes preamble and prefix, or nothing when the file is a bare dataset. */
export function* readPreamble(cursor: ByteCursor): Generator<number, Beginning> {
  if (!(yield* cursor.need(8))) {
    return stop('NOT_DICOM', cursor.available === 0 ? 'The file is empty.' : 'The file is too short to be DICOM.');
  }
  const found = headerless(cursor);
  const whole = yield* cursor.need(PREAMBLE_LENGTH + PREFIX.length);
  if (whole) {
    cursor.gather(PREAMBLE_LENGTH + PREFIX.length);
    const prefix = [0, 1, 2, 3].map((index) => String.fromCharCode(cursor.uint8(PREAMBLE_LENGTH + index))).join('');
    if (prefix === PREFIX) {
      const start = cursor.take(PREAMBLE_LENGTH + PREFIX.length);
      if (isPolyglot(start)) stop('POLYGLOT_PREAMBLE', 'The preamble is the beginning of another kind of file.');
      return { kind: 'part10' };
    }
  }
  return found ?? stop('NOT_DICOM', 'The file has no DICM prefix: it is not DICOM.');
}
