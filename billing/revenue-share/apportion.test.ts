import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { apportion, apportionNext } from './index.ts';

const weights = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 6 })
  .filter((list) => list.some((weight) => weight > 0n));
const sumOf = (list: readonly bigint[]): bigint => list.reduce((a, b) => a + b, 0n);

/** The definition, unit by unit: an oracle that shares nothing with the implementation but the rule. */
const unitByUnit = (total: number, list: readonly bigint[]): bigint[] => {
  const parts = list.map(() => 0n);
  for (let unit = 0; unit < total; unit += 1) {
    let best = -1;
    for (const [index, weight] of list.entries()) {
      const rival = best < 0 ? 0n : (list[best] ?? 0n) * (2n * (parts[index] ?? 0n) + 1n);
      if (weight > 0n && (best < 0 || weight * (2n * (parts[best] ?? 0n) + 1n) > rival)) best = index;
    }
    parts[best] = (parts[best] ?? 0n) + 1n;
  }
  return parts;
};

test('parts always sum to the total', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      weights,
      (total, list) => sumOf(apportion(total, list)) === total,
    ),
    { numRuns: 30_000 },
  );
});

test('one unit more lowers nobody and raises exactly one', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), weights, (total, list) => {
      const before = apportion(total, list);
      const raised = apportion(total + 1n, list).map((part, index) => part - (before[index] ?? 0n));
      return raised.every((delta) => delta === 0n || delta === 1n) && sumOf(raised) === 1n;
    }),
    { numRuns: 30_000 },
  );
});

test('apportioning the whole gives everyone exactly what they had', () => {
  fc.assert(
    fc.property(weights, (list) => {
      expect(apportion(sumOf(list), list)).toEqual(list);
    }),
    { numRuns: 10_000 },
  );
});

test('the answer is that of serving unit by unit', () => {
  const small = fc
    .array(fc.bigInt({ min: 0n, max: 12n }), { minLength: 1, maxLength: 5 })
    .filter((list) => sumOf(list) > 0n);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), small, (total, list) => {
      expect(apportion(BigInt(total), list)).toEqual(unitByUnit(total, list));
    }),
    { numRuns: 10_000 },
  );
});

test('any series of partial refunds takes from nobody more than they got, and in full gives back the original split', () => {
  fc.assert(
    fc.property(weights, fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { maxLength: 6 }), (originals, amounts) => {
      const whole = sumOf(originals);
      let prior = 0n;
      const returned = originals.map(() => 0n);
      for (const wanted of [...amounts, whole]) {
        const amount = wanted > whole - prior ? whole - prior : wanted;
        const parts = apportionNext(prior, amount, originals);
        expect(sumOf(parts)).toBe(amount);
        for (const [index, part] of parts.entries()) {
          expect(part >= 0n).toBe(true);
          returned[index] = (returned[index] ?? 0n) + part;
        }
        prior += amount;
      }
      expect(returned).toEqual(originals);
    }),
    { numRuns: 10_000 },
  );
});

test('nothing is taken beyond the whole, and zero weights share only zero', () => {
  expect(() => apportionNext(5n, 6n, [10n])).toThrow(/more than the whole/);
  expect(() => apportion(1n, [0n, 0n])).toThrow(/zero weights/);
  expect(() => apportion(-1n, [1n])).toThrow(/negative/);
  expect(apportion(0n, [0n])).toEqual([0n]);
});
