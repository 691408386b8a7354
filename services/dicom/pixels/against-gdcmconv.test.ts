// Pixels that other programs compressed come out as `gdcmconv --raw` gives them: every codec, sample size and colour layout.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type PixelDecoder, startPixelDecoder } from '../decoder/pixel-decoder.ts';
import { datasetOf, putBytes } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { missingPrograms, testUnless } from '../testing/outside-tools.ts';
import { dicomFile, writeDicom } from '../writer/write-dicom.ts';

const ORACLE: string = 'gdcmconv';
const missing = missingPrograms([ORACLE, 'dcmcrle', 'dcmcjpeg', 'dcmcjpls']);
const testIfPresent = testUnless(missing.length > 0 ? `${missing.join(', ')} not installed` : undefined);

const ROWS = 66;
const COLUMNS = 54;

/** A picture with soft gradients, edges and some noise; the same one each time. */
const picture = (frames: number, samples: number, bits: number, signed: boolean): Uint8Array => {
  const wide = bits > 8;
  const bytes = new Uint8Array(frames * ROWS * COLUMNS * samples * (wide ? 2 : 1));
  const view = new DataView(bytes.buffer);
  const range = 2 ** bits;
  let noise = 1;
  for (let index = 0; index < frames * ROWS * COLUMNS * samples; index += 1) {
    noise = (Math.imul(noise, 48_271) >>> 0) % 2_147_483_647;
    const pixel = Math.floor(index / samples);
    const x = pixel % COLUMNS;
    const y = Math.floor(pixel / COLUMNS);
    const soft = (Math.sin(x / 9 + (index % samples)) + Math.cos(y / 11)) / 4 + 0.5;
    const edge = x > 20 && y % 31 > 12 ? 0.3 : 0;
    const value =
      Math.floor(Math.min(0.999, soft * 0.6 + edge + (noise % 100) / 5000) * range) - (signed ? range / 2 : 0);
    if (wide) view.setInt16(index * 2, value, true);
    else bytes[index] = value;
  }
  return bytes;
};

const SOURCES = {
  grey8: { frames: 1, samples: 1, bits: 8, signed: false },
  grey12: { frames: 3, samples: 1, bits: 12, signed: false },
  signed12: { frames: 1, samples: 1, bits: 12, signed: true },
  signed16: { frames: 1, samples: 1, bits: 16, signed: true },
  colour: { frames: 1, samples: 3, bits: 8, signed: false },
  colours: { frames: 2, samples: 3, bits: 8, signed: false },
} as const;
type Source = keyof typeof SOURCES;

const sourceFile = (name: Source): Uint8Array => {
  const { frames, samples, bits, signed } = SOURCES[name];
  const dataset = datasetOf({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
    SOPInstanceUID: '1.2.826.0.1.3680043.8.498.1',
    StudyInstanceUID: '1.2.826.0.1.3680043.8.498.2',
    SeriesInstanceUID: '1.2.826.0.1.3680043.8.498.3',
    SamplesPerPixel: samples,
    PhotometricInterpretation: samples === 3 ? 'RGB' : 'MONOCHROME2',
    NumberOfFrames: frames,
    Rows: ROWS,
    Columns: COLUMNS,
    BitsAllocated: bits > 8 ? 16 : 8,
    BitsStored: bits,
    HighBit: bits - 1,
    PixelRepresentation: signed ? 1 : 0,
    ...(samples === 3 ? { PlanarConfiguration: 0 } : {}),
  });
  putBytes(dataset, Tag.PixelData, picture(frames, samples, bits, signed), 'OW');
  return writeDicom(dicomFile(dataset));
};

// gdcmconv 3.0 writes no JPEG of several coloured frames and mixes up the planes of several JPEG-LS ones: those have one frame here.
const ALL: readonly Source[] = ['grey8', 'grey12', 'signed12', 'signed16', 'colour', 'colours'];

/** How a codec is asked for, and the sources it is tried with. */
const ENCODERS: readonly (readonly [name: string, command: readonly string[], sources: readonly Source[]])[] = [
  ['RLE by dcmtk', ['dcmcrle'], ALL],
  ['RLE by gdcm', ['gdcmconv', '--rle'], ALL],
  ['JPEG baseline', ['dcmcjpeg', '+eb'], ['grey8', 'colour']],
  ['JPEG baseline 4:2:0', ['dcmcjpeg', '+eb', '+cy', '+s2'], ['colour']],
  ['JPEG baseline 4:2:2', ['dcmcjpeg', '+eb', '+cy', '+s4'], ['colour']],
  ['JPEG baseline in RGB', ['dcmcjpeg', '+eb', '+cr'], ['colour']],
  ['JPEG extended of 8 bits', ['dcmcjpeg', '+ee'], ['grey8', 'colour']],
  ['JPEG extended of 12 bits', ['dcmcjpeg', '+ee', '+bt'], ['grey8', 'grey12', 'signed16']],
  ['JPEG lossless', ['dcmcjpeg', '+e1'], ALL],
  ...[1, 2, 3, 4, 5, 6, 7].map(
    (value) =>
      [
        `JPEG lossless of selection ${value}`,
        ['dcmcjpeg', '+el', '+sv', String(value)],
        ['signed16', 'colour'],
      ] as const,
  ),
  ['JPEG lossless in small fragments', ['dcmcjpeg', '+e1', '+fs', '1'], ['grey12', 'colour']],
  ['JPEG-LS', ['dcmcjpls'], ALL],
  ['JPEG-LS by planes', ['dcmcjpls', '+in'], ['colour']],
  ['JPEG-LS by lines', ['dcmcjpls', '+il'], ['colour']],
  ['JPEG-LS near lossless', ['dcmcjpls', '+en'], ['grey8', 'grey12', 'colour']],
  ['JPEG 2000', ['gdcmconv', '--j2k'], ALL],
  ['JPEG 2000 lossy', ['gdcmconv', '--j2k', '--lossy'], ['grey8', 'colour']],
];

describe('pixels compressed by other programs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hounsfield-codecs-'));
  let decoder: PixelDecoder;
  beforeAll(() => {
    decoder = startPixelDecoder();
  });
  afterAll(async () => {
    await decoder.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const cases = ENCODERS.flatMap(([name, command, sources]) =>
    sources.map((source) => [name, source, command] as const),
  );
  testIfPresent.each(cases)(
    '%s of %s decodes as gdcmconv decodes it',
    async (_, source, [program = '', ...options]) => {
      const [plain, compressed, raw] = ['plain', 'compressed', 'raw'].map((name) => join(folder, `${name}.dcm`)) as [
        string,
        string,
        string,
      ];
      writeFileSync(plain, sourceFile(source));
      execFileSync(program, [...options, plain, compressed], { stdio: 'ignore' });
      execFileSync(ORACLE, ['--raw', compressed, raw], { stdio: 'ignore' });
      const [ours, theirs] = [await decoder.decode(readFileSync(compressed)), await decoder.decode(readFileSync(raw))];
      if ('kind' in ours || 'kind' in theirs) throw new Error(JSON.stringify([ours, theirs]).slice(0, 300));
      expect(ours.photometricInterpretation).toBe(theirs.photometricInterpretation);
      expect(Buffer.compare(ours.data, theirs.data)).toBe(0);
    },
  );
});
