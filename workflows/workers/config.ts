// The workers' configuration, read once from the environment by each process.
import { availableParallelism } from 'node:os';
import { parseConfig } from '@hounsfield/kernel';
import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

const common = {
  WORKER_DATABASE_URL: z.url(),
  TEMPORAL_ADDRESS: z.string().min(1),
  TEMPORAL_NAMESPACE: z.string().min(1).default('hounsfield'),
  TEMPORAL_API_KEY: z.string().min(1).optional(),
  TEMPORAL_TLS: flag.optional(),
  S3_ENDPOINT: z.url().optional(),
  S3_PUBLIC_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_BUCKET: z.string().min(3),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  S3_FORCE_PATH_STYLE: flag.default(false),
  HEALTH_PORT: z.coerce.number().int().min(0).max(65_535),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Told to stop, work in flight is finished for so long, then handed back. */
  SHUTDOWN_GRACE_SECONDS: z.coerce.number().min(0).max(20).default(8),
  CRASH_POINT: z.string().optional(),
};

const cpuSchema = z.object({
  ...common,
  /** Unwraps the tenants' data keys: 64 hexadecimal digits. */
  HOUNSFIELD_MASTER_KEY: z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits'),
  /** Uploads received at the same time. */
  UPLOAD_SLOTS: z.coerce.number().int().min(1).default(2),
  /** One attempt at a model may take so long, fetching included. */
  INFERENCE_ATTEMPT_SECONDS: z.coerce.number().min(1).default(600),
  /** A worker silent for so long loses its work to another. */
  INFERENCE_HEARTBEAT_SECONDS: z.coerce.number().min(1).default(15),
});

const inferenceSchema = z.object({
  ...common,
  /** The hardware queue this machine serves. */
  INFERENCE_QUEUE: z.string().min(1).default('inference-cpu'),
  /** Diagnoses at the same time. */
  INFERENCE_SLOTS: z.coerce.number().int().min(1).default(availableParallelism()),
  /** Once the engine has a study, it answers within so long or its child is killed. */
  INFERENCE_DEADLINE_SECONDS: z.coerce.number().min(1).default(300),
});

export type CommonConfig = Readonly<z.infer<z.ZodObject<typeof common>>>;
export type CpuConfig = Readonly<z.infer<typeof cpuSchema>>;
export type InferenceConfig = Readonly<z.infer<typeof inferenceSchema>>;

export const readCpuConfig = (): CpuConfig => parseConfig(cpuSchema, process.env);
export const readInferenceConfig = (): InferenceConfig => parseConfig(inferenceSchema, process.env);
