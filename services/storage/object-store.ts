// The product's door to the object store: S3 and nothing but S3, whatever runs behind it.
import { createHash } from 'node:crypto';
import type { Refusal } from '@hounsfield/kernel';
import { createBucket, setBrowserOrigins } from './bucket.ts';
import {
  abortMultipart,
  completeMultipart,
  listMultiparts,
  listParts,
  type MultipartId,
  type OpenMultipart,
  openMultipart,
  type StoredPart,
} from './multiparts.ts';
import {
  getObject,
  getObjectStream,
  headObject,
  type ListedObject,
  listObjects,
  type ObjectInfo,
  type PutOptions,
  putObject,
  removeObject,
} from './objects.ts';
import { createPartSigner, type PartToSign, type PresignedPart } from './part-signer.ts';
import { callingClient, type ObjectStoreConfig, signingClient } from './store-config.ts';
import type { ObjectKey } from './tenant-key.ts';

export type ObjectStore = {
  /** Stores bytes whole, checksum and all; answers their SHA-256, or OBJECT_EXISTS under `ifNoneMatch`. */
  put(
    key: ObjectKey,
    bytes: Uint8Array,
    options?: PutOptions,
  ): Promise<{ readonly sha256: string } | Refusal<'OBJECT_EXISTS'>>;
  /** Stores a stream whose length and SHA-256 are known; the store refuses it when either is untrue. */
  putStream(
    key: ObjectKey,
    source: AsyncIterable<Uint8Array>,
    known: { readonly length: number; readonly sha256: string },
  ): Promise<void>;
  /** All bytes of an object; throws ObjectMissingError, and ObjectCorruptError where `sha256` is given and differs. */
  get(key: ObjectKey, expected?: { readonly sha256: string }): Promise<Uint8Array>;
  /** The bytes as they come; `range` is inclusive. Throws ObjectMissingError. */
  getStream(
    key: ObjectKey,
    range?: { readonly start: number; readonly end: number },
  ): Promise<AsyncIterable<Uint8Array>>;
  head(key: ObjectKey): Promise<ObjectInfo | undefined>;
  /** Removes an object; nothing happens where there is none. */
  remove(key: ObjectKey): Promise<void>;
  list(prefix: string): AsyncIterable<ListedObject>;
  openMultipart(key: ObjectKey): Promise<MultipartId>;
  presignPart(part: PartToSign): Promise<PresignedPart>;
  listParts(key: ObjectKey, multipartId: MultipartId): Promise<readonly StoredPart[] | undefined>;
  completeMultipart(key: ObjectKey, multipartId: MultipartId, parts: readonly StoredPart[]): Promise<ObjectInfo>;
  abortMultipart(key: ObjectKey, multipartId: MultipartId): Promise<void>;
  listMultiparts(): AsyncIterable<OpenMultipart>;
  /** Creates the bucket where there is none. */
  createBucket(): Promise<void>;
  /** Lets browsers of these origins PUT presigned parts. On AWS the infrastructure sets this. */
  setBrowserOrigins(origins: readonly string[]): Promise<void>;
  close(): void;
};

/** Opens the store that `config` names; no call is made yet. */
export const createObjectStore = (config: ObjectStoreConfig): ObjectStore => {
  const client = callingClient(config);
  const signer = signingClient(config);
  const { bucket } = config;
  const presignPart = createPartSigner(signer, bucket);
  return {
    put: (key, bytes, options = {}) => {
      const sha256 = options.sha256 ?? createHash('sha256').update(bytes).digest('hex');
      return putObject(client, bucket, key, { body: bytes, length: bytes.length, sha256 }, options);
    },
    putStream: async (key, source, known) =>
      void (await putObject(client, bucket, key, { body: source, ...known }, {})),
    get: (key, expected) => getObject(client, bucket, key, expected?.sha256),
    getStream: (key, range) => getObjectStream(client, bucket, key, range),
    head: (key) => headObject(client, bucket, key),
    remove: (key) => removeObject(client, bucket, key),
    list: (prefix) => listObjects(client, bucket, prefix),
    openMultipart: (key) => openMultipart(client, bucket, key),
    presignPart,
    listParts: (key, multipartId) => listParts(client, bucket, key, multipartId),
    completeMultipart: (key, multipartId, parts) => completeMultipart(client, bucket, key, multipartId, parts),
    abortMultipart: (key, multipartId) => abortMultipart(client, bucket, key, multipartId),
    listMultiparts: () => listMultiparts(client, bucket),
    createBucket: () => createBucket(client, bucket),
    setBrowserOrigins: (origins) => setBrowserOrigins(client, bucket, origins),
    close: () => {
      client.destroy();
      signer.destroy();
    },
  };
};
