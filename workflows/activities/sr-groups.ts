// Findings as measurement groups of a structured report (TID 1501): measured numbers, judgements with their certainty.
import type { Finding } from '@hounsfield/diagnoses';
import {
  type Code,
  Codes,
  certainty,
  densityPercentile,
  lowAttenuationRatio,
  meanLungDensity,
  type SrGroup,
  type SrMeasurement,
} from '@hounsfield/dicom';

/** Measurements for which DICOM has a post-coordinated form that every reader knows; the rest keep the finding's own code. */
const STANDARD_FORM: Readonly<Record<string, (value: number) => SrMeasurement>> = {
  LAA950: (value) => lowAttenuationRatio(value, -950),
  PERC15: (value) => densityPercentile(value, 15),
  '112181': meanLungDensity,
};

/** Concepts that tell how the images were made: they qualify the algorithm, they are no findings of the patient. */
const ACQUISITION = new Set(['112225', '113961']);

export const isAcquisition = ({ concept }: Finding): boolean => ACQUISITION.has(concept.value);

/** Measured over both lungs together; a judgement of the lung does not say on which side. */
const siteOf = ({ site, value }: Finding): Pick<SrGroup, 'site'> => {
  if (site === undefined) return {};
  const both = site.value === Codes.lung.value && value !== undefined;
  return { site: { code: site, ...(both ? { laterality: Codes.bilateral } : {}) } };
};

const INDETERMINATE = '82334004';

/** CID 240 has no "Indeterminate": what the thresholds leave open is Undetermined there. */
const judgement = (category: Code): Code => (category.value === INDETERMINATE ? Codes.undetermined : category);

const measurementsOf = ({ concept, value, unit, probability }: Finding): readonly SrMeasurement[] => [
  ...(value !== undefined && unit !== undefined
    ? [STANDARD_FORM[concept.value]?.(value) ?? { concept, value, unit }]
    : []),
  ...(probability === undefined ? [] : [certainty(probability)]),
];

const trackingUidOf = ({ trackingId, trackingUid }: Finding): string => {
  if (trackingUid === undefined) throw new Error(`finding ${trackingId} has no tracking UID`);
  return trackingUid;
};

/** One group for each finding of the patient. */
export const srGroups = (findings: readonly Finding[]): readonly SrGroup[] =>
  findings
    .filter((finding) => !isAcquisition(finding))
    .map((finding) => ({
      trackingId: finding.trackingId,
      trackingUid: trackingUidOf(finding),
      // An absent condition is a judgement, never a finding.
      ...(finding.category?.value === Codes.present.value ? { finding: finding.concept } : {}),
      ...siteOf(finding),
      measurements: measurementsOf(finding),
      evaluations:
        finding.category === undefined ? [] : [{ concept: finding.concept, value: judgement(finding.category) }],
    }));
