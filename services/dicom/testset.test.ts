// Every file of the DICOM test set gets its recorded pixel hash, or the refusal or acceptance it deserves.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type PixelDecoder, startPixelDecoder } from './decoder/pixel-decoder.ts';
import { testSetFolder, testUnless } from './testing/outside-tools.ts';

const folder = testSetFolder();
const testIfPresent = testUnless(folder === undefined ? 'the DICOM test set is not beside the repository' : undefined);

type Row = { readonly file: string; readonly sopClass: string; readonly hash: string };

/** Fields of one line of the manifest; quotes keep commas within a field. */
const fields = (line: string): string[] =>
  [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((match) => match[2] ?? match[1] ?? '');

const rows = (): Row[] =>
  readFileSync(`${folder}/manifest.csv`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(fields)
    .map((row) => ({ file: row[0] ?? '', sopClass: row[1] ?? '', hash: row[12] ?? '' }));

/** Files without a recorded hash: why they are refused, or that they are accepted (null), with what hash. */
const WITHOUT_HASH: Readonly<Record<string, readonly [code: string | null, hash?: string]>> = {
  'charset/chrSQEncoding.dcm': ['NO_PIXEL_DATA'],
  'malformed/ExplVR_LitEndNoMeta.dcm': [null],
  'malformed/MR_truncated.dcm': ['TRUNCATED'],
  'malformed/badVR.dcm': ['DIMENSIONS_INVALID'],
  'malformed/meta_missing_tsyntax.dcm': ['META_INVALID'],
  'malformed/no_meta.dcm': ['NOT_DICOM'],
  'malformed/not_dicom.dcm': ['NOT_DICOM'],
  'malformed/rtplan_truncated.dcm': ['TRUNCATED'],
  'malformed/zero_length.dcm': ['NOT_DICOM'],
  'nonimage/reportsi.dcm': [null],
  'nonimage/rtplan.dcm': [null],
  'nonimage/rtstruct.dcm': [null],
  'nonimage/test-SR.dcm': [null],
  'nonimage/waveform_ecg.dcm': [null],
  // The samples of the PNG beside it; gdcmconv has no decoder for HTJ2K.
  'syntax/Bretagne1_ht.dcm': [null, '9d87240604f5d7522c6a8056ace6cefc'],
};

describe('the DICOM test set', () => {
  let decoder: PixelDecoder;
  beforeAll(() => {
    decoder = startPixelDecoder();
  });
  afterAll(() => decoder.close());

  const all = folder === undefined ? [{ file: '(not present)', sopClass: '', hash: '' }] : rows();
  testIfPresent.each(all)('$file', async ({ file, sopClass, hash }) => {
    const line = await decoder.check(`${folder}/${file}`);
    const without = WITHOUT_HASH[file];
    if (without !== undefined) {
      const [code, expected = null] = without;
      expect([line.code, line.pixelSha256?.slice(0, 32) ?? null]).toEqual([code, expected]);
      return;
    }
    expect(line).toMatchObject({ accepted: true, code: null, message: null, sopClass });
    // Lossy files may differ by a few grey levels between decoders; ours agrees with the recorded one in every bit.
    expect(line.pixelSha256?.slice(0, 32)).toBe(hash.replace('lossy:', ''));
  });

  testIfPresent('has the 135 files that this test knows', () => {
    expect(all).toHaveLength(135);
  });
});
