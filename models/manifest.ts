// The manifest of one immutable model version: what it is for, what it reads and answers, and how well it was measured to do so.
import { z } from 'zod';

/** One sentence in every language of the console. */
export const localizedText = z.strictObject({ en: z.string().min(1), 'zh-CN': z.string().min(1) });
export type LocalizedText = z.infer<typeof localizedText>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case');
const version = z.string().regex(/^\d+\.\d+\.\d+$/, 'must be major.minor.patch');
const uid = z.string().regex(/^[0-9]+(\.[0-9]+)+$/);
const probability = z.number().min(0).max(1);

const code = z.strictObject({ value: z.string(), scheme: z.string(), meaning: z.string() });

/** Whole years, both ends included. */
const ageRange = z.strictObject({ population: z.string(), minYears: z.int().min(0), maxYears: z.int().max(130) });

const singleImageContract = z.strictObject({
  form: z.literal('single-image'),
  sopClasses: z.array(uid).min(1),
  modalities: z.array(z.string()).min(1),
  /** (0018,5101) View Position; one of these must be recorded. */
  views: z.array(z.string()).min(1),
  /** (0018,0015) Body Part Examined, when it is recorded at all. */
  bodyParts: z.array(z.string()).min(1),
  photometricInterpretations: z.array(z.string()).min(1),
  ages: z.array(ageRange).min(1),
  minRows: z.int().min(1),
  minColumns: z.int().min(1),
  maxPixels: z.int().min(1),
});

const axialSeriesContract = z.strictObject({
  form: z.literal('axial-series'),
  sopClasses: z.array(uid).min(1),
  modalities: z.array(z.string()).min(1),
  minSlices: z.int().min(2),
  maxSlices: z.int(),
  /** Slice Thickness and distance between slices. */
  maxSpacingMm: z.number().positive(),
  /** Largest deviation of one gap between slices from the series' median gap, as a share of it. */
  spacingTolerance: z.number().positive(),
  /** Largest angle between the slice normal and the patient's long axis. */
  maxTiltDegrees: z.number().positive(),
  maxVoxels: z.int().positive(),
});

const contract = z.discriminatedUnion('form', [singleImageContract, axialSeriesContract]);
export type SingleImageContract = z.infer<typeof singleImageContract>;
export type AxialSeriesContract = z.infer<typeof axialSeriesContract>;

const tensor = z.strictObject({
  name: z.string(),
  type: z.enum(['float32', 'uint16', 'int64']),
  /** A number is fixed, a name is free and equal wherever it is repeated. */
  shape: z.array(z.union([z.int().positive(), z.string()])),
  meaning: z.string(),
});
const outputTensor = tensor.extend({ min: z.number(), max: z.number() });
export type TensorSpec = z.infer<typeof tensor>;
export type OutputSpec = z.infer<typeof outputTensor>;

const threshold = z.strictObject({
  population: z.string(),
  /** At or above: present. */
  presentFrom: probability,
  /** Below: absent. Between the two: indeterminate. */
  absentBelow: probability,
  chosenOn: z.literal('validation'),
  sensitivity: probability,
  specificity: probability,
  indeterminateShare: probability,
});
export type Threshold = z.infer<typeof threshold>;

const interval = z.strictObject({ value: probability, low: probability, high: probability });
const performance = z.strictObject({
  population: z.string(),
  dataset: z.string(),
  patients: z.int(),
  images: z.int(),
  positives: z.int(),
  /** Patient-level test AUC with a 95 % bootstrap interval over patients. */
  auc: interval,
  /** A 16x16 thumbnail with logistic regression on the same split: what brightness and framing alone reach. */
  thumbnailFloorAuc: interval,
  note: z.string().optional(),
});

const common = {
  schemaVersion: z.literal(1),
  slug,
  version,
  name: localizedText,
  summary: localizedText,
  intendedUse: localizedText,
  limits: z.array(localizedText).min(1),
  /** How its probabilities were calibrated and how to read them; absent for a product that only measures. */
  calibrationNote: localizedText.optional(),
  inputContract: contract,
  licence: z.strictObject({ spdx: z.string(), attributions: z.array(z.string()) }),
};

const networkManifest = z.strictObject({
  kind: z.literal('onnx'),
  ...common,
  file: z.strictObject({ name: z.literal('model.onnx'), sha256, bytes: z.int().positive() }),
  preprocessing: z.strictObject({ where: z.literal('graph'), steps: z.array(z.string()).min(1) }),
  inputs: z.array(tensor).min(1),
  outputs: z.array(outputTensor).min(1),
  /** A film whose `distance` output is larger looks like nothing in training: out of scope. */
  distanceLimit: z.number().positive(),
  finding: z.strictObject({ concept: code, site: code.optional(), label: localizedText }),
  thresholds: z.array(threshold).min(1),
  performance: z.array(performance).min(1),
  /** AUC of a model trained on one population and tested on the other. */
  crossPopulationAuc: z.array(z.strictObject({ trainedOn: z.string(), testedOn: z.string(), auc: interval })),
});

const algorithmManifest = z.strictObject({
  kind: z.literal('algorithm'),
  ...common,
  /** The implementation inside the inference engine that this version names. */
  algorithm: z.enum(['quantitative-ct']),
  parameters: z.record(z.string(), z.number()),
  measurements: z.array(z.strictObject({ key: z.string(), unit: z.string(), label: localizedText })).min(1),
});

/** The schema of `manifest.json`. */
export const modelManifest = z.discriminatedUnion('kind', [networkManifest, algorithmManifest]);
export type ModelManifest = z.infer<typeof modelManifest>;
export type NetworkManifest = z.infer<typeof networkManifest>;
export type AlgorithmManifest = z.infer<typeof algorithmManifest>;

const goldenInput = z.discriminatedUnion('type', [
  z.strictObject({ name: z.string(), type: z.literal('uint16'), shape: z.array(z.int()), base64: z.string() }),
  z.strictObject({
    name: z.string(),
    type: z.literal('float32'),
    shape: z.array(z.int()),
    values: z.array(z.number()),
  }),
]);

/** The schema of `golden/cases.json`: generated inputs and the outputs every machine must answer within the tolerance. */
export const goldenCases = z.strictObject({
  tolerance: z.number().positive(),
  cases: z
    .array(
      z.strictObject({
        name: z.string(),
        inputs: z.array(goldenInput).min(1),
        outputs: z.record(z.string(), z.number()),
      }),
    )
    .min(1),
});
export type GoldenCases = z.infer<typeof goldenCases>;
