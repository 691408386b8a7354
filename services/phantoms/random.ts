// Seeded random numbers: the same seed always gives the same phantom, on any machine.

// Taken out of the global object once: these run for every voxel.
const { PI, cos, floor, imul, log, sin, sqrt } = Math;

/** A source of numbers in [0, 1). */
export type Random = () => number;

/** Mulberry32 by Tommy Ettinger (public domain): 32 bits of state, good enough for pictures. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A number of the range. */
export const between = (random: Random, low: number, high: number): number => low + (high - low) * random();

/** One of the values. */
export const oneOf = <T>(random: Random, values: readonly [T, ...T[]]): T =>
  values[floor(random() * values.length)] as T;

const TABLE_SIZE = 65_536;

/** Normally distributed numbers by standard deviation, drawn from a table of 65,536 (Box and Muller): fast, and bounded at about 4.5 sd. */
export const createGaussian = (random: Random): ((deviation: number) => number) => {
  const table = new Float32Array(TABLE_SIZE);
  for (let index = 0; index < TABLE_SIZE; index += 2) {
    const radius = sqrt(-2 * log(1 - random()));
    const angle = 2 * PI * random();
    table[index] = radius * cos(angle);
    table[index + 1] = radius * sin(angle);
  }
  let state = floor(random() * 4_294_967_296) | 1;
  return (deviation) => {
    state = (imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return deviation * (table[state >>> 16] as number);
  };
};
