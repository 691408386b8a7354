// Densitometry: one histogram of the lung's voxels, and the figures read off it.
import type { AirRuns } from './air-regions.ts';
import type { LungMask, Side } from './segment-lungs.ts';
import { type CtVolume, voxelMl } from './volume.ts';

/** The figures of both lungs together or of one. */
export type LungFigures = {
  readonly volumeMl: number;
  /** Share of voxels at or below -950 HU, percent. */
  readonly laa950Percent: number;
  /** Smallest whole Hounsfield value that at least 15 % of the voxels do not exceed (nearest rank). */
  readonly percentile15Hu: number;
  readonly meanLungDensityHu: number;
};

const LOW_ATTENUATION_HU = -950;
const PERCENTILE = 0.15;
const OFFSET = 32_768;

/** Counts of voxels by Hounsfield value. */
class Histogram {
  readonly #bins = new Uint32Array(65_536);
  #count = 0;
  #sum = 0;

  add(data: Int16Array, from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const hu = data[index] as number;
      this.#bins[hu + OFFSET] = (this.#bins[hu + OFFSET] as number) + 1;
      this.#sum += hu;
    }
    this.#count += Math.max(0, to - from);
  }

  merged(other: Histogram): Histogram {
    const merged = new Histogram();
    for (const source of [this, other]) {
      for (let bin = 0; bin < 65_536; bin++) {
        merged.#bins[bin] = (merged.#bins[bin] as number) + (source.#bins[bin] as number);
      }
      merged.#count += source.#count;
      merged.#sum += source.#sum;
    }
    return merged;
  }

  get count(): number {
    return this.#count;
  }

  get mean(): number {
    return this.#sum / this.#count;
  }

  /** Voxels at or below a value. */
  upTo(hu: number): number {
    let count = 0;
    for (let bin = 0; bin <= hu + OFFSET; bin++) count += this.#bins[bin] as number;
    return count;
  }

  /** Smallest value that at least `share` of the voxels do not exceed (nearest rank). */
  percentile(share: number): number {
    const rank = Math.ceil(share * this.#count);
    let count = 0;
    for (let bin = 0; bin < 65_536; bin++) {
      count += this.#bins[bin] as number;
      if (count >= rank) return bin - OFFSET;
    }
    return Number.NaN;
  }
}

const figuresOf = (histogram: Histogram, ml: number): LungFigures => ({
  volumeMl: histogram.count * ml,
  laa950Percent: (100 * histogram.upTo(LOW_ATTENUATION_HU)) / histogram.count,
  percentile15Hu: histogram.percentile(PERCENTILE),
  meanLungDensityHu: histogram.mean,
});

/** Measures the segmented lungs, together and, where they were told apart, each. */
export const measureLungs = (
  volume: CtVolume,
  mask: LungMask,
): { readonly both: LungFigures; readonly left?: LungFigures; readonly right?: LungFigures } => {
  const histograms: Record<Side, Histogram> = { left: new Histogram(), right: new Histogram() };
  const lower: Side = volume.leftward === 1 ? 'right' : 'left';
  const upper: Side = lower === 'right' ? 'left' : 'right';
  // Runs count whole voxels: a region across the middle is cut between two columns.
  const cut = Math.floor(mask.middle) + 1;
  eachLungRun(volume, mask.runs, mask.side, (side, base, from, to) => {
    if (side !== 'both') histograms[side].add(volume.data, base + from, base + to);
    else {
      histograms[lower].add(volume.data, base + from, base + Math.min(to, Math.max(from, cut)));
      histograms[upper].add(volume.data, base + Math.max(from, Math.min(to, cut)), base + to);
    }
  });
  const ml = voxelMl(volume);
  const both = figuresOf(histograms.left.merged(histograms.right), ml);
  if (!mask.sided || histograms.left.count === 0 || histograms.right.count === 0) return { both };
  return { both, left: figuresOf(histograms.left, ml), right: figuresOf(histograms.right, ml) };
};

const eachLungRun = (
  { slices, rows, columns }: CtVolume,
  { start, end, region, rowOffsets }: AirRuns,
  sides: LungMask['side'],
  visit: (side: Side | 'both', base: number, from: number, to: number) => void,
): void => {
  for (let row = 0; row < slices * rows; row++) {
    for (let run = rowOffsets[row] as number; run < (rowOffsets[row + 1] as number); run++) {
      const side = sides.get(region[run] as number);
      if (side !== undefined) visit(side, row * columns, start[run] as number, end[run] as number);
    }
  }
};
