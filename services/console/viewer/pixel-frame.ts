// One decoded frame in memory: raw bytes seen as numbers, and painted as RGBA through a window. Pure.
import type { ImageDescription } from './describe-image.ts';
import { greyOf, type Window } from './window-level.ts';

type PixelValues = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

export type PixelFrame = ImageDescription & { readonly values: PixelValues };

const VIEW = {
  8: { unsigned: Uint8Array, signed: Int8Array },
  16: { unsigned: Uint16Array, signed: Int16Array },
  32: { unsigned: Uint32Array, signed: Int32Array },
} as const;

/** Sees raw little-endian bytes as the image's numbers; throws where the length is not the image's. */
export const frameOf = (bytes: Uint8Array, description: ImageDescription): PixelFrame => {
  const { rows, columns, samplesPerPixel, bitsAllocated, signed } = description;
  const view = VIEW[bitsAllocated as keyof typeof VIEW];
  if (view === undefined) throw new TypeError(`cannot show ${bitsAllocated}-bit pixels`);
  const count = rows * columns * samplesPerPixel;
  if (count === 0 || bytes.byteLength < count * (bitsAllocated / 8)) throw new TypeError('the frame is too short');
  // A copy starts at offset 0, as wider views demand.
  const { buffer } = bytes.byteOffset % (bitsAllocated / 8) === 0 ? bytes : bytes.slice();
  const offset = buffer === bytes.buffer ? bytes.byteOffset : 0;
  const values = new (signed ? view.signed : view.unsigned)(buffer as ArrayBuffer, offset, count);
  return { ...description, values };
};

const OPAQUE = 0xff000000;
// A 16-bit image has few enough values to tabulate; 32-bit ones are computed pixel by pixel.
const TABLE_BITS = 16;

const greyTable = ({ slope, intercept, bitsAllocated, signed }: PixelFrame, window: Window, invert: boolean) => {
  const size = 2 ** bitsAllocated;
  const lowest = signed ? -size / 2 : 0;
  const table = new Uint32Array(size);
  for (let index = 0; index < size; index += 1) {
    const grey = greyOf((lowest + index) * slope + intercept, window);
    const shown = invert ? 255 - grey : grey;
    table[index] = OPAQUE | (shown << 16) | (shown << 8) | shown;
  }
  return { table, lowest };
};

const paintGrey = (frame: PixelFrame, window: Window, invert: boolean, out: Uint32Array): void => {
  const { values, slope, intercept, photometric } = frame;
  const inverted = (photometric === 'MONOCHROME1') !== invert;
  if (frame.bitsAllocated <= TABLE_BITS) {
    const { table, lowest } = greyTable(frame, window, inverted);
    for (let at = 0; at < out.length; at += 1) out[at] = table[(values[at] as number) - lowest] as number;
    return;
  }
  for (let at = 0; at < out.length; at += 1) {
    const grey = greyOf((values[at] as number) * slope + intercept, window);
    const shown = inverted ? 255 - grey : grey;
    out[at] = OPAQUE | (shown << 16) | (shown << 8) | shown;
  }
};

const paintColour = ({ values, planar, bitsStored }: PixelFrame, invert: boolean, out: Uint32Array): void => {
  const shift = Math.max(0, bitsStored - 8);
  const plane = out.length;
  for (let at = 0; at < plane; at += 1) {
    const [r, g, b] = planar ? [at, at + plane, at + 2 * plane] : [at * 3, at * 3 + 1, at * 3 + 2];
    const sample = (index: number) => {
      const value = (values[index] as number) >> shift;
      return invert ? 255 - value : value;
    };
    out[at] = OPAQUE | (sample(b) << 16) | (sample(g) << 8) | sample(r);
  }
};

/** Paints a frame as little-endian RGBA (the layout of `ImageData`) through a window. */
export const paintFrame = (frame: PixelFrame, window: Window, invert: boolean): Uint8ClampedArray<ArrayBuffer> => {
  const out = new Uint32Array(frame.rows * frame.columns);
  if (frame.samplesPerPixel >= 3) paintColour(frame, invert, out);
  else paintGrey(frame, window, invert, out);
  return new Uint8ClampedArray(out.buffer);
};

/** The calibrated value (HU for CT) of a pixel; undefined outside the image and for colour. */
export const valueAt = (
  { values, rows, columns, samplesPerPixel, slope, intercept }: PixelFrame,
  x: number,
  y: number,
) => {
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (samplesPerPixel !== 1 || column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
  return (values[row * columns + column] as number) * slope + intercept;
};
