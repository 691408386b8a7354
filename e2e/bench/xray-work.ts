// The X-ray network's work for the benchmarks: the shipped model, drawn films as tensors, and the raw loop they are judged by.
import { openSession, runSession, type ServedNetwork, type Tensors } from '@hounsfield/inference';
import { loadModel } from '@hounsfield/models';

export const BATCH = 4;

/** The shipped network as the pool takes it. */
export const xrayNetwork = async (): Promise<ServedNetwork> => {
  const { manifest, bytes, golden } = await loadModel('cxr-pneumonia', '1.0.0');
  if (manifest.kind !== 'onnx' || bytes === undefined) throw new Error('the X-ray product is no network');
  return { key: 'cxr-pneumonia@1.0.0', bytes, outputs: manifest.outputs, golden };
};

/** A grey film with some structure: the numbers do not matter, only that both sides read the same. */
export const drawnFilm = (rows: number, columns: number, seed: number): Uint16Array<ArrayBuffer> => {
  const pixels = new Uint16Array(rows * columns);
  for (let at = 0; at < pixels.length; at++) {
    const x = at % columns;
    const y = (at - x) / columns;
    pixels[at] = 2_000 + 900 * Math.sin((x + seed * 37) / 40) + 700 * Math.cos(y / 55) + ((at * (seed + 13)) % 97);
  }
  return pixels;
};

/** One request in an array of its own, which the pool takes over. Filling it is the caller's work: a decoder writes there. */
export const requestOf = (pixels: Uint16Array<ArrayBuffer>, rows: number, columns: number): Tensors => ({
  pixels: { type: 'uint16', shape: [1, 1, rows, columns], data: pixels },
  black: { type: 'float32', shape: [1], data: Float32Array.of(0) },
  white: { type: 'float32', shape: [1], data: Float32Array.of(4_095) },
});

/** Films side by side in one preallocated batch, for the raw loop. */
export const batchOf = (films: readonly Uint16Array[], rows: number, columns: number): Tensors => {
  const pixels = new Uint16Array(films.length * rows * columns);
  for (const [index, film] of films.entries()) pixels.set(film, index * rows * columns);
  return {
    pixels: { type: 'uint16', shape: [films.length, 1, rows, columns], data: pixels },
    black: { type: 'float32', shape: [films.length], data: new Float32Array(films.length) },
    white: { type: 'float32', shape: [films.length], data: new Float32Array(films.length).fill(4_095) },
  };
};

export type RawLoop = {
  /** Runs whole batches for about so long; answers the films judged. */
  run(milliseconds: number): Promise<number>;
  probabilities(): Promise<Float32Array>;
};

/** The bare `session.run` loop on this thread over preallocated batches in turn, same session options as the pool's threads. */
export const rawLoop = async (network: ServedNetwork, batches: readonly Tensors[]): Promise<RawLoop> => {
  const { session } = await openSession(network.bytes, network.outputs, undefined, ['cpu']);
  const size = batches[0]?.pixels?.shape[0] ?? 0;
  return {
    run: async (milliseconds) => {
      const end = performance.now() + milliseconds;
      let films = 0;
      do {
        for (const batch of batches) await runSession(session, batch);
        films += size * batches.length;
      } while (performance.now() < end);
      return films;
    },
    probabilities: async () => {
      const found: number[] = [];
      for (const batch of batches) found.push(...((await runSession(session, batch)).probability?.data ?? []));
      return Float32Array.from(found);
    },
  };
};
