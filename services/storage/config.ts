// Configuration of the process that prepares the bucket.
import { parseConfig } from '@hounsfield/kernel';
import { z } from 'zod';

const schema = z.object({
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_FORCE_PATH_STYLE: z.enum(['true', 'false']).default('false'),
  /** The one origin whose pages may send parts. */
  CONSOLE_ORIGIN: z.url(),
});

export const readPrepareConfig = () => parseConfig(schema, process.env);
