import { expect, test } from '@jest/globals';
import { buffersOf, joinBatch, shapeKey, type Tensors } from './tensor.ts';

const film = (value: number, columns = 2): Tensors => ({
  pixels: { type: 'uint16', shape: [1, 1, 2, columns], data: new Uint16Array(2 * columns).fill(value) },
  black: { type: 'float32', shape: [1], data: Float32Array.of(value / 2) },
});

test('joins requests along their first axis, in order', () => {
  const joined = joinBatch([film(1), film(2), film(3)], new Map());
  expect(joined.pixels?.shape).toEqual([3, 1, 2, 2]);
  expect([...((joined.pixels?.data ?? []) as Uint16Array)]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
  expect([...((joined.black?.data ?? []) as Float32Array)]).toEqual([0.5, 1, 1.5]);
});

test('uses one buffer again for batches of any size up to the largest', () => {
  const arena = new Map<string, ArrayBuffer>();
  const large = joinBatch([film(1), film(2), film(3)], arena).pixels?.data.buffer;
  const small = joinBatch([film(4), film(5)], arena).pixels;
  expect(small?.data.buffer).toBe(large);
  expect([...((small?.data ?? []) as Uint16Array)]).toEqual([4, 4, 4, 4, 5, 5, 5, 5]);
});

test('passes a single request on as it is', () => {
  const one = film(7);
  expect(joinBatch([one], new Map())).toBe(one);
});

test('lets only requests of one shape share a batch', () => {
  expect(shapeKey(film(1))).toBe(shapeKey(film(2)));
  expect(shapeKey(film(1, 3))).not.toBe(shapeKey(film(1)));
});

test('hands over large buffers once each, and copies scalars', () => {
  const large = film(1, 600);
  expect(buffersOf([large, large])).toEqual([large.pixels?.data.buffer]);
});
