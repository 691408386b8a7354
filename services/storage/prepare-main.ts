// Prepares the local stack's bucket: creates it where there is none and lets the console's pages send parts to it.
import { createLogger } from '@hounsfield/kernel';
import { readPrepareConfig } from './config.ts';
import { createObjectStore } from './object-store.ts';

const logger = createLogger('prepare-store');
const config = readPrepareConfig();
const store = createObjectStore({
  ...(config.S3_ENDPOINT === undefined ? {} : { endpoint: config.S3_ENDPOINT }),
  ...(config.S3_ACCESS_KEY_ID === undefined ? {} : { accessKeyId: config.S3_ACCESS_KEY_ID }),
  ...(config.S3_SECRET_ACCESS_KEY === undefined ? {} : { secretAccessKey: config.S3_SECRET_ACCESS_KEY }),
  region: config.S3_REGION,
  bucket: config.S3_BUCKET,
  forcePathStyle: config.S3_FORCE_PATH_STYLE === 'true',
});
await store.createBucket();
await store.setBrowserOrigins([new URL(config.CONSOLE_ORIGIN).origin]);
store.close();
logger.info({ bucket: config.S3_BUCKET }, 'bucket ready');
