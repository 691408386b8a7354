// Frames are fetched once, ahead of the reader, and not for places the reader has left.
import { expect, test } from '@jest/globals';
import type { ImageDescription } from './describe-image.ts';
import { FrameStore, slicesOf, wantedAround } from './frame-store.ts';

const description: ImageDescription = {
  rows: 1,
  columns: 1,
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  signed: false,
  photometric: 'MONOCHROME2',
  modality: 'CT',
  slope: 1,
  intercept: 0,
  windows: [],
};
const stackOf = (count: number) =>
  slicesOf(Array.from({ length: count }, (_, at) => ({ id: `i${at}`, frames: 1, rows: 1 })));

const sourceOf = () => {
  const asked: string[] = [];
  const aborted: string[] = [];
  return {
    asked,
    aborted,
    source: {
      description: async () => description,
      picture: () => Promise.reject(new Error('these are greys')),
      greys: (id: string, _frame: number, signal: AbortSignal) =>
        new Promise<Uint8Array>((resolve, reject) => {
          asked.push(id);
          signal.addEventListener('abort', () => {
            aborted.push(id);
            reject(signal.reason);
          });
          setTimeout(() => resolve(Uint8Array.of(1)), 5);
        }),
    },
  };
};
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test('fetches the shown frame first, then on in the direction of reading', async () => {
  expect(wantedAround(5, 1, 100).slice(0, 4)).toEqual([5, 6, 4, 7]);
  expect(wantedAround(0, -1, 100)).toEqual([0, 1, 2, 3]);
  const { asked, source } = sourceOf();
  const store = new FrameStore(stackOf(100), source);
  const wanted = wantedAround(50, 1, 100).map((at) => `i${at}`);
  store.want(50, 1);
  await until(() => asked.length >= wanted.length);
  expect(asked[0]).toBe('i50');
  expect(new Set(asked)).toEqual(new Set(wanted));
});

test('fetches a frame once, however often it is asked for', async () => {
  const { asked, source } = sourceOf();
  const store = new FrameStore(stackOf(3), source);
  await Promise.all([store.get(1), store.get(1)]);
  expect(await store.get(1)).toBe(store.peek(1));
  expect(asked).toEqual(['i1']);
});

test('gives up what the reader has scrolled past, and can fetch it later', async () => {
  const { aborted, source } = sourceOf();
  const store = new FrameStore(stackOf(200), source);
  store.want(10, 1);
  const left = store.get(10).catch(() => 'given up');
  store.want(150, 1);
  expect(await left).toBe('given up');
  expect(aborted).toContain('i10');
  expect((await store.get(10)).values[0]).toBe(1);
});

test('fetches anew what was under way when it was closed', async () => {
  const { source } = sourceOf();
  const store = new FrameStore(stackOf(3), source);
  const left = store.get(1).catch(() => 'given up');
  store.close();
  const again = store.get(1);
  expect(await left).toBe('given up');
  expect((await again).values[0]).toBe(1);
});

test('lines up every frame of multi-frame instances and leaves out instances without pixels', () => {
  const slices = slicesOf([
    { id: 'a', frames: 2, rows: 4 },
    { id: 'report', frames: 1, rows: null },
    { id: 'b', frames: 1, rows: 4 },
  ]);
  expect(slices.map(({ instanceId, frame }) => `${instanceId}${frame}`)).toEqual(['a1', 'a2', 'b1']);
});
