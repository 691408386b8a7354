// Merkle trees as in RFC 6962 section 2.1: leaves and nodes are hashed apart, so no leaf can pass for a node.
import { createHash } from 'node:crypto';

const hash = (...parts: readonly Uint8Array[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** Hash of one leaf's bytes. */
export const leafHash = (leaf: Uint8Array): Buffer => hash(LEAF, leaf);

/** Largest power of two below `size`. */
const splitPoint = (size: number): number => {
  let point = 1;
  while (point * 2 < size) point *= 2;
  return point;
};

/** Root over leaf hashes, in order; of none, the hash of nothing. */
export const merkleRoot = (leaves: readonly Buffer[]): Buffer => {
  const [only] = leaves;
  if (only === undefined) return hash();
  if (leaves.length === 1) return only;
  const point = splitPoint(leaves.length);
  return hash(NODE, merkleRoot(leaves.slice(0, point)), merkleRoot(leaves.slice(point)));
};

/** What one must know beside leaf `index` to get to the root, from the leaf upwards (RFC 6962 section 2.1.1). */
export const inclusionProof = (leaves: readonly Buffer[], index: number): readonly Buffer[] => {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError(`no leaf ${index}`);
  if (leaves.length === 1) return [];
  const point = splitPoint(leaves.length);
  return index < point
    ? [...inclusionProof(leaves.slice(0, point), index), merkleRoot(leaves.slice(point))]
    : [...inclusionProof(leaves.slice(point), index - point), merkleRoot(leaves.slice(0, point))];
};

/** The root that a leaf's hash, place and proof lead to; a line is in the statement when it is the statement's. */
export const rootOfProof = (
  leaf: Buffer,
  index: number,
  size: number,
  proof: readonly Buffer[],
): Buffer | undefined => {
  if (size === 1) return proof.length === 0 && index === 0 ? leaf : undefined;
  const point = splitPoint(size);
  const sibling = proof.at(-1);
  if (sibling === undefined || index < 0 || index >= size) return undefined;
  const below = proof.slice(0, -1);
  const left = index < point;
  const own = left ? rootOfProof(leaf, index, point, below) : rootOfProof(leaf, index - point, size - point, below);
  return own && (left ? hash(NODE, own, sibling) : hash(NODE, sibling, own));
};
