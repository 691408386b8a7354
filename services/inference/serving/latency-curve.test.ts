import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LatencyCurve } from './latency-curve.ts';

test('finds the fixed cost of any device with latency a + b*n', () => {
  fc.assert(
    fc.property(
      fc.float({ min: 0, max: 100, noNaN: true }),
      fc.float({ min: Math.fround(0.1), max: 50, noNaN: true }),
      fc
        .array(fc.integer({ min: 1, max: 32 }), { minLength: 3, maxLength: 60 })
        .filter((sizes) => new Set(sizes).size > 1),
      (a, b, sizes) => {
        const curve = new LatencyCurve();
        for (const n of sizes) curve.observe(n, a + b * n);
        expect(Math.abs(curve.fixedMs - a)).toBeLessThan(0.01 + 0.001 * a);
      },
    ),
  );
});

test('claims nothing before it has seen two sizes', () => {
  const curve = new LatencyCurve();
  expect(curve.fixedMs).toBe(0);
  for (let index = 0; index < 50; index++) curve.observe(4, 20);
  expect(curve.fixedMs).toBe(0);
});
