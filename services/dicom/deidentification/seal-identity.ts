// Seals the identity taken out of a dataset with AES-256-GCM, so that only its tenant's key and only the same object can open it.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type Refusal, refusal } from '@hounsfield/kernel';
import type { SealedAttribute } from './sealed-attribute.ts';
import { decodeAttributes, encodeAttributes } from './sealed-attribute-codec.ts';

const MAGIC = Buffer.from('HNSFID1\0', 'latin1');
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const LONGEST_KEY_ID = 255;

/** A 256-bit key and the name by which a sealed identity remembers it, so that keys can be rotated. */
export type SealingKey = { readonly id: string; readonly key: Uint8Array };

const headerOf = (keyId: Uint8Array): Buffer => Buffer.concat([MAGIC, Uint8Array.of(keyId.length), keyId]);

const additional = (header: Uint8Array, aad: string): Buffer => Buffer.concat([header, Buffer.from(aad, 'utf8')]);

/**
 * Seals identity. `aad` names the owner, e.g. `tenant|study|object`: bytes moved beside another object do not open.
 * Layout: magic, length and name of the key, 96-bit random nonce, ciphertext, 128-bit tag.
 */
export const sealIdentity = (
  attributes: readonly SealedAttribute[],
  { id, key }: SealingKey,
  aad: string,
): Uint8Array => {
  const keyId = Buffer.from(id, 'utf8');
  if (key.length !== 32) throw new Error('a sealing key has 32 bytes');
  if (keyId.length > LONGEST_KEY_ID) throw new Error('the name of a sealing key has at most 255 bytes');
  const header = headerOf(keyId);
  const nonce = randomBytes(NONCE_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
  cipher.setAAD(additional(header, aad));
  const body = Buffer.concat([cipher.update(encodeAttributes(attributes)), cipher.final()]);
  return new Uint8Array(Buffer.concat([header, nonce, body, cipher.getAuthTag()]));
};

/** The name of the key a sealed identity needs, or undefined when the bytes are no sealed identity. */
export const sealingKeyId = (sealed: Uint8Array): string | undefined => {
  const length = sealed[MAGIC.length];
  if (length === undefined || Buffer.compare(sealed.subarray(0, MAGIC.length), MAGIC) !== 0) return undefined;
  const start = MAGIC.length + 1;
  return sealed.length < start + length + NONCE_LENGTH + TAG_LENGTH
    ? undefined
    : Buffer.from(sealed.subarray(start, start + length)).toString('utf8');
};

/** Opens a sealed identity; a wrong key, another owner or a changed byte is a refusal that does not say which. */
export const openIdentity = (
  sealed: Uint8Array,
  { id, key }: SealingKey,
  aad: string,
): readonly SealedAttribute[] | Refusal<'IDENTITY_UNREADABLE'> => {
  const unreadable = refusal('IDENTITY_UNREADABLE', 'The sealed identity does not open with this key for this object.');
  if (sealingKeyId(sealed) !== id) return unreadable;
  const header = headerOf(Buffer.from(id, 'utf8'));
  const nonce = sealed.subarray(header.length, header.length + NONCE_LENGTH);
  const body = sealed.subarray(header.length + NONCE_LENGTH, sealed.length - TAG_LENGTH);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
  decipher.setAAD(additional(header, aad));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_LENGTH));
  try {
    return decodeAttributes(Buffer.concat([decipher.update(body), decipher.final()]));
  } catch {
    return unreadable;
  }
};
