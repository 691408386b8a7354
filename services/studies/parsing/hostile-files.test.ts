import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { Dataset, dicomFile, putText, Tag, writeDicom } from '@hounsfield/dicom';
import { isRefusal, newId } from '@hounsfield/kernel';
import { afterAll, expect, test } from '@jest/globals';
import { ctSlice } from '../test-studies.ts';
import { startInstanceParser } from './instance-parser.ts';

// What a stranger may send to exhaust us: each is refused within 2 seconds of the child's work and 256 MiB of its memory.
const MIB = 1024 * 1024;
const parser = startInstanceParser({ processes: 1 });
afterAll(() => parser.close());
const keys = { tenantId: newId(), uidMapKey: randomBytes(32), sealingKey: randomBytes(32) };

const parse = async (bytes: Uint8Array): Promise<string> => {
  const parsed = await parser.parse(bytes, { keys }, async () => 'ACCEPTED');
  return isRefusal(parsed) ? parsed.code : (parsed as string);
};

/** Most memory and all processor time the child has used, from Linux's own books. */
const childUsage = (): { readonly peakBytes: number; readonly cpuMs: number } | undefined => {
  if (!existsSync('/proc/self/stat')) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      if (!status.includes(`PPid:\t${process.pid}\n`)) continue;
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('parser-child')) continue;
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      const peakBytes = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) * 1024;
      return { peakBytes, cpuMs: (Number(stat[11]) + Number(stat[12])) * 10 };
    } catch {
      // It ended while we looked.
    }
  }
  return undefined;
};

/** The beginning of a file in explicit VR little-endian: meta and two elements. */
const head = (): Buffer => {
  const dataset = new Dataset();
  putText(dataset, Tag.SOPClassUID, '1.2.840.10008.5.1.4.1.1.2');
  putText(dataset, Tag.SOPInstanceUID, '1.2.3');
  return Buffer.from(writeDicom(dicomFile(dataset)));
};
/** A file whose dataset is deflated. */
const deflated = (body: Uint8Array): Buffer => {
  const whole = head();
  const metaEnd = 144 + whole.readUInt32LE(140);
  const at = whole.indexOf('1.2.840.10008.1.2.1\0');
  const syntax = Buffer.from('1.2.840.10008.1.2.1.99');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(syntax.length);
  const meta = Buffer.concat([whole.subarray(0, at - 2), length, syntax, whole.subarray(at + 20, metaEnd)]);
  meta.writeUInt32LE(meta.length - 144, 140);
  return Buffer.concat([meta, deflateRawSync(Buffer.concat([whole.subarray(metaEnd), body]))]);
};

const nested = (): Buffer => {
  // (0008,1140) SQ of undefined length, an item of undefined length, and again.
  const level = Buffer.from('0800401153510000fffffffffeff00e0ffffffff', 'hex');
  return Buffer.concat([head(), ...Array.from({ length: 50_000 }, () => level)]);
};
const manyElements = (): Buffer => {
  const body = Buffer.alloc(2_000_000 * 8);
  for (let n = 0; n < 2_000_000; n += 1) {
    body.writeUInt16LE(0x0011 + 2 * Math.floor(n / 60_000), n * 8);
    body.writeUInt16LE(0x1000 + (n % 60_000), n * 8 + 2);
    body.write('LO', n * 8 + 4, 'latin1');
  }
  return Buffer.concat([head(), body]);
};
const claims4GiB = (): Buffer =>
  Buffer.concat([head(), Buffer.from('e07f10004f570000f0ffffff', 'hex'), Buffer.alloc(1_000)]);

test.each<[string, () => Uint8Array, string]>([
  ['nests fifty thousand sequences', nested, 'LIMIT_DEPTH'],
  ['holds two million elements', manyElements, 'LIMIT_ELEMENTS'],
  ['claims four gigabytes', claims4GiB, 'DIMENSIONS_INVALID'],
  ['inflates to 256 MiB', () => deflated(Buffer.alloc(256 * MIB)), 'LIMIT_INFLATE'],
  [
    'ends in 64 MiB of zeros',
    () => Buffer.concat([ctSlice({ studyUid: '1.2.3' }), Buffer.alloc(64 * MIB)]),
    'TRAILING_BYTES',
  ],
  ['is cut short', () => ctSlice({ studyUid: '1.2.3', size: 512 }).subarray(0, 100_000), 'TRUNCATED'],
])(
  'a file that %s is refused quickly and cheaply',
  async (_, make, code) => {
    const bytes = make();
    await parse(ctSlice({ studyUid: '1.2.3' }));
    const before = childUsage();
    expect(await parse(bytes)).toBe(code);
    const after = childUsage();
    // Only Linux keeps such books.
    if (before === undefined || after === undefined) return;
    expect(after.cpuMs - before.cpuMs).toBeLessThan(2_000);
    // The bytes of the file itself may have to be held while it is read.
    expect(after.peakBytes).toBeLessThan(256 * MIB + bytes.length);
  },
  60_000,
);
