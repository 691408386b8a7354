// One decoded frame in memory: grey values or colours, painted as RGBA through a window. Pure.
import type { ImageDescription } from './describe-image.ts';
import { greyOf, type Window } from './window-level.ts';

type PixelValues = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

export type GreyFrame = ImageDescription & { readonly kind: 'grey'; readonly values: PixelValues };
/** Colours as the server rendered them: palettes and colour spaces are already resolved to RGBA. */
export type ColourFrame = ImageDescription & {
  readonly kind: 'colour';
  readonly values: Uint8ClampedArray<ArrayBuffer>;
};
export type PixelFrame = GreyFrame | ColourFrame;

const VIEW = {
  8: { unsigned: Uint8Array, signed: Int8Array },
  16: { unsigned: Uint16Array, signed: Int16Array },
  32: { unsigned: Uint32Array, signed: Int32Array },
} as const;

/** True for images whose raw values are greys; all others are asked for as pictures. */
export const isGrey = (photometric: string): boolean => photometric.startsWith('MONOCHROME');

// Bits outside the stored ones may hold overlays or junk (PS3.5 section 8.1.1): they go, and the sign is extended.
const cleaned = (
  values: PixelValues,
  { bitsAllocated, bitsStored, highBit, signed }: ImageDescription,
): PixelValues => {
  if (bitsStored === bitsAllocated) return values;
  const up = 31 - highBit;
  const down = 32 - bitsStored;
  const clean = new (signed ? VIEW[bitsAllocated as 16].signed : VIEW[bitsAllocated as 16].unsigned)(values.length);
  for (let at = 0; at < clean.length; at += 1) {
    const shifted = (values[at] as number) << up;
    clean[at] = signed ? shifted >> down : shifted >>> down;
  }
  return clean;
};

/** Sees raw little-endian bytes as the image's greys; throws where the length is not the image's. */
export const greyFrame = (bytes: Uint8Array, description: ImageDescription): GreyFrame => {
  const { rows, columns, bitsAllocated, signed } = description;
  const view = VIEW[bitsAllocated as keyof typeof VIEW];
  if (view === undefined) throw new TypeError(`cannot show ${bitsAllocated}-bit pixels`);
  const count = rows * columns;
  if (count === 0 || bytes.byteLength < count * (bitsAllocated / 8)) throw new TypeError('the frame is too short');
  // Wider views want an even address: a copy starts at one.
  const aligned = bytes.byteOffset % (bitsAllocated / 8) === 0 ? bytes : bytes.slice();
  const values = new (signed ? view.signed : view.unsigned)(aligned.buffer as ArrayBuffer, aligned.byteOffset, count);
  return { ...description, kind: 'grey', values: cleaned(values, description) };
};

/** A picture that the server rendered, with the size that it really has. */
export const colourFrame = ({ data, width, height }: ImageData, description: ImageDescription): ColourFrame => ({
  ...description,
  kind: 'colour',
  rows: height,
  columns: width,
  values: data as Uint8ClampedArray<ArrayBuffer>,
});

const OPAQUE = 0xff000000;
// A 16-bit image has few enough values to tabulate; 32-bit ones are computed pixel by pixel.
const TABLE_BITS = 16;

const greyTable = ({ slope, intercept, bitsAllocated, signed }: GreyFrame, window: Window, invert: boolean) => {
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

const paintGrey = (frame: GreyFrame, window: Window, invert: boolean): Uint8ClampedArray<ArrayBuffer> => {
  const { values, slope, intercept, photometric } = frame;
  const inverted = (photometric === 'MONOCHROME1') !== invert;
  const out = new Uint32Array(frame.rows * frame.columns);
  if (frame.bitsAllocated <= TABLE_BITS) {
    const { table, lowest } = greyTable(frame, window, inverted);
    for (let at = 0; at < out.length; at += 1) out[at] = table[(values[at] as number) - lowest] as number;
  } else {
    for (let at = 0; at < out.length; at += 1) {
      const grey = greyOf((values[at] as number) * slope + intercept, window);
      const shown = inverted ? 255 - grey : grey;
      out[at] = OPAQUE | (shown << 16) | (shown << 8) | shown;
    }
  }
  return new Uint8ClampedArray(out.buffer);
};

const paintColour = ({ values }: ColourFrame, invert: boolean): Uint8ClampedArray<ArrayBuffer> =>
  invert ? values.map((value, at) => (at % 4 === 3 ? value : 255 - value)) : values;

/** Paints a frame as RGBA (the layout of `ImageData`); a window only touches greys. */
export const paintFrame = (frame: PixelFrame, window: Window, invert: boolean): Uint8ClampedArray<ArrayBuffer> =>
  frame.kind === 'grey' ? paintGrey(frame, window, invert) : paintColour(frame, invert);

/** The calibrated value (HU for CT) of a pixel; undefined outside the image and for colours. */
export const valueAt = (frame: PixelFrame, x: number, y: number): number | undefined => {
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (frame.kind !== 'grey' || column < 0 || row < 0 || column >= frame.columns || row >= frame.rows) return undefined;
  return (frame.values[row * frame.columns + column] as number) * frame.slope + frame.intercept;
};
