// The trachea and main bronchi: followed from the top of the scan downwards, slice by slice, as areas of air that are
// small, near the middle and apart from the lungs; where an area swells into the lung, the airway ends.
import type { AirRegion, AirRuns } from './air-regions.ts';
import type { CtVolume } from './volume.ts';

/** What passes for an airway; lengths in mm, areas in mm2, densities in Hounsfield units. */
export type AirwayRule = {
  readonly minAreaMm2: number;
  readonly maxAreaMm2: number;
  /** An area may grow by this factor from one slice to the next before it counts as lung. */
  readonly maxGrowth: number;
  /** Largest distance of the first area's centre from the middle of the body. */
  readonly maxOffsetMm: number;
  readonly minLengthMm: number;
  readonly maxMeanHu: number;
};

type Chain = { readonly regions: ReadonlySet<number>; readonly lengthMm: number };

/** Region numbers of the airway; empty where none is recognised. `middle` is the body's middle column. */
export const findAirway = (
  volume: CtVolume,
  { regions }: AirRuns,
  rule: AirwayRule,
  middle: number,
): ReadonlySet<number> => {
  const { spacing, slices } = volume;
  const pixel = spacing.row * spacing.column;
  const below = downwardLinks(regions);
  const fits = (region: AirRegion): boolean =>
    !region.touchesEdge &&
    region.area * pixel >= rule.minAreaMm2 &&
    region.area * pixel <= rule.maxAreaMm2 &&
    region.sum / region.area <= rule.maxMeanHu;
  const central = (region: AirRegion): boolean =>
    Math.abs(region.columns / region.area - middle) * spacing.column <= rule.maxOffsetMm;

  const follow = (seed: number): Chain => {
    const found = new Set([seed]);
    let lowest = (regions[seed] as AirRegion).slice;
    const open = [seed];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const from = regions[at] as AirRegion;
      lowest = Math.min(lowest, from.slice);
      for (const next of below[at] ?? []) {
        const region = regions[next] as AirRegion;
        if (found.has(next) || !fits(region) || region.area > from.area * rule.maxGrowth) continue;
        found.add(next);
        open.push(next);
      }
    }
    return { regions: found, lengthMm: ((regions[seed] as AirRegion).slice - lowest + 1) * spacing.slice };
  };

  let best: Chain = { regions: new Set(), lengthMm: 0 };
  for (const [seed, region] of regions.entries()) {
    // The windpipe enters the chest from above: look for its beginning in the upper half only.
    if (region.slice < slices / 2 || best.regions.has(seed) || !fits(region) || !central(region)) continue;
    const chain = follow(seed);
    if (chain.lengthMm > best.lengthMm) best = chain;
  }
  return best.lengthMm >= rule.minLengthMm ? best.regions : new Set();
};

const downwardLinks = (regions: readonly AirRegion[]): readonly (readonly number[])[] => {
  const below: number[][] = regions.map(() => []);
  for (const [index, { above }] of regions.entries()) for (const upper of above.keys()) below[upper]?.push(index);
  return below;
};
