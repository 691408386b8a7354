// Files made to hurt a reader, as recipes: each names the refusal it must get and writes its bytes only when asked.
import { deflateRawSync } from 'node:zlib';
import { TransferSyntax } from '../transfer-syntax.ts';
import { element, fragments, header, imageElements, implicitElement, UNDEFINED, us } from './part10-bytes.ts';

/** One hostile file. `sparse` bytes of zeros follow the written ones. */
export type HostileFile = {
  readonly name: string;
  readonly code: string;
  readonly bytes: () => Buffer;
  readonly sparse?: number;
};

const MIB = 2 ** 20;
const NESTED = Buffer.concat([element(0x00081140, 'SQ', '', UNDEFINED), implicitElement(0xfffee000, '', UNDEFINED)]);

const manyElements = (count: number): Buffer => {
  const bytes = Buffer.alloc(count * 8);
  for (let index = 0; index < count; index += 1) {
    bytes.writeUInt16LE(0x0011 + 2 * Math.floor(index / 0x8000), index * 8);
    bytes.writeUInt16LE(0x1000 + (index % 0x8000), index * 8 + 2);
    bytes.write('LO', index * 8 + 4, 'latin1');
  }
  return bytes;
};

const emptyFragments = (count: number): Buffer => {
  const one = implicitElement(0xfffee000);
  return Buffer.concat([element(0x7fe00010, 'OB', '', UNDEFINED), Buffer.alloc(count * 8, one)]);
};

const image = (tail: Buffer, shape: Parameters<typeof imageElements>[0] = {}, syntax?: string) =>
  Buffer.concat([header(syntax), imageElements(shape), tail]);

const withUid = (uid: string) =>
  Buffer.concat([header(), element(0x00080018, 'UI', uid), element(0x0020000d, 'UI', '1.2')]);

const pixels = (length: number) => element(0x7fe00010, 'OB', '', length);

