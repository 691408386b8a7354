// The origins that presigned part addresses may have, for the page's connect-src.
import type { ConsoleConfig } from './config.ts';

type StoreConfig = Pick<ConsoleConfig, 'S3_ENDPOINT' | 'S3_PUBLIC_ENDPOINT' | 'S3_REGION' | 'S3_BUCKET'>;

/** The configured store's origin (with the bucket as its host too, as virtual-host addressing has it); else AWS's own. */
export const objectStoreOrigins = (config: StoreConfig): string[] => {
  const endpoint = config.S3_PUBLIC_ENDPOINT ?? config.S3_ENDPOINT;
  const bucket = config.S3_BUCKET;
  if (endpoint === undefined)
    return bucket === undefined
      ? []
      : [`https://${bucket}.s3.${config.S3_REGION}.amazonaws.com`, `https://s3.${config.S3_REGION}.amazonaws.com`];
  const { origin, protocol, host, hostname } = new URL(endpoint);
  const isAddress = /^[\d.]+$|^\[/.test(hostname);
  return bucket === undefined || isAddress ? [origin] : [origin, `${protocol}//${bucket}.${host}`];
};
