// Reads a Part 10 file from bytes or a stream within limits; an expected no is returned with its code, never thrown.
import type { Refusal } from '@hounsfield/kernel';
import { Dataset, type DicomFile } from '../dataset.ts';
import { text } from '../element-values.ts';
import { Tag } from '../tag.ts';
import { datasetCoding, TransferSyntax } from '../transfer-syntax.ts';
import { ByteCursor } from './byte-cursor.ts';
import { inflate } from './inflate.ts';
import { DEFAULT_LIMITS, type ReadLimits, type ReadRefusalCode, ReadStop, stop } from './limits.ts';
import { readDataset } from './read-dataset.ts';
import { readMeta } from './read-meta.ts';
import { readPreamble } from './read-preamble.ts';

/** Bytes at once, or pieces as they arrive. */
export type DicomSource = Uint8Array | AsyncIterable<Uint8Array>;

async function* pieces(source: DicomSource, limits: ReadLimits): AsyncGenerator<Uint8Array> {
  let total = 0;
  const chunks = source instanceof Uint8Array ? [source] : source;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > limits.fileBytes) stop('LIMIT_FILE', `The file is larger than ${limits.fileBytes} bytes.`);
    yield chunk;
  }
}

/** Runs a parser, giving it input whenever it asks for more. */
const drive = async <T>(
  parser: Generator<number, T>,
  cursor: ByteCursor,
  input: AsyncIterator<Uint8Array>,
): Promise<T> => {
  for (;;) {
    const step = parser.next();
    if (step.done === true) return step.value;
    while (cursor.available < step.value && !cursor.ended) {
      const next = await input.next();
      if (next.done === true) cursor.end();
      else cursor.push(next.value);
    }
  }
};

async function* remaining(cursor: ByteCursor, input: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* cursor.takeRest();
  for (let next = await input.next(); next.done !== true; next = await input.next()) yield next.value;
}

const readWithin = async (source: DicomSource, limits: ReadLimits): Promise<DicomFile> => {
  const input = pieces(source, limits);
  const cursor = new ByteCursor();
  try {
    const beginning = await drive(readPreamble(cursor), cursor, input);
    if (beginning.kind === 'headerless') {
      const { explicitVr } = beginning;
      const dataset = await drive(
        readDataset(cursor, { explicitVr, littleEndian: true }, false, limits),
        cursor,
        input,
      );
      const transferSyntaxUid = explicitVr ? TransferSyntax.ExplicitLittleEndian : TransferSyntax.ImplicitLittleEndian;
      return { meta: new Dataset(), dataset, transferSyntaxUid };
    }
    const meta = await drive(readMeta(cursor, limits), cursor, input);
    const transferSyntaxUid = text(meta, Tag.TransferSyntaxUID) ?? '';
    const { explicitVr, bigEndian, deflated, encapsulated } = datasetCoding(transferSyntaxUid);
    const coding = { explicitVr, littleEndian: !bigEndian };
    if (!deflated) {
      const dataset = await drive(readDataset(cursor, coding, encapsulated, limits), cursor, input);
      return { meta, dataset, transferSyntaxUid };
    }
    const inflated = inflate(remaining(cursor, input), limits);
    const inner = new ByteCursor();
    try {
      const dataset = await drive(readDataset(inner, coding, encapsulated, limits), inner, inflated);
      return { meta, dataset, transferSyntaxUid };
    } finally {
      await inflated.return(undefined);
    }
  } finally {
    await input.return(undefined);
  }
};

/**
 * Reads a file of implicit, explicit, big-endian, deflated or compressed transfer syntax. Values are held little-endian and undecoded;
 * when the source is one buffer they are views of it. Limits left out are the defaults.
 *
 * Tolerated: no or a wrong meta group length, a missing preamble with meta (bare little-endian dataset starting in group 0008), a TIFF
 * preamble, elements out of order, odd lengths, undefined lengths, sequences marked UN, zeros after the dataset.
 * Not tolerated, because two readers would see two files: duplicate elements, lengths that cross, anything else after the dataset.
 */
export const readDicom = async (
  source: DicomSource,
  limits: Partial<ReadLimits> = {},
): Promise<DicomFile | Refusal<ReadRefusalCode>> => {
  try {
    return await readWithin(source, { ...DEFAULT_LIMITS, ...limits });
  } catch (error) {
    if (error instanceof ReadStop) return error.refusal;
    throw error;
  }
};