/** All recipes. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  { name: 'an empty file', code: 'NOT_DICOM', bytes: () => Buffer.alloc(0) },
  { name: 'text', code: 'NOT_DICOM', bytes: () => Buffer.from('this is not DICOM '.repeat(100)) },
  { name: '64 MB of zeros', code: 'NOT_DICOM', bytes: () => Buffer.alloc(64 * MIB) },
  {
    name: 'a Windows program in the preamble',
    code: 'POLYGLOT_PREAMBLE',
    bytes: () => header(undefined, { preamble: 'MZ' }),
  },
  {
    name: 'an ELF program in the preamble',
    code: 'POLYGLOT_PREAMBLE',
    bytes: () => header(undefined, { preamble: '\x7fELF' }),
  },
  {
    name: 'a ZIP in the preamble',
    code: 'POLYGLOT_PREAMBLE',
    bytes: () => header(undefined, { preamble: 'PK\x03\x04' }),
  },
  { name: 'JSON in the preamble', code: 'POLYGLOT_PREAMBLE', bytes: () => header(undefined, { preamble: '{"a":1}' }) },
  {
    name: 'a Mach-O program in the preamble',
    code: 'POLYGLOT_PREAMBLE',
    bytes: () => header(undefined, { preamble: '\xcf\xfa\xed\xfe' }),
  },
  {
    name: 'a private value that claims 4 GB',
    code: 'LIMIT_VALUE',
    bytes: () => Buffer.concat([header(), element(0x00111001, 'OB', '', 0xfffffffe)]),
  },
  { name: 'pixel data that claim 4 GB', code: 'PIXEL_LENGTH_MISMATCH', bytes: () => image(pixels(0xfffffffe)) },
  {
    name: 'an image of 65535 x 65535 pixels that claims 4 GB',
    code: 'LIMIT_PIXELS',
    bytes: () => image(pixels(0xfffe0001), { rows: 65_535, columns: 65_535 }),
  },
  {
    name: 'a file of 4 GB, its image of 65535 x 65535',
    code: 'LIMIT_PIXELS',
    bytes: () => image(pixels(0xfffe0001), { rows: 65_535, columns: 65_535 }),
    sparse: 0xfffe0001,
  },
  {
    name: 'a million frames of 65535 x 65535',
    code: 'LIMIT_FRAMES',
    bytes: () => image(pixels(16), { rows: 65_535, columns: 65_535, frames: '1000000' }),
  },
  {
    name: '50 000 nested sequences',
    code: 'LIMIT_DEPTH',
    bytes: () => Buffer.concat([header(), Buffer.alloc(NESTED.length * 50_000, NESTED)]),
  },
  {
    name: '2 million elements',
    code: 'LIMIT_ELEMENTS',
    bytes: () => Buffer.concat([header(), manyElements(2_000_000)]),
  },
  {
    name: '2 million times the same element',
    code: 'DUPLICATE_ELEMENT',
    bytes: () => Buffer.concat([header(), Buffer.alloc(16_000_000, element(0x00111001, 'LO'))]),
  },
  {
    name: '2 million items',
    code: 'LIMIT_ITEMS',
    bytes: () =>
      Buffer.concat([
        header(),
        element(0x00081140, 'SQ', '', UNDEFINED),
        Buffer.alloc(16_000_000, implicitElement(0xfffee000)),
      ]),
  },
  {
    name: '4 million fragments',
    code: 'LIMIT_FRAGMENTS',
    bytes: () =>
      Buffer.concat([
        header(TransferSyntax.JpegBaseline),
        imageElements({ frames: '40000' }),
        emptyFragments(4_000_000),
      ]),
  },
  {
    name: 'a deflate bomb of 256 MB',
    code: 'LIMIT_INFLATE',
    bytes: () =>
      Buffer.concat([
        header(TransferSyntax.Deflated),
        deflateRawSync(
          Buffer.concat([
            image(pixels(256 * MIB), { rows: 16_384, columns: 16_384 }).subarray(header().length),
            Buffer.alloc(256 * MIB),
          ]),
        ),
      ]),
  },
  {
    name: 'deflated bytes that are none',
    code: 'DEFLATE_INVALID',
    bytes: () => Buffer.concat([header(TransferSyntax.Deflated), Buffer.alloc(1000, 0xff)]),
  },
  {
    name: '64 MB of zeros after the dataset',
    code: 'TRAILING_BYTES',
    bytes: () => Buffer.concat([image(pixels(16)), Buffer.alloc(16, 1), Buffer.alloc(64 * MIB)]),
  },
  {
    name: 'Rows as UL',
    code: 'DIMENSIONS_INVALID',
    bytes: () =>
      Buffer.concat([
        header(),
        element(0x00280010, 'UL', Buffer.from([4, 0, 0, 0])),
        element(0x00280011, 'US', us(4)),
        element(0x00280100, 'US', us(8)),
        pixels(16),
      ]),
  },
  {
    name: 'two values of Rows',
    code: 'DIMENSIONS_INVALID',
    bytes: () =>
      Buffer.concat([
        header(),
        element(0x00280010, 'US', Buffer.from([4, 0, 4, 0])),
        element(0x00280011, 'US', us(4)),
        element(0x00280100, 'US', us(8)),
        pixels(16),
      ]),
  },
  ...[0, 3, 255].map((bits) => ({
    name: `Bits Allocated of ${bits}`,
    code: 'DIMENSIONS_INVALID',
    bytes: () => image(pixels(16), { bits }),
  })),
  ...['../../x', '1..2', '1.02.3', `1.${'2'.repeat(64)}`, 'abc'].map((uid) => ({
    name: `the UID ${uid.slice(0, 20)}`,
    code: 'BAD_UID',
    bytes: () => withUid(uid),
  })),
  {
    name: 'a UID of 200 components',
    code: 'LIMIT_VALUE',
    bytes: () => withUid(Array.from({ length: 200 }, () => '1').join('.')),
  },
  {
    name: 'a VR of two zeros',
    code: 'BAD_VR',
    bytes: () => Buffer.concat([header(), element(0x00100010, '\0\0', 'A')]),
  },
  {
    name: 'meta without a transfer syntax',
    code: 'META_INVALID',
    bytes: () => Buffer.concat([header().subarray(0, 144), element(0x00100010, 'PN', 'A')]),
  },
  {
    name: 'meta of a megabyte',
    code: 'LIMIT_META',
    bytes: () => Buffer.concat([header(), element(0x00020102, 'OB', Buffer.alloc(MIB))]),
  },
  {
    name: 'a name of 60 000 letters',
    code: 'LIMIT_VALUE',
    bytes: () => Buffer.concat([header(), element(0x00100010, 'PN', 'A'.repeat(60_000))]),
  },
  {
    name: 'an item longer than its sequence',
    code: 'STRUCTURE_INVALID',
    bytes: () =>
      Buffer.concat([header(), element(0x00081140, 'SQ', implicitElement(0xfffee000, Buffer.alloc(8), 800))]),
  },
  {
    name: 'fragments under a native transfer syntax',
    code: 'ENCAPSULATION_INVALID',
    bytes: () => image(fragments([Buffer.alloc(16)])),
  },
  {
    name: 'an offset table of a megabyte',
    code: 'ENCAPSULATION_INVALID',
    bytes: () => image(fragments([Buffer.alloc(16)], Buffer.alloc(MIB)), {}, TransferSyntax.JpegBaseline),
  },
  {
    name: 'an image cut short',
    code: 'TRUNCATED',
    bytes: () => Buffer.concat([image(pixels(16)), Buffer.alloc(9)]),
  },
  {
    name: 'an image of 256 MB cut short',
    code: 'TRUNCATED',
    bytes: () => Buffer.concat([image(pixels(256 * MIB), { rows: 16_384, columns: 16_384 }), Buffer.alloc(MIB)]),
  },
  {
    name: 'compressed pixels cut short',
    code: 'TRUNCATED',
    bytes: () => image(fragments([Buffer.alloc(5000)]).subarray(0, 4000), {}, TransferSyntax.Rle),
  },
  {
    name: 'an image without pixel data',
    code: 'NO_PIXEL_DATA',
    bytes: () => Buffer.concat([header(), imageElements()]),
  },
  {
    name: 'an image whose fragments are none',
    code: 'NO_PIXEL_DATA',
    bytes: () => image(fragments([]), {}, TransferSyntax.Rle),
  },
];
