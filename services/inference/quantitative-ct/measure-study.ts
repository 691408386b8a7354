// Quantitative CT from the study's images to findings: choose the series, build the volume, segment, measure.
import type { AlgorithmManifest } from '@hounsfield/models';
import { type Acquisition, type Finding, type OutOfScopeResult, outOfScope, type SourceImage } from '../finding.ts';
import { inputSha256, type ReadStudy, sourceOf } from '../study/read-study.ts';
import { buildVolume } from './build-volume.ts';
import { chooseSeries } from './choose-series.ts';
import { ctFindings } from './ct-findings.ts';
import { measureLungs } from './densitometry.ts';
import { type SegmentationRule, segmentLungs } from './segment-lungs.ts';

/** What one product says of one study, before provenance is added. */
export type Measured = {
  readonly kind: 'measured';
  readonly findings: readonly Finding[];
  readonly sources: readonly SourceImage[];
  readonly acquisition: Acquisition;
  readonly inputSha256: string;
};

/** Runs the algorithm; `onProgress` is told the share of slices decoded. */
export const measureStudy = async (
  study: ReadStudy,
  manifest: AlgorithmManifest,
  onProgress: (share: number) => void,
): Promise<Measured | OutOfScopeResult> => {
  if (manifest.inputContract.form !== 'axial-series') throw new TypeError(`${manifest.slug} needs a series contract`);
  const series = chooseSeries(study, manifest.inputContract);
  if ('kind' in series) return series;
  const volume = await buildVolume(series, onProgress);
  if ('kind' in volume) return volume;
  const mask = segmentLungs(volume, segmentationRule(manifest.parameters));
  if (mask === undefined) return outOfScope('LUNGS_NOT_FOUND', 'No lungs were found in the CT series.');
  return {
    kind: 'measured',
    findings: ctFindings(measureLungs(volume, mask), series.acquisition),
    sources: series.slices.map(sourceOf),
    acquisition: series.acquisition,
    inputSha256: inputSha256(series.slices),
  };
};

/** The segmentation's constants as the manifest fixes them; a missing one is a broken manifest. */
export const segmentationRule = (parameters: Readonly<Record<string, number>>): SegmentationRule => {
  const read = (name: string): number => {
    const value = parameters[name];
    if (value === undefined) throw new TypeError(`the manifest has no parameter ${name}`);
    return value;
  };
  return {
    airThresholdHu: read('airThresholdHu'),
    minShareOfLargest: read('minShareOfLargest'),
    minMeanHu: read('minMeanHu'),
    minLungMl: read('minLungMl'),
    maxLungMl: read('maxLungMl'),
    airway: {
      minAreaMm2: read('airwayMinAreaMm2'),
      maxAreaMm2: read('airwayMaxAreaMm2'),
      maxGrowth: read('airwayMaxGrowth'),
      maxOffsetMm: read('airwayMaxOffsetMm'),
      minLengthMm: read('airwayMinLengthMm'),
      maxMeanHu: read('airwayMaxMeanHu'),
    },
  };
};
