// How to reach an object store: any S3-compatible endpoint, or AWS itself when no endpoint is given.
import { S3Client } from '@aws-sdk/client-s3';

export type ObjectStoreConfig = {
  /** Left out for AWS S3. */
  readonly endpoint?: string;
  /** Where browsers and the command line reach the same store; `endpoint` when left out. Presigned URLs carry it. */
  readonly publicEndpoint?: string;
  readonly region: string;
  readonly bucket: string;
  /** Both left out where the machine has a role of its own. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly forcePathStyle?: boolean;
};

/** Attempts of one call, with the SDK's jittered back-off between them. */
const MAX_ATTEMPTS = 5;
const CONNECT_TIMEOUT_MS = 3_000;
/** Longest silence on the wire; a slow but living transfer is never cut. */
const IDLE_TIMEOUT_MS = 30_000;
const MAX_SOCKETS = 64;

// Failures reach the caller as errors; the SDK's own remarks would bypass the product's logger.
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, trace: () => {} };

const credentialsOf = ({ accessKeyId, secretAccessKey }: ObjectStoreConfig) =>
  accessKeyId !== undefined && secretAccessKey !== undefined
    ? { credentials: { accessKeyId, secretAccessKey } }
    : undefined;

/** The client of our own calls: every body is sent with its SHA-256 and every answer's checksum is verified. */
export const callingClient = (config: ObjectStoreConfig): S3Client =>
  new S3Client({
    region: config.region,
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    forcePathStyle: config.forcePathStyle ?? false,
    ...credentialsOf(config),
    logger: silent,
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: IDLE_TIMEOUT_MS,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    },
  });

/**
 * The client that only signs. `WHEN_REQUIRED` keeps the SDK from adding a CRC32 of an empty body,
 * which the holder of the URL could never satisfy.
 */
export const signingClient = (config: ObjectStoreConfig): S3Client => {
  const endpoint = config.publicEndpoint ?? config.endpoint;
  return new S3Client({
    region: config.region,
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: config.forcePathStyle ?? false,
    ...credentialsOf(config),
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
};
