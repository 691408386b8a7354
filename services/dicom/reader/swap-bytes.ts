// Turns big-endian values into little-endian ones.

/** A copy of the bytes with each whole unit reversed. */
export const swapBytes = (bytes: Uint8Array, unit: 1 | 2 | 4 | 8): Uint8Array => {
  if (unit === 1) return bytes;
  const swapped = Buffer.from(bytes);
  const whole = swapped.subarray(0, swapped.length - (swapped.length % unit));
  if (unit === 2) whole.swap16();
  else if (unit === 4) whole.swap32();
  else whole.swap64();
  return swapped;
};
