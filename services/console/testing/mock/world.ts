// The invented marketplace behind the mock gateway: organisations, members, studies, reads and money, all made up.
import type { DiagnosisStatus, DiagnosisStepName, Lane, OrganisationKind, Role } from '../../generated/operations.ts';
import { CT_SIZE, CT_SLICES, XRAY_SIZE } from './draw-images.ts';

export type Words = { readonly en: string; readonly zh: string };
export type Organisation = { readonly id: string; readonly kind: OrganisationKind; readonly name: string };
export type Member = {
  readonly email: string;
  readonly displayName: string;
  readonly organisation: Organisation;
  readonly roles: readonly Role[];
};

export const ORGANISATIONS = {
  hospital: { id: 'org-hospital', kind: 'HOSPITAL', name: 'Lakeside Private Hospital' },
  centre: { id: 'org-centre', kind: 'IMAGING_CENTRE', name: 'East Harbour Imaging 东港影像中心' },
  vendor: { id: 'org-vendor', kind: 'VENDOR', name: 'Pulmonis Analytics' },
  platform: { id: 'org-platform', kind: 'PLATFORM', name: 'Hounsfield' },
} as const satisfies Record<string, Organisation>;

export const PASSWORD = 'correct horse battery';

const member = (email: string, displayName: string, organisation: Organisation, roles: readonly Role[]): Member => ({
  email,
  displayName,
  organisation,
  roles,
});

export const MEMBERS: readonly Member[] = [
  member('admin@lakeside.test', 'Ines Moreau', ORGANISATIONS.hospital, ['ADMIN', 'TECHNOLOGIST', 'FINANCE']),
  member('reader@lakeside.test', 'Dr Tomas Berg', ORGANISATIONS.hospital, ['RADIOLOGIST']),
  member('new@lakeside.test', 'Nora Quist', { ...ORGANISATIONS.hospital, id: 'org-empty' }, ['TECHNOLOGIST']),
  member('finance@harbour.test', '陈晓岚', ORGANISATIONS.centre, ['FINANCE']),
  member('finance@pulmonis.test', 'Ravi Menon', ORGANISATIONS.vendor, ['ADMIN', 'FINANCE']),
  member('ops@hounsfield.test', 'Ada Okafor', ORGANISATIONS.platform, ['OPERATOR']),
];

export type Product = {
  readonly id: string;
  readonly name: Words;
  readonly summary: Words;
  readonly intendedUse: Words;
  readonly limits: readonly Words[];
  readonly calibration?: Words;
  readonly modality: string;
  readonly modelSha256: string;
  readonly priceMinor: Readonly<Record<Lane, number>> | undefined;
};

export const PRODUCTS: readonly Product[] = [
  {
    id: 'quantitative-ct',
    name: { en: 'Quantitative chest CT', zh: '胸部 CT 定量分析' },
    summary: {
      en: 'Lung volume, low-attenuation area and density, measured on every slice.',
      zh: '逐层测量肺容积、低密度区比例与肺密度。',
    },
    intendedUse: {
      en: 'Measures lung volume and density on non-contrast chest CT of adults, as an aid to a qualified reader.',
      zh: '在成人胸部平扫 CT 上测量肺容积与密度，辅助有资质的医生阅片。',
    },
    limits: [
      { en: 'Primary diagnosis.', zh: '最终诊断。' },
      { en: 'Contrast-enhanced scans or slices thicker than 5 mm.', zh: '增强扫描或层厚超过 5 mm 的图像。' },
    ],
    modality: 'CT',
    modelSha256: '4f1c9a7be0d25583c6a1f0e97b24d8c35a6e1d09f7b8423c9150ad6e7f318b20',
    priceMinor: { STAT: 7200, ROUTINE: 4800, OFF_PEAK: 3600 },
  },
  {
    id: 'cxr-pneumonia',
    name: { en: 'Chest X-ray pneumonia', zh: '胸片肺炎检测' },
    summary: {
      en: 'Probability of pneumonia on a frontal chest radiograph.',
      zh: '正位胸片上肺炎的概率。',
    },
    intendedUse: {
      en: 'Flags frontal chest radiographs with signs of pneumonia for earlier reading.',
      zh: '标记有肺炎征象的正位胸片，以便优先阅片。',
    },
    limits: [
      { en: 'Primary diagnosis.', zh: '最终诊断。' },
      { en: 'Lateral views and images with tubes or lines.', zh: '侧位片以及有插管或导线的图像。' },
    ],
    calibration: {
      en: 'calibrated by temperature scaling on held-out adults; about 4 % mean error between stated and observed frequency.',
      zh: '在留出的成人数据上用温度缩放校准；标示概率与实际频率的平均误差约 4 %。',
    },
    modality: 'CR / DX',
    modelSha256: 'b1e7d0c45f6a98230d14e7c9a5b82f60137c4ed98ab650f1d2734c08e95fa617',
    priceMinor: { STAT: 2700, ROUTINE: 1800, OFF_PEAK: 1400 },
  },
];

export type Step = { name: DiagnosisStepName; startedAt: string; finishedAt: string | null };
export type Diagnosis = {
  readonly id: string;
  status: DiagnosisStatus;
  readonly lane: Lane;
  readonly product: Product;
  readonly study: Study;
  readonly requestedAt: string;
  finishedAt: string | null;
  steps: Step[];
  queuePosition: number | null;
  reason: { code: string; message: string } | null;
};
export type Study = {
  readonly id: string;
  readonly ownerId: string;
  status: 'RECEIVING' | 'COMPLETE';
  readonly modality: string;
  readonly description: string | null;
  readonly patientName: string | null;
  readonly patientId: string | null;
  readonly receivedAt: string;
  readonly series: readonly Series[];
  readonly diagnoses: Diagnosis[];
};
export type Series = {
  readonly number: number;
  readonly modality: string;
  readonly description: string;
  readonly images: number;
};

export const CT_SERIES: readonly Series[] = [
  { number: 1, modality: 'CT', description: 'Thorax 1.25 mm lung', images: CT_SLICES },
  { number: 2, modality: 'CT', description: 'Thorax 5 mm soft tissue', images: 12 },
];
export const XRAY_SERIES: readonly Series[] = [{ number: 1, modality: 'DX', description: 'PA', images: 1 }];

export const imageSize = (modality: string): number => (modality === 'CT' ? CT_SIZE : XRAY_SIZE);
