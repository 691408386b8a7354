// An object store in memory, as far as receiving studies needs one; uploads are tested against a real S3 server.
import { createHash } from 'node:crypto';
import { ObjectMissingError, type ObjectStore } from '@hounsfield/storage';

const missing = (key: string): never => {
  throw new ObjectMissingError(key);
};

const notHere = (): never => {
  throw new Error('the store in memory has no multipart uploads');
};

export const createMemoryStore = (): ObjectStore => {
  const objects = new Map<string, Uint8Array>();
  const collect = async (source: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of source) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  return {
    put: async (key, bytes) => {
      objects.set(key, bytes);
      return { sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    putStream: async (key, source) => void objects.set(key, await collect(source)),
    get: async (key) => objects.get(key) ?? missing(key),
    getStream: async (key) => {
      const bytes = objects.get(key) ?? missing(key);
      return (async function* () {
        yield bytes;
      })();
    },
    head: async () => undefined,
    remove: async (key) => void objects.delete(key),
    list: notHere,
    openMultipart: notHere,
    presignPart: notHere,
    listParts: notHere,
    completeMultipart: notHere,
    abortMultipart: notHere,
    listMultiparts: notHere,
    createBucket: async () => undefined,
    setBrowserOrigins: async () => undefined,
    close: () => undefined,
  };
};
