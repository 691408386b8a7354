import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { VirtualTimer } from '../testing/virtual-timer.ts';
import { Batcher } from './batcher.ts';

/** A device whose batch of n takes a + b*n virtual milliseconds and answers each item with itself. */
const fakeDevice =
  (timer: VirtualTimer, a: number, b: number, batches: number[][]) => (_: string, items: readonly number[]) =>
    new Promise<readonly number[]>((resolve) => {
      batches.push([...items]);
      timer.after(a + b * items.length, () => resolve(items));
    });

const setUp = (a: number, b: number, { devices = 1, maxBatch = 4, maxDelayMs = 1_000 } = {}) => {
  const timer = new VirtualTimer();
  const batches: number[][] = [];
  const batcher = new Batcher<number, number>({
    run: fakeDevice(timer, a, b, batches),
    devices,
    maxBatch,
    maxDelayMs,
    timer,
  });
  return { timer, batches, batcher };
};

test('runs a lone request at once when nothing more is coming', async () => {
  const { timer, batches, batcher } = setUp(10, 1);
  const answer = batcher.submit('x', 7);
  expect(batches).toEqual([[7]]);
  await timer.run();
  await expect(answer).resolves.toBe(7);
  expect(timer.now()).toBe(11);
});

test('fills batches while the device is busy, and closes one the moment it is full', async () => {
  const { timer, batches, batcher } = setUp(10, 1);
  const answers = [1, 2, 3, 4, 5, 6].map((item) => batcher.submit('x', item));
  await timer.run();
  await expect(Promise.all(answers)).resolves.toEqual([1, 2, 3, 4, 5, 6]);
  expect(batches).toEqual([[1], [2, 3, 4, 5], [6]]);
});

test('waits for an announced request no longer than a batch of its own would cost', async () => {
  const { timer, batches, batcher } = setUp(10, 1);
  // Two sizes teach the curve: a = 10, b = 1.
  const taught = [batcher.submit('x', 1), batcher.submit('x', 2), batcher.submit('x', 3)];
  await timer.run();
  await Promise.all(taught);
  batches.length = 0;
  const begun = timer.now();
  const arrived = batcher.expect();
  const waiting = batcher.submit('x', 4);
  expect(batches).toEqual([]);
  timer.after(6, () => {
    void batcher.submit('x', 5);
    arrived();
  });
  await timer.run();
  await waiting;
  expect(batches).toEqual([[4, 5]]);
  // It came after 6 of the 10 milliseconds that waiting was worth.
  expect(timer.now() - begun).toBe(6 + 12);

  batches.length = 0;
  const never = batcher.expect();
  const late = batcher.submit('x', 6);
  const from = timer.now();
  await timer.run();
  await late;
  expect(batches).toEqual([[6]]);
  expect(timer.now() - from).toBeCloseTo(10 + 11, 6);
  never();
});

test('does not wait at all when an announced request is given up', async () => {
  const { timer, batches, batcher } = setUp(10, 1, { maxDelayMs: 50 });
  const taught = [1, 2, 3].map((item) => batcher.submit('x', item));
  await timer.run();
  await Promise.all(taught);
  batches.length = 0;
  const never = batcher.expect();
  void batcher.submit('x', 1);
  expect(batches).toEqual([]);
  never();
  expect(batches).toEqual([[1]]);
  await timer.run();
});

test('never mixes keys in one batch', async () => {
  const { timer, batches, batcher } = setUp(5, 1);
  const answers = [1, 2, 3, 4, 5, 6, 7].map((item) => batcher.submit(item % 2 === 0 ? 'even' : 'odd', item));
  await timer.run();
  await Promise.all(answers);
  for (const batch of batches) expect(new Set(batch.map((item) => item % 2)).size).toBe(1);
});

test('fails every request of a batch whose run fails, and goes on with the next', async () => {
  const timer = new VirtualTimer();
  let runs = 0;
  const batcher = new Batcher<number, number>({
    run: async (_, items) => {
      runs++;
      if (runs === 1) throw new Error('device lost');
      return items;
    },
    devices: 1,
    maxBatch: 4,
    maxDelayMs: 0,
    timer,
  });
  await expect(batcher.submit('x', 1)).rejects.toThrow('device lost');
  await expect(batcher.submit('x', 2)).resolves.toBe(2);
});

test('answers every request exactly once with its own result, in batches no larger than allowed, for any arrivals', async () => {
  const arrivals = fc.array(fc.record({ at: fc.integer({ min: 0, max: 300 }), key: fc.constantFrom('a', 'b') }), {
    minLength: 1,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(
      arrivals,
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 8 }),
      async (requests, a, b, devices, maxBatch) => {
        const { timer, batches, batcher } = setUp(a, b, { devices, maxBatch, maxDelayMs: 15 });
        const answers: Promise<void>[] = [];
        for (const [item, { at, key }] of requests.entries()) {
          const arrived = batcher.expect();
          timer.after(at, () => {
            const answer = batcher.submit(key, item).then((result) => expect(result).toBe(item));
            answers.push(answer);
            arrived();
          });
        }
        await timer.run();
        await Promise.all(answers);
        expect(answers).toHaveLength(requests.length);
        expect(batches.flat().sort((x, y) => x - y)).toEqual(requests.map((_, index) => index));
        expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(maxBatch);
      },
    ),
    { numRuns: 200 },
  );
});

test('under load a device with a fixed cost serves near its limit, and far above one request at a time', async () => {
  const { timer, batcher } = setUp(10, 1, { maxBatch: 8 });
  const answers = Array.from({ length: 400 }, (_, item) => batcher.submit('x', item));
  await timer.run();
  await Promise.all(answers);
  // 1 + 49 full batches + the rest: the limit of batches of 8 is 18 ms for 8 items.
  expect(400 / timer.now()).toBeGreaterThan(0.98 * (8 / 18));
  expect(400 / timer.now()).toBeGreaterThan(4 * (1 / 11));
});
