// Pseudonyms: what a party calls a read, so that it can follow it and nobody can follow the party's file to a patient.
import { hash } from 'node:crypto';
import type { DiagnosisId } from '@hounsfield/kernel';

const BLOCK_BYTES = 64;
const [INNER, OUTER] = [0x36, 0x5c] as const;

const padded = (secret: Buffer, pad: number): Buffer => {
  const block = Buffer.alloc(BLOCK_BYTES, pad);
  for (const [index, byte] of secret.entries()) block[index] = byte ^ pad;
  return block;
};

/**
 * A party's names for reads: HMAC-SHA-256 (RFC 2104) of the diagnosis id, first 16 bytes; the same for that party ever after,
 * and unlinkable to what any other party calls the read. The key's blocks are made once, since batches name reads by thousands.
 */
export const pseudonymizer = (secretHex: string): ((diagnosisId: DiagnosisId) => Buffer) => {
  const secret = Buffer.from(secretHex, 'hex');
  if (secret.length > BLOCK_BYTES) throw new RangeError('a pseudonym secret has at most 64 bytes');
  const [inner, outer] = [padded(secret, INNER), padded(secret, OUTER)];
  return (diagnosisId) => {
    const message = hash('sha256', Buffer.concat([inner, Buffer.from(diagnosisId)]), 'buffer');
    return hash('sha256', Buffer.concat([outer, message]), 'buffer').subarray(0, 16);
  };
};
