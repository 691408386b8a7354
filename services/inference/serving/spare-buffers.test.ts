import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SpareBuffers } from './spare-buffers.ts';

test('always gives a buffer with enough room, and never the same one twice', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3_000_000 }), { maxLength: 30 }), (sizes) => {
      const spares = new SpareBuffers();
      for (let round = 0; round < 2; round++) {
        const taken = sizes.map((size) => spares.take(size));
        expect(new Set(taken).size).toBe(sizes.length);
        for (const [index, size] of sizes.entries()) expect(taken[index]?.byteLength).toBeGreaterThanOrEqual(size);
        for (const buffer of taken) spares.give(buffer);
      }
    }),
    { numRuns: 50 },
  );
});

test('gives a buffer of almost the same size again', () => {
  const spares = new SpareBuffers();
  const first = spares.take(2_099_076);
  spares.give(first);
  expect(spares.take(2_099_068)).toBe(first);
});

test('forgets the size that was used longest ago when it holds too much', () => {
  const spares = new SpareBuffers();
  const old = spares.take(200 * 2 ** 20);
  const young = spares.take(128 * 2 ** 20);
  spares.give(old);
  spares.give(young);
  expect(spares.take(128 * 2 ** 20)).toBe(young);
  expect(spares.take(200 * 2 ** 20)).not.toBe(old);
});
