// The arithmetic of shares, written a second time on purpose: a verifier that shared code with the biller would share its mistakes.
import type { StatementShare } from './statement.ts';

/** Largest remainder on basis points, ties in the order given; every share's part of `net`. */
export const splitParts = (net: bigint, shares: readonly StatementShare[]): readonly bigint[] => {
  const parts = shares.map(({ basisPoints }) => (net * BigInt(basisPoints)) / 10_000n);
  const remainder = (index: number): bigint => (net * BigInt(shares[index]?.basisPoints ?? 0)) % 10_000n;
  const queue = shares.map((_, index) => index).sort((a, b) => Number(remainder(b) - remainder(a)) || a - b);
  let left = net - parts.reduce((a, b) => a + b, 0n);
  for (const index of queue) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
};

/** Webster apportionment of `total`: quotas rounded half up, then seats added or taken back one by one, ties to the lower index. */
export const websterParts = (total: bigint, weights: readonly bigint[]): readonly bigint[] => {
  const whole = weights.reduce((a, b) => a + b, 0n);
  if (whole === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => (2n * weight * total + whole) / (2n * whole));
  let missing = total - parts.reduce((a, b) => a + b, 0n);
  const better = (a: number, b: number, shift: bigint): boolean => {
    const seat = (index: number): bigint => 2n * ((parts[index] ?? 0n) + shift) - 1n;
    return seat(a) * (weights[b] ?? 0n) < seat(b) * (weights[a] ?? 0n);
  };
  const holders = (shift: bigint): number[] =>
    weights
      .map((_, index) => index)
      .filter((index) => (weights[index] ?? 0n) > 0n && (shift > 0n || (parts[index] ?? 0n) > 0n));
  for (; missing > 0n; missing -= 1n) {
    const next = holders(1n).reduce((best, index) => (better(index, best, 1n) ? index : best));
    parts[next] = (parts[next] ?? 0n) + 1n;
  }
  for (; missing < 0n; missing += 1n) {
    const last = holders(0n).reduce((worst, index) => (better(index, worst, 0n) ? worst : index));
    parts[last] = (parts[last] ?? 0n) - 1n;
  }
  return parts;
};

const ownSum = (parts: readonly bigint[], shares: readonly StatementShare[]): bigint =>
  parts.reduce((sum, part, index) => (shares[index]?.own ? sum + part : sum), 0n);

/** What the party gets of a charge. */
export const ownShare = (net: bigint, shares: readonly StatementShare[]): bigint =>
  ownSum(splitParts(net, shares), shares);

/** What the party gives back when `amount` is refunded after `prior`. */
export const ownReturn = (net: bigint, prior: bigint, amount: bigint, shares: readonly StatementShare[]): bigint => {
  const originals = splitParts(net, shares);
  return ownSum(websterParts(prior + amount, originals), shares) - ownSum(websterParts(prior, originals), shares);
};
