// Lungs: the air inside the patient without the airways and without gas elsewhere, as regions of slices.
import { type AirRegion, type AirRuns, findAir } from './air-regions.ts';
import { type AirwayRule, findAirway } from './find-airway.ts';
import { type CtVolume, voxelMl } from './volume.ts';

/** The constants of the segmentation; they are the manifest's parameters, so a change is a new version. */
export type SegmentationRule = {
  /** Voxels below this many Hounsfield units are air or lung. */
  readonly airThresholdHu: number;
  /** A body of air smaller than this share of the largest is no lung. */
  readonly minShareOfLargest: number;
  /** A body of air whose mean lies below this is gas (stomach, bowel, pocket), not lung. */
  readonly minMeanHu: number;
  readonly minLungMl: number;
  readonly maxLungMl: number;
  readonly airway: AirwayRule;
};

export type Side = 'left' | 'right';
export type LungMask = {
  readonly runs: AirRuns;
  /** Side of each region; `both` where a region holds parts of both lungs; absent where it is not lung. */
  readonly side: ReadonlyMap<number, Side | 'both'>;
  /** Column that parts left from right where lungs touch. */
  readonly middle: number;
  /** Whether left and right were told apart. */
  readonly sided: boolean;
  readonly airwayMl: number;
};

type Body = {
  readonly regions: number[];
  area: number;
  sum: number;
  columns: number;
  minColumn: number;
  maxColumn: number;
};

/** Segments the lungs; `undefined` where nothing in the volume passes for them. */
export const segmentLungs = (volume: CtVolume, rule: SegmentationRule): LungMask | undefined => {
  const runs = findAir(volume, rule.airThresholdHu);
  const { regions } = runs;
  const [least, most] = interior(regions);
  if (most < least) return undefined;
  const middle = (least + most) / 2;
  const airway = findAirway(volume, runs, rule.airway, middle);

  const ml = voxelMl(volume);
  const bodies = joinBodies(regions, (index) => !(regions[index] as AirRegion).touchesEdge && !airway.has(index))
    .filter(({ area, sum }) => sum / area >= rule.minMeanHu)
    .sort((a, b) => b.area - a.area);
  const largest = bodies[0]?.area ?? 0;
  const lungs = bodies.slice(0, 2).filter(({ area }) => area >= rule.minShareOfLargest * largest);
  const totalMl = lungs.reduce((sum, { area }) => sum + area, 0) * ml;
  if (totalMl < rule.minLungMl || totalMl > rule.maxLungMl) return undefined;

  const airwayMl = [...airway].reduce((sum, index) => sum + (regions[index] as AirRegion).area, 0) * ml;
  return { runs, airwayMl, ...tellSides(volume, regions, lungs) };
};

/** First and last column of air inside the patient, over all slices. */
const interior = (regions: readonly AirRegion[]): [number, number] => {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  // Specks (a nostril, a bubble, the couch) must not shift the middle: weigh only areas of some size.
  const sizable = Math.max(...regions.map(({ area, touchesEdge }) => (touchesEdge ? 0 : area)), 0) / 10;
  for (const { touchesEdge, area, minColumn, maxColumn } of regions) {
    if (touchesEdge || area < sizable) continue;
    least = Math.min(least, minColumn);
    most = Math.max(most, maxColumn);
  }
  return [least, most];
};

/** Joins regions that touch from slice to slice into bodies. */
const joinBodies = (regions: readonly AirRegion[], belongs: (index: number) => boolean): Body[] => {
  const parent = regions.map((_, index) => index);
  const rootOf = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at] = parent[parent[at] as number] as number;
    return at;
  };
  const kept = regions.flatMap((_, index) => (belongs(index) ? [index] : []));
  for (const index of kept) {
    for (const upper of (regions[index] as AirRegion).above.keys()) {
      if (belongs(upper)) parent[rootOf(index)] = rootOf(upper);
    }
  }
  const bodies = new Map<number, Body>();
  for (const index of kept) {
    const { area, sum, columns, minColumn, maxColumn } = regions[index] as AirRegion;
    const root = rootOf(index);
    const body = bodies.get(root) ?? { regions: [], area: 0, sum: 0, columns: 0, minColumn, maxColumn };
    bodies.set(root, body);
    body.regions.push(index);
    body.area += area;
    body.sum += sum;
    body.columns += columns;
    body.minColumn = Math.min(body.minColumn, minColumn);
    body.maxColumn = Math.max(body.maxColumn, maxColumn);
  }
  return [...bodies.values()];
};

// A healthy lung may reach a little across the middle; a body that reaches further on both sides holds both lungs.
const CROSSING_SHARE = 0.15;

const tellSides = (
  { leftward }: CtVolume,
  regions: readonly AirRegion[],
  lungs: readonly Body[],
): Pick<LungMask, 'side' | 'middle' | 'sided'> => {
  const least = Math.min(...lungs.map(({ minColumn }) => minColumn));
  const most = Math.max(...lungs.map(({ maxColumn }) => maxColumn));
  const middle = (least + most) / 2;
  const reach = (most - least) * CROSSING_SHARE;
  const sideOf = (column: number): Side => (column > middle === (leftward === 1) ? 'left' : 'right');
  const side = new Map<number, Side | 'both'>();
  for (const lung of lungs) {
    const holdsBoth = lung.minColumn < middle - reach && lung.maxColumn > middle + reach;
    for (const index of lung.regions) {
      const { columns, area, minColumn, maxColumn } = regions[index] as AirRegion;
      const spans = holdsBoth && minColumn < middle && maxColumn > middle;
      side.set(index, spans ? 'both' : sideOf(holdsBoth ? columns / area : lung.columns / lung.area));
    }
  }
  const sides = new Set(side.values());
  return { side, middle, sided: sides.has('both') || sides.size === 2 };
};
