import type { OutputSpec } from '@hounsfield/models';
import { afterEach, expect, test } from '@jest/globals';
import { filmModel, nanModel, node, wrongShapeModel, zeroModel } from '../testing/onnx-bytes.ts';
import { NetworkPool, type NetworkPoolOptions } from './network-pool.ts';
import type { Tensors } from './tensor.ts';

const OUTPUTS: OutputSpec[] = ['probability', 'adult_film', 'distance'].map((name) => ({
  name,
  type: 'float32',
  shape: ['batch'],
  meaning: name,
  min: -1e6,
  max: 1e6,
}));
const network = (key: string, bytes: Uint8Array) => ({ key, bytes, outputs: OUTPUTS });
/** Answers black + white. */
const sumModel = () => filmModel([node('Add', ['black', 'white'], ['probability'])]);
/** Answers black / white: not a number where both are 0. */
const ratioModel = () => filmModel([node('Div', ['black', 'white'], ['probability'])]);

const request = (black: number, white: number, rows = 64): Tensors => ({
  pixels: { type: 'uint16', shape: [1, 1, rows, 32], data: new Uint16Array(rows * 32) },
  black: { type: 'float32', shape: [1], data: Float32Array.of(black) },
  white: { type: 'float32', shape: [1], data: Float32Array.of(white) },
});

let pool: NetworkPool | undefined;
const start = (options: Partial<NetworkPoolOptions> = {}): NetworkPool => {
  pool = new NetworkPool({ threads: 2, providers: ['cpu'], ...options });
  return pool;
};
afterEach(() => pool?.close());

test('answers each of many requests of different shapes with its own numbers', async () => {
  const on = start();
  expect(await on.open(network('sum', sumModel()))).toBe('cpu');
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => on.run('sum', request(index, 1_000, 64 + (index % 3)))),
  );
  expect(answers.map(({ probability }) => probability?.[0])).toEqual(
    Array.from({ length: 40 }, (_, index) => 1_000 + index),
  );
});

test('fails only the request whose number is bad, not the others of its batch', async () => {
  const on = start({ threads: 1, maxBatch: 8 });
  await on.open(network('ratio', ratioModel()));
  const runs = await Promise.allSettled([1, 2, 0, 4, 5].map((white) => on.run('ratio', request(white * 3, white))));
  expect(runs.map((run) => (run.status === 'fulfilled' ? run.value.probability?.[0] : run.reason.code))).toEqual([
    3,
    3,
    'MODEL_OUTPUT_INVALID',
    3,
    3,
  ]);
});

test('gives the buffers of answered requests back', async () => {
  const spent: number[] = [];
  const on = start({ onSpent: (buffer) => spent.push(buffer.byteLength) });
  await on.open(network('sum', sumModel()));
  const given = request(1, 2);
  await on.run('sum', given);
  expect(spent).toEqual([64 * 32 * 2]);
  expect(given.pixels?.data.byteLength).toBe(0);
});

test('releases the least recently used model when its bytes are over the limit, and counts it', async () => {
  const on = start({ threads: 1, sessionBytes: zeroModel().length + sumModel().length });
  await on.open(network('zero', zeroModel()));
  await on.open(network('sum', sumModel()));
  await on.open(network('zero', zeroModel()));
  expect(on.evictions).toBe(0);
  await on.open(network('ratio', ratioModel()));
  expect(on.evictions).toBe(1);
  await expect(on.run('sum', request(1, 2))).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  expect((await on.run('zero', request(1, 2))).probability?.[0]).toBe(0);
});

test('reports a network that cannot be opened, and serves the next one', async () => {
  const on = start({ threads: 1 });
  await expect(on.open(network('broken', new Uint8Array(40)))).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  await on.open(network('sum', sumModel()));
  expect((await on.run('sum', request(1, 2))).probability?.[0]).toBe(3);
});

test.each([
  ['a number that is none', nanModel()],
  ['too many numbers', wrongShapeModel()],
])('makes %s a fault', async (_, bytes) => {
  const on = start({ threads: 1 });
  await on.open(network('bad', bytes));
  await expect(on.run('bad', request(1, 2))).rejects.toMatchObject({ code: 'MODEL_OUTPUT_INVALID' });
});
