// The master key: wraps the tenants' data keys (AES-256-GCM) and never leaves the process. A cloud key service replaces it.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { sha256Hex } from '@hounsfield/kernel';

/** Wraps and unwraps small secrets. `context` is authenticated: a wrapped key moved to another tenant does not open. */
export interface MasterKey {
  /** Names the key beside what it wrapped; tells nothing about it. */
  readonly id: string;
  wrap(plain: Uint8Array, context: string): Promise<Buffer>;
  unwrap(wrapped: Uint8Array, context: string): Promise<Buffer>;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEX_KEY = /^[0-9a-f]{64}$/i;

/** A master key held by the process itself, from 64 hexadecimal digits (`HOUNSFIELD_MASTER_KEY`). */
export const createMasterKey = (hex: string): MasterKey => {
  if (!HEX_KEY.test(hex)) throw new RangeError('a master key has 64 hexadecimal digits');
  if (new Set(hex.toLowerCase()).size < 8) throw new RangeError('a master key is random; this one is not');
  const key = Buffer.from(hex, 'hex');
  return {
    id: `local:${sha256Hex(Buffer.concat([Buffer.from('hounsfield master key id'), key])).slice(0, 16)}`,
    wrap: async (plain, context) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    unwrap: async (wrapped, context) => {
      const bytes = Buffer.from(wrapped);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
  };
};
