// The SHA-256 of every 8 MiB part of a file: the server signs a URL for these bytes and no others.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

export const PART_BYTES = 8 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** One digest (hex) a part, read in one pass; an empty file has none. */
export const hashParts = async (path: string, onBytes: (count: number) => void): Promise<readonly string[]> => {
  const digests: string[] = [];
  let [hash, filled] = [createHash('sha256'), 0];
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + PART_BYTES - filled);
      hash.update(piece);
      filled += piece.length;
      at += piece.length;
      if (filled === PART_BYTES) {
        digests.push(hash.digest('hex'));
        [hash, filled] = [createHash('sha256'), 0];
      }
    }
    onBytes(chunk.length);
  }
  if (filled > 0) digests.push(hash.digest('hex'));
  return digests;
};
