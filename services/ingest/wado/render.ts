// A picture for people: one frame through the rescale and window of the dataset (PS3.3 C.11) to an 8-bit PNG.
import { type Dataset, numbers, Tag } from '@hounsfield/dicom';
import { type Refusal, refusal } from '@hounsfield/kernel';
import { encode } from 'fast-png';
import { frameOf, type Picture } from './pixel-source.ts';

export type RenderOptions = {
  /** Centre and width, in rescaled units; the dataset's own where left out. */
  readonly window?: { readonly center: number; readonly width: number };
  /** The picture is made smaller to fit, never larger. */
  readonly fit?: { readonly width: number; readonly height: number };
};

type Samples = { readonly length: number; readonly at: (index: number) => number };

/** Samples of a frame as numbers, unused high bits masked off, sign extended. */
const samplesOf = (frame: Uint8Array, { pixels }: Picture): Samples | undefined => {
  const { bitsAllocated, bitsStored, highBit, pixelRepresentation } = pixels;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const raw: Record<number, (index: number) => number> = {
    1: (index) => ((frame[index >> 3] as number) >> (index & 7)) & 1,
    8: (index) => frame[index] as number,
    16: (index) => view.getUint16(index * 2, true),
    32: (index) => view.getUint32(index * 4, true),
  };
  const read = raw[bitsAllocated];
  if (read === undefined) return undefined;
  const shift = highBit + 1 - bitsStored;
  const span = 2 ** bitsStored;
  const at = (index: number): number => {
    const value = Math.floor(read(index) / 2 ** shift) % span;
    return pixelRepresentation === 1 && value >= span / 2 ? value - span : value;
  };
  return { length: Math.floor((frame.length * 8) / bitsAllocated), at };
};

const first = (dataset: Dataset, tag: Tag): number | undefined => {
  const [value] = numbers(dataset, tag);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
};

/** Grey level of a rescaled value: the LINEAR function of PS3.3 C.11.2.1.2.1. */
const windowed =
  (center: number, width: number) =>
  (value: number): number => {
    const [low, high] = [center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2];
    if (value <= low) return 0;
    if (value > high) return 255;
    return ((value - (center - 0.5)) / (width - 1) + 0.5) * 255;
  };

const grey = (picture: Picture, samples: Samples, { window }: RenderOptions): Uint8Array => {
  const { dataset, pixels } = picture;
  const [slope, intercept] = [first(dataset, Tag.RescaleSlope) ?? 1, first(dataset, Tag.RescaleIntercept) ?? 0];
  let center = window?.center ?? first(dataset, Tag.WindowCenter);
  let width = window?.width ?? first(dataset, Tag.WindowWidth);
  if (center === undefined || width === undefined || width < 1) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let index = 0; index < samples.length; index += 1) {
      const value = samples.at(index);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const span = Math.max(1, (high - low) * Math.abs(slope));
    center = ((low + high) / 2) * slope + intercept + 0.5;
    width = span + 1;
  }
  const level = windowed(center, Math.max(width, 1.000001));
  const inverted = pixels.photometricInterpretation === 'MONOCHROME1';
  const out = new Uint8Array(samples.length);
  for (let index = 0; index < out.length; index += 1) {
    const value = level(samples.at(index) * slope + intercept);
    out[index] = Math.round(inverted ? 255 - value : value);
  }
  return out;
};

const clamp = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));

/** Three colour samples a pixel, side by side, whatever the planes and the colour space were. */
const colour = ({ pixels }: Picture, samples: Samples): Uint8Array => {
  const { planarConfiguration, photometricInterpretation, bitsStored } = pixels;
  const count = Math.floor(samples.length / 3);
  const scale = 255 / (2 ** bitsStored - 1);
  const sample = (pixel: number, plane: number): number =>
    samples.at(planarConfiguration === 1 ? plane * count + pixel : pixel * 3 + plane) * scale;
  const luminance = photometricInterpretation.startsWith('YBR_FULL');
  const out = new Uint8Array(count * 3);
  for (let pixel = 0; pixel < count; pixel += 1) {
    const [a, b, c] = [sample(pixel, 0), sample(pixel, 1), sample(pixel, 2)];
    // PS3.3 C.7.6.3.1.2: YBR_FULL, ITU-R BT.601 with full range.
    out[pixel * 3] = clamp(luminance ? a + 1.402 * (c - 128) : a);
    out[pixel * 3 + 1] = clamp(luminance ? a - 0.344136 * (b - 128) - 0.714136 * (c - 128) : b);
    out[pixel * 3 + 2] = clamp(luminance ? a + 1.772 * (b - 128) : c);
  }
  return out;
};

