// Keyed pseudonyms of one tenant: UIDs, patient ids and date shifts that are stable under its key and meaningless without it.
import { createHmac } from 'node:crypto';

const WELL_KNOWN = '1.2.840.10008.';
const DAYS = 365;

/** Pseudonyms under one key. The same input always gives the same pseudonym, other tenants' keys give others. */
export type UidMap = {
  /** `2.25.` and 128 bits of a keyed hash; UIDs that DICOM itself registers (SOP classes, transfer syntaxes) stay. */
  readonly uid: (original: string) => string;
  /** Stands for a patient wherever an id or a name is called for. */
  readonly patient: (original: string) => string;
  /** Whole days, -1 to -365, by which all dates of a patient move. */
  readonly dateShift: (patient: string) => number;
  /** Authenticates bytes as this de-identifier's own work. */
  readonly mark: (bytes: Uint8Array) => string;
};

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Tells whether a UID is one of the DICOM standard's own. */
export const isWellKnownUid = (uid: string): boolean => uid.startsWith(WELL_KNOWN);

/** Pseudonyms by HMAC-SHA256 under a key of at least 32 bytes. */
export const createUidMap = (key: Uint8Array): UidMap => {
  if (key.length < 32) throw new Error('a pseudonym key needs at least 32 bytes');
  const hash = (purpose: string, value: string | Uint8Array): Buffer =>
    createHmac('sha256', key).update(`${purpose}\0`).update(value).digest();
  const remembered = new Map<string, string>();
  return {
    uid: (original) => {
      if (original === '' || isWellKnownUid(original)) return original;
      const known = remembered.get(original);
      if (known !== undefined) return known;
      const pseudonym = `2.25.${BigInt(`0x${hash('uid', original).toString('hex', 0, 16)}`)}`;
      if (remembered.size < 100_000) remembered.set(original, pseudonym);
      return pseudonym;
    },
    patient: (original) => {
      const digest = hash('patient', original);
      const letters = Array.from({ length: 12 }, (_, index) => CROCKFORD[(digest[index] as number) & 31]);
      return `HF-${letters.join('')}`;
    },
    dateShift: (patient) => -1 - (hash('dates', patient).readUIntBE(0, 6) % DAYS),
    mark: (bytes) => hash('mark', bytes).toString('base64url', 0, 16),
  };
};
