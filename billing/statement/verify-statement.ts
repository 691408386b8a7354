// Verifies a statement with no network and no trust in its writer: every share, total, the Merkle root, the chain, the signature.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type CanonicalValue, canonicalJson } from '@hounsfield/kernel';
import { leafHash } from './merkle.ts';
import { type ReadStatement, readStatement, type StatementProblem } from './read-statement.ts';
import { ownReturn, ownShare } from './recompute.ts';
import { STATEMENT_FORMAT, type StatementHeader, type StatementTotals } from './statement.ts';
import { signedBytes, statementKeyId, totalsOf } from './write-statement.ts';

export type VerifyOptions = {
  /** PEM of the platform's public key, got by another way than the statement. */
  readonly publicKey: string;
  /** Root of the statement before, where the reader has it: the chain is then checked too. */
  readonly previousRoot?: string | undefined;
};

/** `holds` when nothing disagrees; `problems` is the difference between what the file says and what follows from it. */
export type Verification = {
  readonly holds: boolean;
  readonly problems: readonly StatementProblem[];
  /** What the file says, where it could be read. */
  readonly header?: StatementHeader;
  readonly totals?: StatementTotals;
};

const problem = (line: number, field: string, stated: string, recomputed: string): StatementProblem[] =>
  stated === recomputed ? [] : [{ line, field, stated, recomputed }];

const entryProblems = ({ header, entries }: ReadStatement): StatementProblem[] =>
  entries.flatMap(({ entry, leaf, line }) => {
    const recomputed = leafHash(Buffer.from(canonicalJson(entry as unknown as CanonicalValue))).toString('hex');
    const leafProblem = problem(line, 'leaf', leaf, recomputed);
    if (entry.type === 'payout') return leafProblem;
    const shares = header.splits[entry.split];
    if (!shares)
      return [...leafProblem, { line, field: 'split', stated: entry.split, recomputed: 'a split of the header' }];
    const net = BigInt(entry.net);
    if (entry.type === 'charge')
      return [...leafProblem, ...problem(line, 'share', entry.share, `${ownShare(net, shares)}`)];
    const [prior, amount] = [BigInt(entry.prior), BigInt(entry.amount)];
    if (prior < 0n || amount <= 0n || prior + amount > net)
      return [...leafProblem, { line, field: 'amount', stated: entry.amount, recomputed: `at most ${net - prior}` }];
    return [...leafProblem, ...problem(line, 'share', entry.share, `${ownReturn(net, prior, amount, shares)}`)];
  });

const totalProblems = ({ header, entries, totals }: ReadStatement): StatementProblem[] => {
  const line = entries.length + 2;
  const leaves = entries.map(({ entry }) => leafHash(Buffer.from(canonicalJson(entry as unknown as CanonicalValue))));
  const recomputed = totalsOf(
    header.opening,
    entries.map(({ entry }) => entry),
    leaves,
  );
  return (['entries', 'earned', 'refunded', 'paid', 'closing', 'root'] as const).flatMap((field) =>
    problem(line, field, `${totals[field]}`, `${recomputed[field]}`),
  );
};

const publicKeyOf = (pem: string): KeyObject | undefined => {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
};

const signatureProblems = (
  { signature, headerLine, totalsLine, entries }: ReadStatement,
  pem: string,
): StatementProblem[] => {
  const line = entries.length + 3;
  const key = publicKeyOf(pem);
  if (!key) return [{ line, field: 'publicKey', stated: 'the key given', recomputed: 'an Ed25519 public key in PEM' }];
  const bytes = signedBytes(headerLine, totalsLine);
  const valid = verify(null, bytes, key, Buffer.from(signature.signature, 'hex'));
  return [
    ...problem(line, 'algorithm', signature.algorithm, 'Ed25519'),
    ...problem(line, 'keyId', signature.keyId, statementKeyId(key)),
    ...(valid
      ? []
      : [
          {
            line,
            field: 'signature',
            stated: signature.signature,
            recomputed: 'a signature of this header and these totals',
          },
        ]),
  ];
};

/**
 * Recomputes everything a statement claims. It holds only when the file is canonical, every share follows from its net and
 * split, the totals and the root follow from the entries, the chain fits, and the platform's key signed header and totals.
 */
export const verifyStatement = (text: string, { publicKey, previousRoot }: VerifyOptions): Verification => {
  const read = readStatement(text);
  if (!('header' in read)) return { holds: false, problems: read };
  const problems = [
    ...problem(1, 'format', read.header.format, STATEMENT_FORMAT),
    ...(previousRoot === undefined ? [] : problem(1, 'previousRoot', read.header.previousRoot, previousRoot)),
    ...entryProblems(read),
    ...totalProblems(read),
    ...signatureProblems(read, publicKey),
  ];
  return { holds: problems.length === 0, problems, header: read.header, totals: read.totals };
};
