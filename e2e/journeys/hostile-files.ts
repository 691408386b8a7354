// Files that are not what they say, made from a good one: each with the refusal it must get at every door.

/** One hostile file; `sparse` bytes of zeros follow the written ones on disk. */
export type HostileFile = {
  readonly name: string;
  readonly code: string;
  readonly bytes: Buffer;
  readonly sparse?: number;
};

const PIXEL_DATA = Buffer.from([0xe0, 0x7f, 0x10, 0x00]);
const GIGABYTES_4 = 0xfffffffe;
/** Where the file meta group says how long it is (PS3.10 section 7.1), and where it begins to count. */
const [META_LENGTH_AT, META_FROM] = [140, 144];
const NESTING = 50_000;

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** A sequence of undefined length in an item of undefined length (PS3.5 section 7.5). */
const OPEN_SEQUENCE = Buffer.concat([
  Buffer.from([0x08, 0x00, 0x40, 0x11, 0x53, 0x51, 0x00, 0x00]),
  u32(0xffffffff),
  Buffer.from([0xfe, 0xff, 0x00, 0xe0]),
  u32(0xffffffff),
]);

/** The recipes, from a good image in Explicit VR Little Endian. */
export const hostileFiles = (good: Buffer): readonly HostileFile[] => {
  const pixelsAt = good.lastIndexOf(PIXEL_DATA);
  const datasetAt = META_FROM + good.readUInt32LE(META_LENGTH_AT);
  const header = good.subarray(0, datasetAt);
  const claimsTooMuch = Buffer.from(good);
  claimsTooMuch.writeUInt32LE(GIGABYTES_4, pixelsAt + 8);
  const privateClaim = Buffer.concat([
    header,
    Buffer.from([0x11, 0x00, 0x01, 0x10, 0x4f, 0x42, 0x00, 0x00]),
    u32(GIGABYTES_4),
  ]);
  return [
    { name: 'text', code: 'NOT_DICOM', bytes: Buffer.from('a letter, not an image\n'.repeat(400)) },
    { name: 'four-bytes', code: 'NOT_DICOM', bytes: Buffer.from('DICM') },
    { name: 'cut-in-the-meta-group', code: 'TRUNCATED', bytes: good.subarray(0, 200) },
    { name: 'cut-in-the-pixels', code: 'TRUNCATED', bytes: good.subarray(0, pixelsAt + 4_000) },
    { name: 'pixels-claim-4-GB', code: 'PIXEL_LENGTH_MISMATCH', bytes: claimsTooMuch },
    { name: 'a-private-value-claims-4-GB', code: 'LIMIT_VALUE', bytes: privateClaim },
    {
      name: 'nests-without-end',
      code: 'LIMIT_DEPTH',
      bytes: Buffer.concat([header, Buffer.alloc(OPEN_SEQUENCE.length * NESTING, OPEN_SEQUENCE)]),
    },
    { name: 'an-image-without-pixels', code: 'NO_PIXEL_DATA', bytes: good.subarray(0, pixelsAt) },
  ];
};

/** A file that really has 4 GB, for the one door that costs no network: its first bytes are good. */
export const fileOf4Gb = (good: Buffer): HostileFile => {
  const file = hostileFiles(good).find(({ name }) => name === 'pixels-claim-4-GB') as HostileFile;
  return { ...file, name: 'a-file-of-4-GB', sparse: GIGABYTES_4 };
};
