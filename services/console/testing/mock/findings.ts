// The mock's findings: invented figures in the shape that the real products report.
import type { Diagnosis, Words } from './world.ts';

const measured = (trackingId: string, label: Words, value: number, unit: string, code: string, meaning: string) => ({
  trackingId,
  label,
  value,
  unit,
  concept: { scheme: code.startsWith('99') ? '99HOUNSFIELD' : 'DCM', value: code, meaning },
  category: null,
  probability: null,
  site: { scheme: 'SCT', value: '39607008', meaning: 'Lung' },
});

const CT = [
  measured('lung-volume', { en: 'Lung volume', zh: '肺容积' }, 5214.62, 'ml', '112033', 'Lung volume'),
  measured(
    'laa-950',
    { en: 'Low-attenuation area (LAA-950)', zh: '低密度区比例（LAA-950）' },
    7.382,
    '%',
    '99001',
    'LAA-950',
  ),
  measured(
    'perc-15',
    { en: '15th percentile of density', zh: '密度第 15 百分位' },
    -931,
    "[hnsf'U]",
    '99002',
    'Perc15',
  ),
  measured('mld', { en: 'Mean lung density', zh: '平均肺密度' }, -846.4, "[hnsf'U]", '99003', 'Mean lung density'),
];
const XRAY = [
  {
    trackingId: 'pneumonia',
    label: { en: 'Signs of pneumonia', zh: '肺炎征象' },
    value: null,
    unit: null,
    concept: { scheme: 'SCT', value: '233604007', meaning: 'Pneumonia' },
    category: { scheme: 'SCT', value: '52101004', meaning: 'Present' },
    probability: 0.8672,
    site: { scheme: 'SCT', value: '39607008', meaning: 'Lung' },
  },
];

/** Findings of a completed read; none for any other. */
export const findingsOf = ({ status, product }: Diagnosis) => {
  if (status !== 'COMPLETED') return [];
  return product.id === 'quantitative-ct' ? CT : XRAY;
};
