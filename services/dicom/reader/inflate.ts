// Inflates the dataset of the deflated transfer syntax (PS3.5 annex A.5) in small steps, so that a bomb is stopped, not unpacked.
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { type ReadLimits, stop } from './limits.ts';

const STEP = 64 * 1024;

/** Yields inflated pieces; stops at the limits of size and of ratio. */
export async function* inflate(
  compressed: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  limits: ReadLimits,
): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: STEP });
  let bytesIn = 0;
  let bytesOut = 0;
  const counted = async function* () {
    for await (const chunk of compressed) {
      for (let at = 0; at < chunk.length; at += STEP) {
        const piece = chunk.subarray(at, at + STEP);
        bytesIn += piece.length;
        yield piece;
      }
    }
  };
  const input = Readable.from(counted(), { objectMode: true, highWaterMark: 1 });
  input.on('error', (error) => inflater.destroy(error));
  input.pipe(inflater);
  try {
    for await (const chunk of inflater as AsyncIterable<Uint8Array>) {
      bytesOut += chunk.length;
      if (bytesOut > limits.inflateBytes)
        stop('LIMIT_INFLATE', `The dataset inflates to more than ${limits.inflateBytes} bytes.`);
      if (bytesOut > limits.inflateFreeBytes && bytesOut > bytesIn * limits.inflateRatio) {
        stop('LIMIT_INFLATE', `The dataset inflates to more than ${limits.inflateRatio} times its size.`);
      }
      yield chunk;
    }
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === 'Z_BUF_ERROR') stop('TRUNCATED', 'The file ends within the deflated dataset.');
    if (code?.startsWith('Z_')) stop('DEFLATE_INVALID', 'The deflated dataset is corrupt.');
    throw error;
  } finally {
    input.destroy();
    inflater.destroy();
  }
}
