// Apportionment of part of a charge between its parties (refunds, cash received): Webster's divisor method, which is monotone.

/**
 * Shares `total` between `weights` by Webster/Sainte-Laguë: unit by unit, the next goes to the highest weight/(2n+1), n being
 * what the holder has so far, ties to the lower index. So a larger total never lowers anyone's part, and where `total` is the
 * sum of the weights everyone gets exactly their weight. Starts from rounded quotas, hence a few steps however large the total.
 * Throws RangeError on a negative number, or when there is something to share and all weights are zero.
 */
export const apportion = (total: bigint, weights: readonly bigint[]): readonly bigint[] => {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (total < 0n || weights.some((weight) => weight < 0n)) throw new RangeError('cannot apportion negative numbers');
  if (sum === 0n && total > 0n) throw new RangeError('cannot apportion by zero weights');
  if (sum === 0n) return weights.map(() => 0n);
  // Rounding every quota half up is Webster's answer for the total it happens to reach: a prefix of the order of service.
  const parts = weights.map((weight) => (2n * total * weight + sum) / (2n * sum));
  let missing = total - parts.reduce((a, b) => a + b, 0n);
  for (; missing > 0n; missing -= 1n) add(parts, nextServed(weights, parts), 1n);
  for (; missing < 0n; missing += 1n) add(parts, lastServed(weights, parts), -1n);
  return parts;
};

const add = (parts: bigint[], index: number, units: bigint): void => {
  parts[index] = (parts[index] ?? 0n) + units;
};

/** Who gets the next unit: highest weight/(2n+1); compared by cross-multiplication, so exactly. */
const nextServed = (weights: readonly bigint[], parts: readonly bigint[]): number => {
  let best = -1;
  for (const [index, weight] of weights.entries()) {
    const divisor = 2n * (parts[index] ?? 0n) + 1n;
    if (weight === 0n) continue;
    if (best < 0 || weight * (2n * (parts[best] ?? 0n) + 1n) > (weights[best] ?? 0n) * divisor) best = index;
  }
  return best;
};

/** Who got the last unit: lowest weight/(2n-1) among those holding any, the higher index on ties. */
const lastServed = (weights: readonly bigint[], parts: readonly bigint[]): number => {
  let worst = -1;
  for (const [index, weight] of weights.entries()) {
    const held = parts[index] ?? 0n;
    if (held === 0n) continue;
    const worstHeld = 2n * (parts[worst] ?? 0n) - 1n;
    if (worst < 0 || weight * worstHeld <= (weights[worst] ?? 0n) * (2n * held - 1n)) worst = index;
  }
  return worst;
};

/**
 * What each party gives back when `amount` more is refunded after `prior`: the difference of two apportionments by the
 * original parts. Never negative, sums to `amount`, and refunds that reach the whole return exactly the original parts.
 */
export const apportionNext = (prior: bigint, amount: bigint, originals: readonly bigint[]): readonly bigint[] => {
  const whole = originals.reduce((a, b) => a + b, 0n);
  if (amount < 0n || prior < 0n || prior + amount > whole) throw new RangeError('more than the whole');
  const before = apportion(prior, originals);
  return apportion(prior + amount, originals).map((part, index) => part - (before[index] ?? 0n));
};
