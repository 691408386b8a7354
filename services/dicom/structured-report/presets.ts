// The measurements and judgements our own products give, each with its coding in full.
import { type Code, Codes } from './code.ts';
import type { SrEvaluation, SrMeasurement } from './sr-report.ts';

/** Volume of the lungs in ml. */
export const lungVolume = (millilitres: number): SrMeasurement => ({
  concept: Codes.volume,
  value: millilitres,
  unit: Codes.millilitre,
});

/** Mean density of the lungs in Hounsfield units. */
export const meanLungDensity = (hounsfield: number): SrMeasurement => ({
  concept: Codes.attenuationCoefficient,
  value: hounsfield,
  unit: Codes.hounsfieldUnit,
  derivation: Codes.mean,
});

/**
 * Share of the lung volume at or below a threshold (LAA-950 for -950). Neither DCM nor SCT has a code for it: a ratio in percent whose
 * derivation names the threshold says the same (TID 300, INFERRED FROM).
 */
export const lowAttenuationRatio = (percent: number, threshold = -950): SrMeasurement => ({
  concept: Codes.ratio,
  value: percent,
  unit: Codes.percent,
  parameters: [{ concept: Codes.thresholdAttenuationCoefficient, value: threshold, unit: Codes.hounsfieldUnit }],
});

/** Density below which a share of the lung lies (15th percentile for 15), post-coordinated as above. */
export const densityPercentile = (hounsfield: number, percentile = 15): SrMeasurement => ({
  concept: Codes.attenuationCoefficient,
  value: hounsfield,
  unit: Codes.hounsfieldUnit,
  parameters: [{ concept: Codes.percentileRanking, value: percentile, unit: Codes.percent }],
});

/** Whether a condition is there. An absent condition is a value, never a finding: a reader of findings alone must not see it. */
export const presence = (condition: Code, state: 'present' | 'absent' | 'undetermined'): SrEvaluation => ({
  concept: condition,
  value: Codes[state],
});

/** Probability of the condition, in percent. */
export const certainty = (probability: number): SrMeasurement => ({
  concept: Codes.certaintyOfFinding,
  value: Math.round(probability * 1000) / 10,
  unit: Codes.percent,
});
