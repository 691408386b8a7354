// Writes a statement as signed JSON lines: header, entries with their leaf hashes, totals with the Merkle root, signature.
import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { type CanonicalValue, canonicalJson } from '@hounsfield/kernel';
import { leafHash, merkleRoot } from './merkle.ts';
import {
  STATEMENT_FORMAT,
  type StatementEntry,
  type StatementHeader,
  type StatementSignature,
  type StatementTotals,
} from './statement.ts';

/** Names a signing key in statements. */
export const statementKeyId = (key: KeyObject): string => {
  const spki = (key.type === 'public' ? key : createPublicKey(key)).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, 16);
};

export type StatementContent = {
  readonly header: Omit<StatementHeader, 'type' | 'format'>;
  readonly entries: readonly StatementEntry[];
};
export type WrittenStatement = { readonly text: string; readonly totals: StatementTotals };

const sumOf = (entries: readonly StatementEntry[], type: StatementEntry['type']): bigint =>
  entries.reduce((sum, entry) => {
    if (entry.type !== type) return sum;
    return sum + BigInt(entry.type === 'payout' ? entry.amount : entry.share);
  }, 0n);

/** Totals of a statement's entries; the root is over their canonical text. */
export const totalsOf = (
  opening: string,
  entries: readonly StatementEntry[],
  leaves: readonly Buffer[],
): StatementTotals => {
  const [earned, refunded, paid] = [sumOf(entries, 'charge'), sumOf(entries, 'refund'), sumOf(entries, 'payout')];
  return {
    type: 'totals',
    entries: entries.length,
    earned: `${earned}`,
    refunded: `${refunded}`,
    paid: `${paid}`,
    closing: `${BigInt(opening) + earned - refunded - paid}`,
    root: merkleRoot(leaves).toString('hex'),
  };
};

/** The bytes that are signed: everything the signer vouches for, the entries through their root. */
export const signedBytes = (headerLine: string, totalsLine: string): Buffer =>
  Buffer.from(`${headerLine}\n${totalsLine}`);

/** Writes and signs a statement with an Ed25519 private key. The same content and key give the same bytes. */
export const writeStatement = ({ header, entries }: StatementContent, privateKey: KeyObject): WrittenStatement => {
  const headerLine = canonicalJson({
    type: 'header',
    format: STATEMENT_FORMAT,
    ...header,
  } as unknown as CanonicalValue);
  const texts = entries.map((entry) => canonicalJson(entry as unknown as CanonicalValue));
  const leaves = texts.map((text) => leafHash(Buffer.from(text)));
  const totals = totalsOf(header.opening, entries, leaves);
  const totalsLine = canonicalJson(totals as unknown as CanonicalValue);
  const signature: StatementSignature = {
    type: 'signature',
    algorithm: 'Ed25519',
    keyId: statementKeyId(privateKey),
    signature: sign(null, signedBytes(headerLine, totalsLine), privateKey).toString('hex'),
  };
  const entryLines = texts.map((text, index) => `{"entry":${text},"leaf":"${leaves[index]?.toString('hex')}"}`);
  const lines = [headerLine, ...entryLines, totalsLine, canonicalJson(signature as unknown as CanonicalValue)];
  return { text: `${lines.join('\n')}\n`, totals };
};
