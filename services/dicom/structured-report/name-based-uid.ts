// UIDs made from names: the same work gives the same UID again, so a retried step writes the same document.
import { createHash } from 'node:crypto';

/** `2.25.` and the first 128 bits of the SHA-256 of the parts, e.g. `nameBasedUid('diagnosis', id, 'sr')`. */
export const nameBasedUid = (...parts: readonly string[]): string => {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  return `2.25.${BigInt(`0x${digest}`)}`;
};
