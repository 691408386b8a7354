// What a file may cost: the limits of the reader and the codes with which it says no.
import { type Refusal, refusal } from '@hounsfield/kernel';

const MIB = 2 ** 20;

/** Upper bounds of one file. Every one has its own refusal. */
export type ReadLimits = {
  readonly fileBytes: number;
  readonly metaBytes: number;
  readonly elements: number;
  /** Sequences within sequences. */
  readonly depth: number;
  /** Items of all sequences together. */
  readonly items: number;
  readonly fragments: number;
  readonly fragmentsPerFrame: number;
  readonly frames: number;
  /** Pixel data of the image itself: native, or the sum of its fragments. */
  readonly pixelBytes: number;
  /** Any other single value. */
  readonly valueBytes: number;
  /** A value of a text VR that names things; long texts and number lists count as values. */
  readonly textBytes: number;
  readonly inflateBytes: number;
  /** Bytes out per byte in, once more than `inflateFreeBytes` came out. */
  readonly inflateRatio: number;
  readonly inflateFreeBytes: number;
  /** Zeros after the dataset, which some archives append. */
  readonly trailingZeroBytes: number;
};

/** The limits of files from outside. */
export const DEFAULT_LIMITS: ReadLimits = {
  fileBytes: 4096 * MIB,
  metaBytes: 64 * 1024,
  elements: 200_000,
  depth: 16,
  items: 20_000,
  fragments: 100_000,
  fragmentsPerFrame: 64,
  frames: 50_000,
  pixelBytes: 4096 * MIB,
  valueBytes: 16 * MIB,
  textBytes: 64 * 1024,
  inflateBytes: 512 * MIB,
  inflateRatio: 100,
  inflateFreeBytes: 16 * MIB,
  trailingZeroBytes: 16 * MIB,
};

/** Why a file is not read. */
export type ReadRefusalCode =
  | 'NOT_DICOM'
  | 'POLYGLOT_PREAMBLE'
  | 'TRUNCATED'
  | 'META_INVALID'
  | 'BAD_VR'
  | 'BAD_UID'
  | 'STRUCTURE_INVALID'
  | 'DUPLICATE_ELEMENT'
  | 'DEFLATE_INVALID'
  | 'ENCAPSULATION_INVALID'
  | 'DIMENSIONS_INVALID'
  | 'PIXEL_LENGTH_MISMATCH'
  | 'TRAILING_BYTES'
  | 'LIMIT_FILE'
  | 'LIMIT_META'
  | 'LIMIT_ELEMENTS'
  | 'LIMIT_DEPTH'
  | 'LIMIT_ITEMS'
  | 'LIMIT_FRAGMENTS'
  | 'LIMIT_FRAMES'
  | 'LIMIT_PIXELS'
  | 'LIMIT_VALUE'
  | 'LIMIT_INFLATE';

/** Leaves the parser from any depth; `readDicom` turns it into a returned refusal. */
export class ReadStop extends Error {
  readonly refusal: Refusal<ReadRefusalCode>;

  constructor(code: ReadRefusalCode, message: string) {
    super(message);
    this.refusal = refusal(code, message);
  }
}

/** Stops reading with a code and a sentence. */
export function stop(code: ReadRefusalCode, message: string): never {
  throw new ReadStop(code, message);
}
