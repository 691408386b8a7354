// Signs the parts that clients send by themselves: each URL is good for one length and one SHA-256 only.
import { type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl, S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { sha256ToBase64 } from './sha256.ts';
import type { ObjectKey } from './tenant-key.ts';

export type PartToSign = {
  readonly key: ObjectKey;
  readonly multipartId: string;
  readonly partNumber: number;
  readonly length: number;
  /** Of the part's bytes, hexadecimal. */
  readonly sha256: string;
  readonly expiresInSeconds: number;
};

/** A PUT that the holder may make until it expires, with exactly these headers. */
export type PresignedPart = {
  readonly url: string;
  readonly headers: ReadonlyArray<{ readonly name: string; readonly value: string }>;
};

const CHECKSUM = 'x-amz-checksum-sha256';

/**
 * The length and checksum are signed *headers*: a checksum hoisted into the query would bind nothing, and a presigned PUT
 * cannot carry a length range.
 */
const BINDING = {
  signableHeaders: new Set(['host', 'content-length', CHECKSUM]),
  unhoistableHeaders: new Set([CHECKSUM]),
};

/** Where the bucket's objects are, as the SDK's own endpoint rules have it: the address of a key is this and the key. */
const addressOf = async (client: S3Client, bucket: string): Promise<URL> => {
  const probe = new UploadPartCommand({ Bucket: bucket, Key: 'k', UploadId: 'u', PartNumber: 1 });
  const url = new URL(await getSignedUrl(client, probe));
  url.search = '';
  url.pathname = url.pathname.slice(0, -1);
  return url;
};

const queryOf = (query: Readonly<Record<string, unknown>>): string =>
  Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');

/**
 * Makes a signer. `getSignedUrl` walks the whole middleware of the SDK for every part, a millisecond each; its presigner
 * alone gives the same signature in a fifteenth of that, and an upload may have thousands of parts.
 */
export const createPartSigner = (client: S3Client, bucket: string): ((part: PartToSign) => Promise<PresignedPart>) => {
  const { credentials, region, sha256 } = client.config;
  const presigner = new S3RequestPresigner({ credentials, region, sha256 });
  let address: Promise<URL> | undefined;
  return async ({ key, multipartId, partNumber, length, sha256: digest, expiresInSeconds }) => {
    address ??= addressOf(client, bucket);
    const { protocol, host, hostname, port, pathname } = await address.catch((error: unknown) => {
      address = undefined;
      throw error;
    });
    const binding = { 'content-length': String(length), [CHECKSUM]: sha256ToBase64(digest) };
    const signed = await presigner.presign(
      {
        method: 'PUT',
        protocol,
        hostname,
        ...(port === '' ? {} : { port: Number(port) }),
        // A key of ours has no character that an address would have to escape.
        path: `${pathname}${key}`,
        query: { partNumber: String(partNumber), uploadId: multipartId, 'x-id': 'UploadPart' },
        headers: { host, ...binding },
      },
      { expiresIn: expiresInSeconds, ...BINDING },
    );
    return {
      url: `${protocol}//${host}${signed.path}?${queryOf(signed.query ?? {})}`,
      headers: Object.entries(binding).map(([name, value]) => ({ name, value })),
    };
  };
};
