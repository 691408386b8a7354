import { type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { newId, type TenantId } from '@hounsfield/kernel';
import { expect, jest, test } from '@jest/globals';
import { createPartSigner } from './part-signer.ts';
import { signingClient } from './store-config.ts';
import { tenantKey } from './tenant-key.ts';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const digest = 'ab'.repeat(32);
const base64 = Buffer.from(digest, 'hex').toString('base64');

test.each([
  ['a gateway by path', { endpoint: 'http://127.0.0.1:7070', region: 'us-east-1', forcePathStyle: true }],
  ['a gateway by host', { endpoint: 'https://objects.example', region: 'eu-1' }],
  ['AWS', { region: 'ap-southeast-1' }],
  [
    'the public address of an inner store',
    { endpoint: 'http://inner:1', publicEndpoint: 'https://outer.example:8443', region: 'r', forcePathStyle: true },
  ],
])("signs a part of %s exactly as the SDK's own helper does", async (_, place) => {
  jest.useFakeTimers({
    now: new Date('2026-11-23T08:00:00Z'),
    doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout'],
  });
  const config = { ...place, bucket: 'pictures', ...keys };
  const part = {
    key: tenantKey(newId<TenantId>(), 'upload', 'u.1'),
    multipartId: 'id/+=~',
    partNumber: 7,
    length: 8_388_608,
    sha256: digest,
    expiresInSeconds: 900,
  };
  const { url, headers } = await createPartSigner(signingClient(config), 'pictures')(part);
  const command = new UploadPartCommand({
    Bucket: 'pictures',
    Key: part.key,
    UploadId: part.multipartId,
    PartNumber: 7,
    ContentLength: part.length,
    ChecksumSHA256: base64,
  });
  const expected = await getSignedUrl(signingClient(config) as S3Client, command, {
    expiresIn: 900,
    signableHeaders: new Set(['host', 'content-length', 'x-amz-checksum-sha256']),
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
  });
  jest.useRealTimers();
  const [mine, theirs] = [new URL(url), new URL(expected)];
  expect([mine.origin, mine.pathname]).toEqual([theirs.origin, theirs.pathname]);
  expect(Object.fromEntries(mine.searchParams)).toEqual(Object.fromEntries(theirs.searchParams));
  expect(headers).toEqual([
    { name: 'content-length', value: '8388608' },
    { name: 'x-amz-checksum-sha256', value: base64 },
  ]);
});
