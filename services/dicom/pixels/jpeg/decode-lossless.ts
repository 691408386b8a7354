// JPEG lossless, process 14 with all selection values (T.81 annex H), bit-exact and strict about missing data.
import { EntropyReader, JpegError } from './entropy-reader.ts';
import { type HuffmanTable, huffmanTable, readSymbol } from './huffman-table.ts';
import { type JpegSegments, jpegSegments } from './jpeg-segments.ts';

type Samples = Uint8Array | Uint16Array;

const difference = (reader: EntropyReader, table: HuffmanTable): number => {
  const size = readSymbol(reader, table);
  if (size === 0) return 0;
  if (size < 16) return reader.difference(size);
  if (size === 16) return 32_768;
  throw new JpegError('a difference is too wide');
};

/** Predictors by selection value (T.81 table H.1) from the samples left, above, and above left. */
const predict = (selection: number, left: number, above: number, corner: number): number => {
  switch (selection) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return corner;
    case 4:
      return left + above - corner;
    case 5:
      return left + ((above - corner) >> 1);
    case 6:
      return above + ((left - corner) >> 1);
    default:
      return (left + above) >> 1;
  }
};

/** First row of the scan or after a restart: predicted from the left, the first sample from the middle of the range. */
const decodeFirstRow = (reader: EntropyReader, tables: readonly HuffmanTable[], row: Samples, middle: number): void => {
  const step = tables.length;
  for (let index = 0; index < row.length; index += 1) {
    const predicted = index < step ? middle : (row[index - step] as number);
    row[index] = predicted + difference(reader, tables[index % step] as HuffmanTable);
  }
};

const decodeRow = (
  reader: EntropyReader,
  tables: readonly HuffmanTable[],
  row: Samples,
  before: Samples,
  selection: number,
): void => {
  const step = tables.length;
  let component = 0;
  for (let index = 0; index < row.length; index += 1) {
    const above = before[index] as number;
    const predicted =
      index < step ? above : predict(selection, row[index - step] as number, above, before[index - step] as number);
    row[index] = predicted + difference(reader, tables[component] as HuffmanTable);
    component += 1;
    if (component === step) component = 0;
  }
};

const checkShape = ({
  components,
  selection,
  precision,
  pointTransform,
  restartInterval,
  width,
}: JpegSegments): void => {
  if (components.some(({ sampling }) => sampling !== components[0]?.sampling))
    throw new JpegError('subsampled lossless JPEG');
  if (selection < 1 || selection > 7) throw new JpegError('the scan names no predictor');
  if (precision < 2 || precision > 16 || pointTransform >= precision) throw new JpegError('impossible precision');
  if (restartInterval % width !== 0) throw new JpegError('a restart interval is not made of whole rows');
};

/** Decodes to little-endian samples, those of a pixel alternating. Throws JpegError. */
export const decodeLosslessJpeg = (codestream: Uint8Array): Uint8Array => {
  const jpeg = jpegSegments(codestream);
  checkShape(jpeg);
  const { width, height, components, precision, pointTransform, selection, restartInterval } = jpeg;
  const tables = components.map(({ dc }) => {
    const definition = jpeg.dc.get(dc);
    if (definition === undefined) throw new JpegError('the scan names a Huffman table that is not there');
    return huffmanTable(definition);
  });
  const reader = new EntropyReader(codestream, jpeg.scanStart);
  const perRow = width * components.length;
  const samples = precision > 8 ? new Uint16Array(perRow * height) : new Uint8Array(perRow * height);
  const rowsPerRestart = restartInterval / width;
  const middle = 1 << (precision - pointTransform - 1);
  for (let y = 0; y < height; y += 1) {
    const row = samples.subarray(y * perRow, (y + 1) * perRow);
    const restarts = rowsPerRestart > 0 && y > 0 && y % rowsPerRestart === 0;
    if (restarts) reader.restart(y / rowsPerRestart - 1);
    if (y === 0 || restarts) decodeFirstRow(reader, tables, row, middle);
    else decodeRow(reader, tables, row, samples.subarray((y - 1) * perRow, y * perRow), selection);
  }
  if (pointTransform > 0)
    for (let index = 0; index < samples.length; index += 1)
      samples[index] = (samples[index] as number) << pointTransform;
  return new Uint8Array(samples.buffer);
};
