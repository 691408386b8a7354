// Uploads in parts that clients send by themselves: opened, listed, completed, given up.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { headObject, type ObjectInfo } from './objects.ts';
import { isMissing, ObjectMissingError } from './s3-error.ts';
import { sha256FromBase64, sha256ToBase64 } from './sha256.ts';
import type { ObjectKey } from './tenant-key.ts';

/** An upload in progress, as the store names it. */
export type MultipartId = string;

/** A part that the store already holds. */
export type StoredPart = {
  readonly partNumber: number;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly sha256: string;
};

export const openMultipart = async (client: S3Client, bucket: string, key: ObjectKey): Promise<MultipartId> => {
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ChecksumAlgorithm: 'SHA256' }),
  );
  if (UploadId === undefined) throw new Error('the object store opened an upload without an id');
  return UploadId;
};

/** The parts already there, or `undefined` where the upload is not open (any more). */
export const listParts = async (
  client: S3Client,
  bucket: string,
  key: ObjectKey,
  multipartId: MultipartId,
): Promise<readonly StoredPart[] | undefined> => {
  const parts: StoredPart[] = [];
  let marker: string | undefined;
  try {
    do {
      const page = await client.send(
        new ListPartsCommand({
          Bucket: bucket,
          Key: key,
          UploadId: multipartId,
          ...(marker === undefined ? {} : { PartNumberMarker: marker }),
        }),
      );
      for (const part of page.Parts ?? [])
        parts.push({
          partNumber: part.PartNumber ?? 0,
          sizeBytes: part.Size ?? 0,
          etag: part.ETag ?? '',
          sha256: sha256FromBase64(part.ChecksumSHA256) ?? '',
        });
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return parts;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/**
 * Assembles the parts into the object. Safe to repeat: where the upload is already closed (the first answer was lost),
 * the object itself is the answer. Throws ObjectMissingError when there is neither.
 */
export const completeMultipart = async (
  client: S3Client,
  bucket: string,
  key: ObjectKey,
  multipartId: MultipartId,
  parts: readonly StoredPart[],
): Promise<ObjectInfo> => {
  try {
    await client.send(
      new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: multipartId,
        MultipartUpload: {
          Parts: parts.map(({ partNumber, etag, sha256 }) => ({
            PartNumber: partNumber,
            ETag: etag,
            ChecksumSHA256: sha256ToBase64(sha256),
          })),
        },
      }),
    );
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const info = await headObject(client, bucket, key);
  if (info === undefined) throw new ObjectMissingError(key);
  return info;
};

/** Gives the upload up; its parts go. Nothing happens where it is not open. */
export const abortMultipart = async (
  client: S3Client,
  bucket: string,
  key: ObjectKey,
  multipartId: MultipartId,
): Promise<void> => {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: multipartId }));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
};

/** An upload that was opened and neither completed nor aborted. */
export type OpenMultipart = {
  readonly key: ObjectKey;
  readonly multipartId: MultipartId;
  readonly openedAt: Date;
};

export async function* listMultiparts(client: S3Client, bucket: string): AsyncGenerator<OpenMultipart> {
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (marker !== undefined) {
    const page: Awaited<ReturnType<typeof send>> = await send(client, bucket, marker);
    for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
      if (Key !== undefined && UploadId !== undefined && Initiated !== undefined)
        yield { key: Key as ObjectKey, multipartId: UploadId, openedAt: Initiated };
    marker =
      page.IsTruncated && page.NextKeyMarker !== undefined
        ? {
            KeyMarker: page.NextKeyMarker,
            ...(page.NextUploadIdMarker ? { UploadIdMarker: page.NextUploadIdMarker } : {}),
          }
        : undefined;
  }
}

const send = (client: S3Client, bucket: string, marker: { KeyMarker?: string; UploadIdMarker?: string }) =>
  client.send(new ListMultipartUploadsCommand({ Bucket: bucket, ...marker }));
