// Builds Part 10 bytes by hand for tests, well-formed or not: nothing here checks anything.
import { TransferSyntax } from '../transfer-syntax.ts';

const LONG_HEADERS = ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'];

export const UNDEFINED = 0xffffffff;

/** One explicit little-endian element; `length` may lie. */
export const element = (tag: number, vr: string, value: Uint8Array | string = '', length?: number): Buffer => {
  const bytes = typeof value === 'string' ? Buffer.from(value.length % 2 === 1 ? `${value} ` : value, 'latin1') : value;
  const long = LONG_HEADERS.includes(vr);
  const header = Buffer.alloc(long ? 12 : 8);
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
  header.write(vr, 4, 'latin1');
  if (long) header.writeUInt32LE(length ?? bytes.length, 8);
  else header.writeUInt16LE(length ?? bytes.length, 6);
  return Buffer.concat([header, bytes]);
};

/** One implicit little-endian element, item or delimiter; `length` may lie. */
export const implicitElement = (tag: number, value: Uint8Array | string = '', length?: number): Buffer => {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  const header = Buffer.alloc(8);
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
  header.writeUInt32LE(length ?? bytes.length, 4);
  return Buffer.concat([header, bytes]);
};

/** An unsigned 16-bit number as little-endian bytes. */
export const us = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);

/** Preamble, prefix and file meta information for a transfer syntax; `groupLength` may lie or be left out. */
export const header = (
  transferSyntaxUid: string = TransferSyntax.ExplicitLittleEndian,
  { groupLength, preamble = '' }: { readonly groupLength?: number | undefined; readonly preamble?: string } = {},
): Buffer => {
  const meta = Buffer.concat([
    element(0x00020001, 'OB', Buffer.from([0, 1])),
    element(0x00020002, 'UI', '1.2.840.10008.5.1.4.1.1.7\0'),
    element(0x00020003, 'UI', '1.2.3.4.5\0'),
    element(0x00020010, 'UI', transferSyntaxUid.length % 2 === 1 ? `${transferSyntaxUid}\0` : transferSyntaxUid),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(groupLength ?? meta.length);
  const start = Buffer.alloc(132);
  start.write(preamble, 0, 'latin1');
  start.write('DICM', 128, 'latin1');
  return Buffer.concat([start, element(0x00020000, 'UL', length), meta]);
};

/** The elements of a small monochrome image before its pixel data. */
export const imageElements = ({
  rows = 4,
  columns = 4,
  frames = '1',
  bits = 8,
  photometric = 'MONOCHROME2',
} = {}): Buffer =>
  Buffer.concat([
    element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7\0'),
    element(0x00080018, 'UI', '1.2.3.4.5\0'),
    element(0x00280002, 'US', us(1)),
    element(0x00280004, 'CS', photometric),
    element(0x00280008, 'IS', frames),
    element(0x00280010, 'US', us(rows)),
    element(0x00280011, 'US', us(columns)),
    element(0x00280100, 'US', us(bits)),
    element(0x00280101, 'US', us(bits)),
    element(0x00280102, 'US', us(bits - 1)),
    element(0x00280103, 'US', us(0)),
  ]);

/** Pixel data of a compressed transfer syntax from its fragments. */
export const fragments = (parts: readonly Uint8Array[], offsetTable: Uint8Array = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    element(0x7fe00010, 'OB', '', UNDEFINED),
    ...[offsetTable, ...parts].map((part) => implicitElement(0xfffee000, part)),
    implicitElement(0xfffee0dd),
  ]);
