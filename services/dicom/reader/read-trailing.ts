// What may follow a dataset: zeros, which some archives append to fill a block, and nothing else.
import type { ByteCursor } from './byte-cursor.ts';
import { type ReadLimits, stop } from './limits.ts';

const ZEROS = Buffer.alloc(64 * 1024);

/** Consumes the rest of the input, which must be zeros and few enough. */
export function* readTrailing(cursor: ByteCursor, limits: ReadLimits): Generator<number, void> {
  const cut = cursor.ended && cursor.available < 8;
  let total = 0;
  while (cursor.available > 0 || (yield* cursor.need(1))) {
    const size = Math.min(cursor.available, ZEROS.length);
    if (!ZEROS.subarray(0, size).equals(cursor.take(size))) {
      if (cut) stop('TRUNCATED', 'The file ends within an element header.');
      stop('TRAILING_BYTES', 'Something that is no element follows the dataset.');
    }
    total += size;
    if (total > limits.trailingZeroBytes) {
      stop('TRAILING_BYTES', `More than ${limits.trailingZeroBytes} bytes of zeros follow the dataset.`);
    }
  }
}
