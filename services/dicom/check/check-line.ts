// What a check says of one file, and how it comes to say it. Runs where it is called: files from outside go through `startPixelDecoder`.
import { open } from 'node:fs/promises';
import { isRefusal, type Refusal } from '@hounsfield/kernel';
import type { DicomFile } from '../dataset.ts';
import { text } from '../element-values.ts';
import { IMAGE_SOP_CLASSES } from '../generated/image-sop-classes.ts';
import { decodePixelData } from '../pixels/decode-pixel-data.ts';
import { type DecodeRefusalCode, pixelSha256 } from '../pixels/decoded-pixels.ts';
import type { ReadRefusalCode } from '../reader/limits.ts';
import { type DicomSource, readDicom } from '../reader/read-dicom.ts';
import { Tag } from '../tag.ts';

/** Why a file is not accepted. */
export type CheckRefusalCode =
  | ReadRefusalCode
  | DecodeRefusalCode
  | 'NO_SOP_CLASS'
  | 'UNREADABLE_FILE'
  | `DECODER_${string}`;

/** One line of `hounsfield check`. */
export type CheckLine = {
  readonly file: string;
  readonly accepted: boolean;
  /** SOP Class UID. */
  readonly sopClass: string | null;
  /** Transfer Syntax UID; of a file without meta information the one its dataset is in. */
  readonly transferSyntax: string | null;
  /** SHA-256 over the decoded pixel data of all frames, as `gdcmconv --raw` writes them; null without pixels. */
  readonly pixelSha256: string | null;
  readonly code: CheckRefusalCode | null;
  readonly message: string | null;
};

const MIB = 2 ** 20;
/** Files up to here are read at once, larger ones piece by piece. */
const READ_AT_ONCE = 64 * MIB;
const PIXEL_BYTES = 512 * MIB;

const NOTHING_KNOWN = { accepted: false, sopClass: null, transferSyntax: null, pixelSha256: null } as const;

/** The line of a file that was refused before anything of it was known. */
export const refusedLine = (file: string, { code, message }: Refusal<CheckRefusalCode>): CheckLine => ({
  file,
  ...NOTHING_KNOWN,
  code,
  message,
});

const hasPixels = ({ dataset }: DicomFile): boolean =>
  dataset.has(Tag.PixelData) || dataset.has(Tag.FloatPixelData) || dataset.has(Tag.DoubleFloatPixelData);

/**
 * Checks a file that is in memory or streams in: readable within limits, and its pixels decodable. An image without pixel data is
 * refused; reports, plans, waveforms, presentation states and other objects without pixels are accepted.
 */
export const checkSource = async (file: string, source: DicomSource): Promise<CheckLine> => {
  const dicom = await readDicom(source, { pixelBytes: PIXEL_BYTES });
  if (isRefusal(dicom)) return refusedLine(file, dicom);
  const sopClass = text(dicom.dataset, Tag.SOPClassUID) ?? text(dicom.meta, Tag.MediaStorageSOPClassUID) ?? null;
  const known = { file, sopClass, transferSyntax: dicom.transferSyntaxUid, pixelSha256: null };
  const refused = (code: CheckRefusalCode, message: string) => ({ ...known, accepted: false, code, message });
  if (sopClass === null) return refused('NO_SOP_CLASS', 'The file does not say what kind of object it is.');
  if (!hasPixels(dicom)) {
    if (IMAGE_SOP_CLASSES.has(sopClass))
      return refused('NO_PIXEL_DATA', 'The object is an image, but has no pixel data.');
    return { ...known, accepted: true, code: null, message: null };
  }
  const pixels = await decodePixelData(dicom, { pixelBytes: PIXEL_BYTES });
  if (isRefusal(pixels)) return refused(pixels.code, pixels.message);
  return { ...known, accepted: true, pixelSha256: pixelSha256(pixels.data), code: null, message: null };
};

/** Checks a file on disk. */
export const checkPath = async (path: string): Promise<CheckLine> => {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      if (size <= READ_AT_ONCE) return await checkSource(path, await handle.readFile());
      return await checkSource(path, handle.createReadStream({ autoClose: false, highWaterMark: MIB }));
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return refusedLine(path, {
      kind: 'refusal',
      code: 'UNREADABLE_FILE',
      message: `The file cannot be read (${code}).`,
    });
  }
};
