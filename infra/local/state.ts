// What one checkout's local stack remembers between starts: secrets it made for itself and the console's port.
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LOCK_FILE } from './state-lock.ts';

const state = z.object({
  postgresPassword: z.string(),
  appPassword: z.string(),
  workerPassword: z.string(),
  s3AccessKeyId: z.string(),
  s3SecretAccessKey: z.string(),
  /** 64 hexadecimal digits: wraps every tenant's data keys. Losing it loses sealed identities. */
  masterKey: z.string(),
  stripeWebhookSecret: z.string(),
  consolePort: z.number().optional(),
});

export type LocalState = z.infer<typeof state>;

const secret = (bytes: number): string => randomBytes(bytes).toString('hex');

const freshState = (): LocalState => ({
  postgresPassword: secret(16),
  appPassword: secret(16),
  workerPassword: secret(16),
  s3AccessKeyId: `local${secret(6)}`,
  s3SecretAccessKey: secret(20),
  masterKey: secret(32),
  stripeWebhookSecret: `whsec_${secret(16)}`,
});

/** Reads the checkout's state, making it on first use. */
export const loadState = async (folder: string): Promise<LocalState> => {
  await mkdir(folder, { recursive: true });
  const text = await readFile(join(folder, 'state.json'), 'utf8').catch(() => undefined);
  if (text !== undefined) return state.parse(JSON.parse(text));
  const fresh = freshState();
  await saveState(folder, fresh);
  return fresh;
};

export const saveState = async (folder: string, value: LocalState): Promise<void> => {
  const path = join(folder, 'state.json');
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
};

/** Empties the state folder (`npm start -- --fresh`) but for the lock of the start that asks. */
export const forgetState = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (name !== LOCK_FILE) await rm(join(folder, name), { recursive: true, force: true });
  }
};
