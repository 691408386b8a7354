import type { OutputSpec } from '@hounsfield/models';
import { expect, test } from '@jest/globals';
import { checkOutputs } from './check-outputs.ts';

const SPEC: OutputSpec = { name: 'probability', type: 'float32', shape: ['batch'], meaning: 'p', min: 0, max: 1 };
const check = (dims: readonly number[], values: readonly number[], batch = dims[0] ?? 0) =>
  checkOutputs([SPEC], { probability: { dims, data: Float32Array.from(values) } }, batch);

test('gives each request its own row', () => {
  const rows = check([2], [0.25, 0.75]);
  expect(rows.map((row) => row.probability?.[0])).toEqual([0.25, 0.75]);
});

test.each([
  ['NaN', [Number.NaN]],
  ['infinity', [Number.POSITIVE_INFINITY]],
  ['minus infinity', [Number.NEGATIVE_INFINITY]],
  ['more than 1', [1.01]],
  ['less than 0', [-0.2]],
])('refuses a probability of %s as a fault', (_, values) => {
  expect(() => check([1], values)).toThrow(expect.objectContaining({ code: 'MODEL_OUTPUT_INVALID' }));
});

test('refuses one bad number in a batch of good ones', () => {
  expect(() => check([3], [0.1, Number.NaN, 0.2])).toThrow(/not a finite number/);
});

test.each([
  ['too few rows', [1], [0.5], 2],
  ['a second axis', [1, 1], [0.5], 1],
  ['no axis at all', [], [0.5], 1],
  ['another element type', [1], [], 1],
])('refuses an output of the wrong shape: %s', (_, dims, values, batch) => {
  expect(() => check(dims, values, batch)).toThrow(/shape/);
});

test('refuses an answer without the promised output', () => {
  expect(() => checkOutputs([SPEC], {}, 1)).toThrow(/missing/);
});
