// Findings as measurement groups: standard forms, judgements beside findings, acquisition left to the algorithm.
import type { Finding } from '@hounsfield/diagnoses';
import { Codes } from '@hounsfield/dicom';
import { expect, test } from '@jest/globals';
import { srGroups } from './sr-groups.ts';

const label = { en: 'x', 'zh-CN': 'x' };
const ours = (value: string) => ({ value, scheme: '99HOUNSFIELD', meaning: value });
const finding = (values: Partial<Finding>): Finding => ({
  trackingId: 'x',
  trackingUid: '2.25.1',
  concept: Codes.volume,
  label,
  ...values,
});

test('a measurement keeps its own code and unit', () => {
  const [group] = srGroups([finding({ value: 5123.4, unit: Codes.millilitre, site: Codes.lung })]);
  expect(group).toMatchObject({
    trackingId: 'x',
    trackingUid: '2.25.1',
    site: { code: Codes.lung, laterality: Codes.bilateral },
    measurements: [{ concept: Codes.volume, value: 5123.4, unit: Codes.millilitre }],
  });
  expect(group).not.toHaveProperty('finding');
});

test('LAA-950 and the 15th percentile are written in the form that every reader knows', () => {
  const [laa, perc] = srGroups([
    finding({ concept: ours('LAA950'), value: 12.5, unit: Codes.percent }),
    finding({ concept: ours('PERC15'), value: -941, unit: Codes.hounsfieldUnit }),
  ]);
  expect(laa?.measurements).toMatchObject([
    {
      concept: Codes.ratio,
      value: 12.5,
      parameters: [{ concept: Codes.thresholdAttenuationCoefficient, value: -950 }],
    },
  ]);
  expect(perc?.measurements).toMatchObject([
    {
      concept: Codes.attenuationCoefficient,
      value: -941,
      parameters: [{ concept: Codes.percentileRanking, value: 15 }],
    },
  ]);
});

test.each([
  ['present', Codes.present, Codes.present, true],
  ['absent', Codes.absent, Codes.absent, false],
  ['indeterminate', { value: '82334004', scheme: 'SCT', meaning: 'Indeterminate' }, Codes.undetermined, false],
] as const)(
  'a condition that is %s is judged so, and is a finding only when present',
  (_, category, value, isFinding) => {
    const [group] = srGroups([finding({ concept: Codes.pneumonia, category, probability: 0.873, site: Codes.lung })]);
    expect(group?.evaluations).toEqual([{ concept: Codes.pneumonia, value }]);
    expect(group?.site).toEqual({ code: Codes.lung });
    expect(group?.measurements).toMatchObject([{ concept: Codes.certaintyOfFinding, value: 87.3 }]);
    expect(group?.finding).toEqual(isFinding ? Codes.pneumonia : undefined);
  },
);

test('slice thickness and kernel are no findings of the patient', () => {
  const acquisition = ['112225', '113961'].map((value) =>
    finding({ concept: { value, scheme: 'DCM', meaning: 'x' }, value: 1, unit: Codes.millimetre }),
  );
  expect(srGroups(acquisition)).toEqual([]);
});

test('a finding without a tracking UID is not written', () => {
  expect(() => srGroups([finding({ trackingUid: undefined })])).toThrow(/tracking UID/);
});
