// What the marker segments before the scan of a JPEG define (T.81 annex B): frame, tables, scan.
import { markerSegments } from '../codecs/codestream-header.ts';
import { JpegError } from './entropy-reader.ts';
import type { HuffmanDefinition } from './huffman-table.ts';

const DHT = 0xc4;
const DQT = 0xdb;
const DRI = 0xdd;
const SOS = 0xda;
const FRAMES = [0xc1, 0xc3];

/** One component of the frame and the tables its scan names. */
export type JpegComponent = {
  readonly id: number;
  readonly sampling: number;
  readonly quantization: number;
  dc: number;
  ac: number;
};

/** A JPEG with one scan that holds all its components. */
export type JpegSegments = {
  readonly precision: number;
  readonly width: number;
  readonly height: number;
  readonly components: readonly JpegComponent[];
  /** Quantization tables in zigzag order. */
  readonly quantization: ReadonlyMap<number, Uint16Array>;
  readonly dc: ReadonlyMap<number, HuffmanDefinition>;
  readonly ac: ReadonlyMap<number, HuffmanDefinition>;
  readonly restartInterval: number;
  /** Predictor of a lossless scan, or 0. */
  readonly selection: number;
  readonly pointTransform: number;
  readonly scanStart: number;
};

const readHuffman = (segment: Uint8Array, dc: Map<number, HuffmanDefinition>, ac: Map<number, HuffmanDefinition>) => {
  let at = 0;
  while (at + 17 <= segment.length) {
    const target = segment[at] as number;
    const counts = segment.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total > 256 || at + 17 + total > segment.length) throw new JpegError('a Huffman table is cut short');
    (target >> 4 === 0 ? dc : ac).set(target & 0x0f, { counts, symbols: segment.subarray(at + 17, at + 17 + total) });
    at += 17 + total;
  }
};

const readQuantization = (segment: Uint8Array, tables: Map<number, Uint16Array>) => {
  let at = 0;
  while (at < segment.length) {
    const target = segment[at] as number;
    const wide = target >> 4 !== 0;
    const size = wide ? 128 : 64;
    if (at + 1 + size > segment.length) throw new JpegError('a quantization table is cut short');
    const values = segment.subarray(at + 1, at + 1 + size);
    const read = (index: number) =>
      wide ? ((values[index * 2] as number) << 8) | (values[index * 2 + 1] as number) : (values[index] as number);
    tables.set(
      target & 0x0f,
      Uint16Array.from({ length: 64 }, (_, index) => read(index)),
    );
    at += 1 + size;
  }
};

const readComponents = (segment: Uint8Array): JpegComponent[] => {
  const count = segment[5] ?? 0;
  if (segment.length < 6 + count * 3) throw new JpegError('the frame header is cut short');
  return Array.from({ length: count }, (_, index) => {
    const at = 6 + index * 3;
    return {
      id: segment[at] as number,
      sampling: segment[at + 1] as number,
      quantization: segment[at + 2] as number,
      dc: 0,
      ac: 0,
    };
  });
};

const readScan = (segment: Uint8Array, components: readonly JpegComponent[]) => {
  const count = segment[0] ?? 0;
  if (count !== components.length || segment.length < 4 + count * 2) {
    throw new JpegError('the components are not in one scan');
  }
  components.forEach((component, index) => {
    if (segment[1 + index * 2] !== component.id) throw new JpegError('the scan names other components than the frame');
    const tables = segment[2 + index * 2] as number;
    component.dc = tables >> 4;
    component.ac = tables & 0x0f;
  });
  return {
    selection: segment[1 + count * 2] as number,
    pointTransform: (segment[3 + count * 2] as number) & 0x0f,
  };
};

/** Reads all segments up to the first scan. Throws JpegError when they do not make a picture. */
export const jpegSegments = (bytes: Uint8Array): JpegSegments => {
  const quantization = new Map<number, Uint16Array>();
  const dc = new Map<number, HuffmanDefinition>();
  const ac = new Map<number, HuffmanDefinition>();
  let restartInterval = 0;
  let components: JpegComponent[] | undefined;
  let shape = { precision: 0, width: 0, height: 0 };
  for (const { marker, start, end } of markerSegments(bytes)) {
    const segment = bytes.subarray(start + 4, end);
    const at = (index: number) => segment[index] ?? 0;
    if (marker === DHT) readHuffman(segment, dc, ac);
    else if (marker === DQT) readQuantization(segment, quantization);
    else if (marker === DRI) restartInterval = (at(0) << 8) | at(1);
    else if (FRAMES.includes(marker)) {
      components = readComponents(segment);
      shape = { precision: at(0), height: (at(1) << 8) | at(2), width: (at(3) << 8) | at(4) };
    } else if (marker === SOS && components !== undefined) {
      const scan = readScan(segment, components);
      return { ...shape, components, quantization, dc, ac, restartInterval, ...scan, scanStart: end };
    }
  }
  throw new JpegError('the JPEG has no scan');
};
