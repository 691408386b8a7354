// Whole objects: put, get, head, remove, list. Every write carries its SHA-256 and every read can be held to one.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Refusal, refusal } from '@hounsfield/kernel';
import { isMissing, isPreconditionFailed, ObjectCorruptError, ObjectMissingError } from './s3-error.ts';
import { sha256FromBase64, sha256ToBase64 } from './sha256.ts';
import type { ObjectKey } from './tenant-key.ts';

/** What the store says about an object. `sha256` is absent for objects assembled from parts. */
export type ObjectInfo = {
  readonly sizeBytes: number;
  readonly etag: string;
  readonly sha256?: string;
  readonly versionId?: string;
  readonly lastModified: Date;
};

export type PutOptions = {
  /** Refuse with OBJECT_EXISTS rather than replace. */
  readonly ifNoneMatch?: boolean;
  readonly contentType?: string;
  /** The SHA-256 of the bytes, where the caller has it already; the store refuses bytes that are others. */
  readonly sha256?: string;
};

type KnownBody = {
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  readonly length: number;
  readonly sha256: string;
};

export const putObject = async (
  client: S3Client,
  bucket: string,
  key: ObjectKey,
  { body, length, sha256 }: KnownBody,
  { ifNoneMatch = false, contentType = 'application/octet-stream' }: PutOptions,
): Promise<{ readonly sha256: string } | Refusal<'OBJECT_EXISTS'>> => {
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body instanceof Uint8Array ? body : Readable.from(body, { objectMode: false }),
        ContentLength: length,
        ContentType: contentType,
        ChecksumSHA256: sha256ToBase64(sha256),
        ...(ifNoneMatch ? { IfNoneMatch: '*' } : {}),
      }),
    );
    return { sha256 };
  } catch (error) {
    if (ifNoneMatch && isPreconditionFailed(error)) return refusal('OBJECT_EXISTS', 'An object is already there.');
    throw error;
  }
};

export const getObjectStream = async (
  client: S3Client,
  bucket: string,
  key: ObjectKey,
  range?: { readonly start: number; readonly end: number },
): Promise<AsyncIterable<Uint8Array>> => {
  try {
    const answer = await client.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(range === undefined ? { ChecksumMode: 'ENABLED' } : { Range: `bytes=${range.start}-${range.end}` }),
      }),
    );
    return answer.Body as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (isMissing(error)) throw new ObjectMissingError(key);
    throw error;
  }
};

export const getObject = async (
  client: S3Client,
  bucket: string,
  key: ObjectKey,
  expectedSha256?: string,
): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await getObjectStream(client, bucket, key)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (expectedSha256 !== undefined && createHash('sha256').update(bytes).digest('hex') !== expectedSha256)
    throw new ObjectCorruptError(key);
  return bytes;
};

export const headObject = async (client: S3Client, bucket: string, key: ObjectKey): Promise<ObjectInfo | undefined> => {
  try {
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
    const sha256 = sha256FromBase64(head.ChecksumSHA256);
    return {
      sizeBytes: head.ContentLength ?? 0,
      etag: head.ETag ?? '',
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(head.VersionId === undefined ? {} : { versionId: head.VersionId }),
      lastModified: head.LastModified ?? new Date(0),
    };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

export const removeObject = async (client: S3Client, bucket: string, key: ObjectKey): Promise<void> => {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
};

/** One object of a listing. */
export type ListedObject = { readonly key: ObjectKey; readonly sizeBytes: number; readonly lastModified: Date };

export async function* listObjects(client: S3Client, bucket: string, prefix: string): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token ? { ContinuationToken: token } : {}) }),
    );
    for (const { Key, Size, LastModified } of page.Contents ?? [])
      yield { key: Key as ObjectKey, sizeBytes: Size ?? 0, lastModified: LastModified ?? new Date(0) };
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