/** Colours of a palette (PS3.3 C.7.6.3.1.5), 8 or 16 bits deep. */
const palette = ({ dataset }: Picture, samples: Samples): Uint8Array | undefined => {
  const planes = [
    [Tag.RedPaletteColorLookupTableDescriptor, Tag.RedPaletteColorLookupTableData],
    [Tag.GreenPaletteColorLookupTableDescriptor, Tag.GreenPaletteColorLookupTableData],
    [Tag.BluePaletteColorLookupTableDescriptor, Tag.BluePaletteColorLookupTableData],
  ].map(([descriptor, data]) => {
    const [count = 0, start = 0, bits = 0] = numbers(dataset, descriptor as Tag);
    const table = dataset.get(data as Tag)?.value;
    return { count: count === 0 ? 65_536 : count, start, bits, table: table instanceof Uint8Array ? table : undefined };
  });
  if (planes.some(({ table, count, bits }) => table === undefined || table.length < count * (bits > 8 ? 2 : 1)))
    return undefined;
  const out = new Uint8Array(samples.length * 3);
  for (let index = 0; index < samples.length; index += 1) {
    planes.forEach(({ count, start, bits, table }, plane) => {
      const entry = Math.max(0, Math.min(count - 1, samples.at(index) - start));
      out[index * 3 + plane] = (bits > 8 ? table?.[entry * 2 + 1] : table?.[entry]) as number;
    });
  }
  return out;
};

/** Averages boxes of pixels so that the picture fits. */
const shrink = (data: Uint8Array, width: number, height: number, channels: number, { fit }: RenderOptions) => {
  const scale = fit === undefined ? 1 : Math.min(1, fit.width / width, fit.height / height);
  if (scale === 1) return { data, width, height };
  const [to, tall] = [Math.max(1, Math.floor(width * scale)), Math.max(1, Math.floor(height * scale))];
  const out = new Uint8Array(to * tall * channels);
  for (let y = 0; y < tall; y += 1) {
    const [top, bottom] = [
      Math.floor((y * height) / tall),
      Math.max(Math.floor(((y + 1) * height) / tall), Math.floor((y * height) / tall) + 1),
    ];
    for (let x = 0; x < to; x += 1) {
      const [left, right] = [
        Math.floor((x * width) / to),
        Math.max(Math.floor(((x + 1) * width) / to), Math.floor((x * width) / to) + 1),
      ];
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0;
        for (let row = top; row < bottom; row += 1)
          for (let column = left; column < right; column += 1)
            sum += data[(row * width + column) * channels + channel] as number;
        out[(y * to + x) * channels + channel] = Math.round(sum / ((bottom - top) * (right - left)));
      }
    }
  }
  return { data: out, width: to, height: tall };
};

/** One frame, counted from 1, as PNG. */
export const renderFrame = (
  picture: Picture,
  frame: number,
  options: RenderOptions,
): Uint8Array | Refusal<'UNSUPPORTED_PIXELS'> => {
  const { rows, columns, samplesPerPixel, photometricInterpretation } = picture.pixels;
  const samples = samplesOf(frameOf(picture.pixels, frame), picture);
  const isPalette = photometricInterpretation === 'PALETTE COLOR';
  const data =
    samples &&
    (samplesPerPixel === 3
      ? colour(picture, samples)
      : isPalette
        ? palette(picture, samples)
        : grey(picture, samples, options));
  if (data === undefined) return refusal('UNSUPPORTED_PIXELS', 'Pictures of this kind cannot be rendered.');
  const channels = samplesPerPixel === 3 || isPalette ? 3 : 1;
  return encode({ ...shrink(data, columns, rows, channels, options), channels, depth: 8 });
};
