// Presigned URLs for the parts of a file that the object store does not hold yet.
import { type ObjectStore, parseTenantKey, type StoredPart } from '@hounsfield/storage';
import type { FileRow } from './upload.ts';
import { PART_BYTES, PART_SECONDS, partCount, partLength, type UploadPart } from './upload.ts';

type FileToSign = Pick<FileRow, 'tenant_id' | 'size_bytes' | 'part_sha256' | 'object_key' | 'multipart_id'>;

const digestOf = ({ part_sha256 }: FileToSign, partNumber: number): string =>
  part_sha256.subarray((partNumber - 1) * 32, partNumber * 32).toString('hex');

/** True where the store holds this part of the file, whole and unchanged. */
const isThere = (file: FileToSign, partNumber: number, stored: readonly StoredPart[]): boolean =>
  stored.some(
    (part) =>
      part.partNumber === partNumber &&
      part.sizeBytes === partLength(file.size_bytes, partNumber) &&
      part.sha256 === digestOf(file, partNumber),
  );

/** Numbers of the parts that are still to be sent. */
export const missingParts = (file: FileToSign, stored: readonly StoredPart[]): number[] =>
  Array.from({ length: partCount(file.size_bytes) }, (_, index) => index + 1).filter(
    (partNumber) => !isThere(file, partNumber, stored),
  );

/** Signs what is missing; each URL is good for 15 minutes, one length and one SHA-256. */
export const presignMissing = async (
  store: ObjectStore,
  file: FileToSign,
  stored: readonly StoredPart[],
): Promise<readonly UploadPart[]> => {
  const parts: UploadPart[] = [];
  for (const partNumber of missingParts(file, stored)) {
    const length = partLength(file.size_bytes, partNumber);
    const { url, headers } = await store.presignPart({
      key: parseTenantKey(file.tenant_id, file.object_key),
      multipartId: file.multipart_id,
      partNumber,
      length,
      sha256: digestOf(file, partNumber),
      expiresInSeconds: PART_SECONDS,
    });
    parts.push({ partNumber, offset: BigInt(partNumber - 1) * BigInt(PART_BYTES), length, url, headers });
  }
  return parts;
};
