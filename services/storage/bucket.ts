// The bucket itself, for stacks where no infrastructure code made it: creation and the browser rule.
import { CreateBucketCommand, HeadBucketCommand, PutBucketCorsCommand, type S3Client } from '@aws-sdk/client-s3';
import { isMissing } from './s3-error.ts';

const PREFLIGHT_SECONDS = 3_600;

export const createBucket = async (client: S3Client, bucket: string): Promise<void> => {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    const { name } = error as { name?: string };
    if (name !== 'BucketAlreadyOwnedByYou' && name !== 'BucketAlreadyExists') throw error;
  }
};

export const setBrowserOrigins = async (
  client: S3Client,
  bucket: string,
  origins: readonly string[],
): Promise<void> => {
  await client.send(
    new PutBucketCorsCommand({
      Bucket: bucket,
      CORSConfiguration: {
        CORSRules: [
          {
            AllowedOrigins: [...origins],
            AllowedMethods: ['PUT'],
            AllowedHeaders: ['content-type', 'content-length', 'x-amz-checksum-sha256'],
            ExposeHeaders: ['etag'],
            MaxAgeSeconds: PREFLIGHT_SECONDS,
          },
        ],
      },
    }),
  );
};
