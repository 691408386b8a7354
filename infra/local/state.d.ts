import { z } from 'zod';

declare const state: z.ZodObject<
  {
    postgresPassword: z.ZodString;
    appPassword: z.ZodString;
    workerPassword: z.ZodString;
    s3AccessKeyId: z.ZodString;
    s3SecretAccessKey: z.ZodString;
    masterKey: z.ZodString;
    stripeWebhookSecret: z.ZodString;
    consolePort: z.ZodOptional<z.ZodNumber>;
  },
  z.core.$strip
>;
export type LocalState = z.infer<typeof state>;
/** Reads the checkout's state, making it on first use. */
export declare const loadState: (folder: string) => Promise<LocalState>;
export declare const saveState: (folder: string, value: LocalState) => Promise<void>;
/** Empties the state folder (`npm start -- --fresh`) but for the lock of the start that asks. */
export declare const forgetState: (folder: string) => Promise<void>;
