import type { OutputSpec } from '@hounsfield/models';
import { expect, test } from '@jest/globals';
import { checkOutputs } from './check-outputs.ts';

const SPEC: OutputSpec = { name: 'probability', type: 'float32', shape: ['batch'], meaning: 'p', min: 0, max: 1 };
const check = (dims: readonly number[], values: readonly number[], batch = dims[0] ?? 0) =>
  checkOutputs([SPEC], { probability: { dims, data: Float32Array.from(values) } }, batch);
const FAULT = expect.objectContaining({ name: 'InferenceFault', code: 'MODEL_OUTPUT_INVALID' });

test('gives each request its own row', () => {
  expect(check([2], [0.25, 0.75])).toEqual([
    { probability: Float32Array.of(0.25) },
    { probability: Float32Array.of(0.75) },
  ]);
});

test.each([
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['minus infinity', Number.NEGATIVE_INFINITY],
  ['more than 1', 1.01],
  ['less than 0', -0.2],
])('refuses a probability of %s as a fault', (_, value) => {
  expect(check([1], [value])).toEqual([FAULT]);
});

test('spoils only the request whose number is bad', () => {
  expect(check([3], [0.5, Number.NaN, 0.25])).toEqual([
    { probability: Float32Array.of(0.5) },
    FAULT,
    { probability: Float32Array.of(0.25) },
  ]);
});

test.each([
  ['too few rows', [1], [0.5], 2],
  ['a second axis', [1, 1], [0.5], 1],
  ['no axis at all', [], [0.5], 1],
  ['another element type', [1], [], 1],
])('refuses an output of the wrong shape: %s', (_, dims, values, batch) => {
  expect(check(dims, values, batch)).toEqual(Array.from({ length: batch }, () => FAULT));
});

test('refuses an answer without the promised output', () => {
  expect(checkOutputs([SPEC], {}, 2)).toEqual([FAULT, FAULT]);
});
