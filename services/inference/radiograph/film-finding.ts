// The network's numbers as a coded finding: probability, and present, absent or indeterminate by the population's thresholds.
import type { NetworkManifest, Threshold } from '@hounsfield/models';
import { type Code, type Finding, type OutOfScopeResult, outOfScope } from '../finding.ts';
import type { NetworkAnswer } from '../serving/check-outputs.ts';

// PS3.16 CID 240 and CID 4220.
const PRESENT: Code = { value: '52101004', scheme: 'SCT', meaning: 'Present' };
const ABSENT: Code = { value: '272519000', scheme: 'SCT', meaning: 'Absent' };
const INDETERMINATE: Code = { value: '82334004', scheme: 'SCT', meaning: 'Indeterminate' };

/** Present at or above the upper threshold, absent below the lower one, indeterminate between. */
export const categoryOf = (probability: number, { presentFrom, absentBelow }: Threshold): Code => {
  if (probability >= presentFrom) return PRESENT;
  return probability < absentBelow ? ABSENT : INDETERMINATE;
};

/** Reads a checked answer; a film unlike any training film is out of scope, whatever its probability. */
export const filmFinding = (
  manifest: NetworkManifest,
  population: string,
  answer: NetworkAnswer,
): Finding | OutOfScopeResult => {
  const probability = answer.probability?.[0];
  const distance = answer.distance?.[0];
  const threshold = manifest.thresholds.find((each) => each.population === population);
  if (probability === undefined || distance === undefined || threshold === undefined) {
    throw new TypeError(`${manifest.slug} ${manifest.version} has no probability, distance or threshold`);
  }
  if (distance > manifest.distanceLimit) {
    return outOfScope(
      'NOT_LIKE_TRAINING_FILMS',
      'The picture does not look like an upright frontal chest film; the product does not judge it.',
    );
  }
  const { concept, site, label } = manifest.finding;
  return {
    trackingId: manifest.slug,
    concept,
    ...(site && { site }),
    // A single-precision sigmoid may pass 1 by its last bit; six decimals are more than the calibration supports.
    probability: Math.round(Math.min(1, Math.max(0, probability)) * 1e6) / 1e6,
    category: categoryOf(probability, threshold),
    label,
  };
};
