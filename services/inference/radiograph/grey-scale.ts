// From stored values to what a viewer would show: which stored value is black and which is white (PS3.3 C.11.1, C.11.2).
import { bytes, type Dataset, decimal, items, numbers, Tag, texts } from '@hounsfield/dicom';

/** Grey pixels as unsigned 16-bit values and the two ends of their display scale; black may be the larger value. */
export type GreyFilm = {
  readonly pixels: Uint16Array<ArrayBuffer>;
  readonly black: number;
  readonly white: number;
};

type Stored = {
  readonly pixels: Uint16Array<ArrayBuffer>;
  /** Added to signed samples to make them unsigned. */
  readonly offset: number;
  readonly inverted: boolean;
};

/** Chooses the display scale: VOI LUT, else the first window, else the range of the values without their extremes. */
export const displayScale = (dataset: Dataset, { pixels, offset, inverted }: Stored): GreyFilm => {
  const slope = decimal(dataset, Tag.RescaleSlope) ?? 1;
  const intercept = decimal(dataset, Tag.RescaleIntercept) ?? 0;
  const toStored = (value: number) => (value - intercept) / (slope === 0 ? 1 : slope) + offset;
  const oriented = (film: GreyFilm): GreyFilm => (inverted ? { ...film, black: film.white, white: film.black } : film);

  const lut = firstLut(dataset);
  const center = numbers(dataset, Tag.WindowCenter)[0];
  const width = numbers(dataset, Tag.WindowWidth)[0];
  if (lut !== undefined && slope === 1 && intercept === 0) {
    return oriented({ pixels: applyLut(pixels, offset, lut), black: 0, white: lut.top });
  }
  if (center !== undefined && width !== undefined && Number.isFinite(center) && width >= 1) {
    // PS3.3 C.11.2.1.2.1: the ramp runs from c - 0.5 - (w - 1) / 2 to c - 0.5 + (w - 1) / 2; LINEAR_EXACT is c +- w / 2.
    const exact = texts(dataset, Tag.VOILUTFunction)[0] === 'LINEAR_EXACT';
    const middle = exact ? center : center - 0.5;
    const half = Math.max(exact ? width / 2 : (width - 1) / 2, 0.5);
    return oriented({ pixels, black: toStored(middle - half), white: toStored(middle + half) });
  }
  const [low, high] = rangeWithoutExtremes(pixels);
  return oriented(slope < 0 ? { pixels, black: high, white: low } : { pixels, black: low, white: high });
};

type Lut = { readonly first: number; readonly table: Uint16Array; readonly top: number };

const firstLut = (dataset: Dataset): Lut | undefined => {
  const [item] = items(dataset, Tag.VOILUTSequence);
  const descriptor = item && numbers(item, Tag.LUTDescriptor);
  const data = item && bytes(item, Tag.LUTData);
  const [entries, first, bits] = descriptor ?? [];
  if (data === undefined || first === undefined || bits === undefined || bits < 8 || bits > 16) return undefined;
  const count = entries === 0 ? 65_536 : (entries ?? 0);
  const wide = data.length >= count * 2;
  if (count < 2 || (!wide && data.length < count)) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const table = Uint16Array.from({ length: count }, (_, index) =>
    wide ? view.getUint16(index * 2, true) : view.getUint8(index),
  );
  return { first, table, top: 2 ** bits - 1 };
};

const applyLut = (pixels: Uint16Array, offset: number, { first, table }: Lut): Uint16Array<ArrayBuffer> => {
  const shown = new Uint16Array(pixels.length);
  const last = table.length - 1;
  for (let index = 0; index < pixels.length; index++) {
    const at = (pixels[index] as number) - offset - first;
    shown[index] = table[at < 0 ? 0 : at > last ? last : at] as number;
  }
  return shown;
};

const EXTREME_SHARE = 0.005;

const rangeWithoutExtremes = (pixels: Uint16Array): [number, number] => {
  const counts = new Uint32Array(65_536);
  for (const value of pixels) counts[value] = (counts[value] as number) + 1;
  const rank = (share: number): number => {
    let seen = 0;
    for (let value = 0; value < 65_536; value++) {
      seen += counts[value] as number;
      if (seen > share * pixels.length) return value;
    }
    return 65_535;
  };
  const low = rank(EXTREME_SHARE);
  return [low, Math.max(low + 1, rank(1 - EXTREME_SHARE))];
};
