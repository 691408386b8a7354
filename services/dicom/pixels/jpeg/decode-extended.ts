// JPEG extended, process 4: 12-bit samples of one component (T.81 annex F), which the codec packages do not decode.
import { EntropyReader, JpegError } from './entropy-reader.ts';
import { type HuffmanTable, huffmanTable, readSymbol } from './huffman-table.ts';
import { inverseDct } from './inverse-dct.ts';
import { type JpegSegments, jpegSegments } from './jpeg-segments.ts';

const PRECISION = 12;
const MIDDLE = 1 << (PRECISION - 1);
const LARGEST = (1 << PRECISION) - 1;
const RUN_OF_16 = 0xf0;

/** Natural index of each coefficient in zigzag order. */
const ZIGZAG = Uint8Array.of(
  0,
  1,
  8,
  16,
  9,
  2,
  3,
  10,
  17,
  24,
  32,
  25,
  18,
  11,
  4,
  5,
  12,
  19,
  26,
  33,
  40,
  48,
  41,
  34,
  27,
  20,
  13,
  6,
  7,
  14,
  21,
  28,
  35,
  42,
  49,
  56,
  57,
  50,
  43,
  36,
  29,
  22,
  15,
  23,
  30,
  37,
  44,
  51,
  58,
  59,
  52,
  45,
  38,
  31,
  39,
  46,
  53,
  60,
  61,
  54,
  47,
  55,
  62,
  63,
);

type Tables = { readonly dc: HuffmanTable; readonly ac: HuffmanTable; readonly quantization: Uint16Array };

const tablesOf = (jpeg: JpegSegments): Tables => {
  const [component] = jpeg.components;
  const dc = component && jpeg.dc.get(component.dc);
  const ac = component && jpeg.ac.get(component.ac);
  const quantization = component && jpeg.quantization.get(component.quantization);
  if (dc === undefined || ac === undefined || quantization === undefined) {
    throw new JpegError('the scan names a table that is not there');
  }
  return { dc: huffmanTable(dc), ac: huffmanTable(ac), quantization };
};

/** Reads one block into dequantized coefficients; returns its DC value before quantization. */
const readBlock = (
  reader: EntropyReader,
  { dc, ac, quantization }: Tables,
  block: Int32Array,
  lastDc: number,
): number => {
  block.fill(0);
  const size = readSymbol(reader, dc);
  if (size > 15) throw new JpegError('a coefficient is too wide');
  const value = lastDc + (size === 0 ? 0 : reader.difference(size));
  block[0] = Math.imul(value, quantization[0] as number);
  for (let index = 1; index < 64; index += 1) {
    const symbol = readSymbol(reader, ac);
    const bits = symbol & 0x0f;
    if (bits === 0) {
      if (symbol !== RUN_OF_16) break;
      index += 15;
      continue;
    }
    index += symbol >> 4;
    if (index > 63) throw new JpegError('a block has too many coefficients');
    block[ZIGZAG[index] as number] = Math.imul(reader.difference(bits), quantization[index] as number);
  }
  return value;
};

/** Decodes a 12-bit JPEG of one component to little-endian 16-bit samples. Throws JpegError. */
export const decodeExtendedJpeg = (codestream: Uint8Array): Uint8Array => {
  const jpeg = jpegSegments(codestream);
  const { width, height, precision, components, restartInterval } = jpeg;
  if (precision !== PRECISION || components.length !== 1) throw new JpegError('not 12 bits of one component');
  const tables = tablesOf(jpeg);
  const reader = new EntropyReader(codestream, jpeg.scanStart);
  const samples = new Uint16Array(width * height);
  const block = new Int32Array(64);
  const across = Math.ceil(width / 8);
  const blocks = across * Math.ceil(height / 8);
  let lastDc = 0;
  for (let number = 0; number < blocks; number += 1) {
    if (restartInterval > 0 && number > 0 && number % restartInterval === 0) {
      reader.restart(number / restartInterval - 1);
      lastDc = 0;
    }
    lastDc = readBlock(reader, tables, block, lastDc);
    inverseDct(block);
    const left = (number % across) * 8;
    const top = Math.floor(number / across) * 8;
    const columns = Math.min(8, width - left);
    const rows = Math.min(8, height - top);
    for (let y = 0; y < rows; y += 1) {
      const target = (top + y) * width + left;
      for (let x = 0; x < columns; x += 1) {
        const value = (block[y * 8 + x] as number) + MIDDLE;
        samples[target + x] = value < 0 ? 0 : value > LARGEST ? LARGEST : value;
      }
    }
  }
  return new Uint8Array(samples.buffer);
};
