// The figures of quantitative CT as coded findings; standard codes where DICOM or SNOMED CT have one, ours otherwise.
import type { LocalizedText } from '@hounsfield/models';
import type { Acquisition, Code, Finding } from '../finding.ts';
import type { LungFigures } from './densitometry.ts';

const OURS = '99HOUNSFIELD';
const unit = (value: string, meaning: string): Code => ({ value, scheme: 'UCUM', meaning });
const ML = unit('ml', 'milliliter');
const PERCENT = unit('%', 'Percent');
const HU = unit("[hnsf'U]", 'Hounsfield unit');
const MM = unit('mm', 'millimeter');

type Site = { readonly key: string; readonly code: Code; readonly en: string; readonly zh: string };
const SITES = {
  both: { key: '', code: { value: '39607008', scheme: 'SCT', meaning: 'Lung' }, en: 'lungs', zh: '双肺' },
  left: { key: 'left-', code: { value: '44029006', scheme: 'SCT', meaning: 'Left lung' }, en: 'left lung', zh: '左肺' },
  right: {
    key: 'right-',
    code: { value: '3341006', scheme: 'SCT', meaning: 'Right lung' },
    en: 'right lung',
    zh: '右肺',
  },
} as const satisfies Record<string, Site>;

type Measure = {
  readonly key: string;
  readonly concept: Code;
  readonly unit: Code;
  readonly decimals: number;
  readonly read: (figures: LungFigures) => number;
  readonly label: (site: Site) => LocalizedText;
};

const MEASURES: readonly Measure[] = [
  {
    key: 'lung-volume',
    concept: { value: '118565006', scheme: 'SCT', meaning: 'Volume' },
    unit: ML,
    decimals: 1,
    read: ({ volumeMl }) => volumeMl,
    label: ({ en, zh }) => ({ en: `Volume of the ${en}`, 'zh-CN': `${zh}容积` }),
  },
  {
    key: 'laa-950',
    concept: { value: 'LAA950', scheme: OURS, meaning: 'Share of lung voxels at or below -950 HU' },
    unit: PERCENT,
    decimals: 2,
    read: ({ laa950Percent }) => laa950Percent,
    label: ({ en, zh }) => ({ en: `LAA-950 of the ${en}`, 'zh-CN': `${zh}低密度区占比（LAA-950）` }),
  },
  {
    key: 'percentile-15',
    concept: { value: 'PERC15', scheme: OURS, meaning: '15th percentile of lung attenuation' },
    unit: HU,
    decimals: 0,
    read: ({ percentile15Hu }) => percentile15Hu,
    label: ({ en, zh }) => ({ en: `15th percentile density of the ${en}`, 'zh-CN': `${zh}密度第15百分位数` }),
  },
  {
    key: 'mean-density',
    concept: { value: '112181', scheme: 'DCM', meaning: 'Mean Attenuation Coefficient' },
    unit: HU,
    decimals: 1,
    read: ({ meanLungDensityHu }) => meanLungDensityHu,
    label: ({ en, zh }) => ({ en: `Mean density of the ${en}`, 'zh-CN': `${zh}平均密度` }),
  },
];

const rounded = (value: number, decimals: number): number => Math.round(value * 10 ** decimals) / 10 ** decimals;

/** The findings of the lungs together, of each lung where told apart, and what the figures depend on. */
export const ctFindings = (
  figures: { readonly both: LungFigures; readonly left?: LungFigures; readonly right?: LungFigures },
  acquisition: Acquisition,
): Finding[] => {
  const findings: Finding[] = [];
  for (const side of ['both', 'left', 'right'] as const) {
    const values = figures[side];
    if (values === undefined) continue;
    const site = SITES[side];
    for (const { key, concept, unit: ucum, decimals, read, label } of MEASURES) {
      const value = rounded(read(values), decimals);
      findings.push({
        trackingId: `${site.key}${key}`,
        concept,
        value,
        unit: ucum,
        site: site.code,
        label: label(site),
      });
    }
  }
  return [...findings, ...acquisitionFindings(acquisition)];
};

/** Slice thickness and kernel stand among the findings: densities mean nothing without them. */
const acquisitionFindings = ({ sliceThicknessMm, sliceSpacingMm, kernel }: Acquisition): Finding[] => {
  const thickness = sliceThicknessMm ?? sliceSpacingMm;
  const findings: Finding[] = [];
  if (thickness !== undefined) {
    findings.push({
      trackingId: 'slice-thickness',
      concept: { value: '112225', scheme: 'DCM', meaning: 'Slice Thickness' },
      value: rounded(thickness, 3),
      unit: MM,
      label: { en: 'Slice thickness', 'zh-CN': '层厚' },
    });
  }
  // A code value has at most 16 characters (SH).
  if (kernel !== undefined) {
    findings.push({
      trackingId: 'reconstruction-kernel',
      concept: { value: '113961', scheme: 'DCM', meaning: 'Reconstruction Algorithm' },
      category: { value: kernel.slice(0, 16), scheme: OURS, meaning: kernel.slice(0, 64) },
      label: { en: 'Reconstruction kernel', 'zh-CN': '重建卷积核' },
    });
  }
  return findings;
};
