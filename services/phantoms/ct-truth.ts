// The figures of the phantom's lungs, counted over the voxels that are lung by construction: what a product should find.
import { LABEL, type PhantomVolume, type VolumePlan } from './ct-volume.ts';

/** Figures of both lungs or of one. Vessels and airways are not lung. */
export type LungTruth = {
  readonly volumeMl: number;
  /** Share of voxels at or below -950 HU. */
  readonly laa950Percent: number;
  /** Smallest whole Hounsfield value that at least 15 % of the voxels do not exceed (nearest rank). */
  readonly percentile15Hu: number;
  readonly meanLungDensityHu: number;
};

/** What is true of a CT phantom, and how near a product should come. */
export type CtTruth = {
  readonly kind: 'ct';
  readonly seed: number;
  readonly lungVolumeMl: number;
  readonly laa950Percent: number;
  readonly percentile15Hu: number;
  readonly meanLungDensityHu: number;
  readonly right: LungTruth;
  readonly left: LungTruth;
  readonly lungVoxels: number;
  readonly emphysemaVoxels: number;
  readonly voxelMl: number;
  readonly vesselMl: number;
  readonly airwayMl: number;
  readonly sliceThicknessMm: number;
  readonly pixelSpacingMm: number;
  readonly kernel: string;
  readonly noiseHu: number;
  /** Allowed absolute differences of a product that leaves vessels and airways out, see services/decisions/005-phantoms-and-their-truth.md. */
  readonly tolerances: {
    readonly lungVolumeMl: number;
    readonly laa950Percent: number;
    readonly percentile15Hu: number;
    readonly meanLungDensityHu: number;
  };
};

const LOW_ATTENUATION_HU = -950;
const LOWEST = -1024;
const BINS = 4096;

const figures = (bins: Uint32Array, voxelMl: number): LungTruth => {
  let count = 0;
  let sum = 0;
  let low = 0;
  bins.forEach((voxels, bin) => {
    count += voxels;
    sum += voxels * (bin + LOWEST);
    if (bin + LOWEST <= LOW_ATTENUATION_HU) low += voxels;
  });
  let rank = Math.ceil(0.15 * count);
  let percentile = 0;
  while (rank > 0 && percentile < BINS) {
    rank -= bins[percentile] as number;
    percentile += 1;
  }
  return {
    volumeMl: count * voxelMl,
    laa950Percent: (100 * low) / count,
    percentile15Hu: percentile - 1 + LOWEST,
    meanLungDensityHu: sum / count,
  };
};

/** Counts the truth of a finished volume. */
export const truthOf = ({ hu, labels, spacingMm }: PhantomVolume, plan: VolumePlan, kernel: string): CtTruth => {
  const voxelMl = (spacingMm * spacingMm * plan.thicknessMm) / 1000;
  const [right, left, both] = [new Uint32Array(BINS), new Uint32Array(BINS), new Uint32Array(BINS)];
  const counts = new Uint32Array(8);
  for (let at = 0; at < hu.length; at++) {
    const label = labels[at] as number;
    counts[label] = (counts[label] as number) + 1;
    if (label === LABEL.other || label >= LABEL.vessel) continue;
    const bin = (hu[at] as number) - LOWEST;
    const side = label === LABEL.rightLung || label === LABEL.rightEmphysema ? right : left;
    side[bin] = (side[bin] as number) + 1;
    both[bin] = (both[bin] as number) + 1;
  }
  const count = (label: number): number => counts[label] as number;
  const emphysemaVoxels = count(LABEL.rightEmphysema) + count(LABEL.leftEmphysema);
  const total = figures(both, voxelMl);
  return {
    kind: 'ct',
    seed: plan.seed,
    lungVolumeMl: total.volumeMl,
    laa950Percent: total.laa950Percent,
    percentile15Hu: total.percentile15Hu,
    meanLungDensityHu: total.meanLungDensityHu,
    right: figures(right, voxelMl),
    left: figures(left, voxelMl),
    lungVoxels: count(LABEL.rightLung) + count(LABEL.leftLung) + emphysemaVoxels,
    emphysemaVoxels,
    voxelMl,
    vesselMl: count(LABEL.vessel) * voxelMl,
    airwayMl: count(LABEL.airway) * voxelMl,
    sliceThicknessMm: plan.thicknessMm,
    pixelSpacingMm: spacingMm,
    kernel,
    noiseHu: plan.noiseHu,
    tolerances: { lungVolumeMl: 0.005 * total.volumeMl, laa950Percent: 0.1, percentile15Hu: 1, meanLungDensityHu: 1 },
  };
};
