// What the engine answers: coded findings, where they came from, or why the study is outside what the product may judge.
import type { LocalizedText } from '@hounsfield/models';

/** A coded concept, as DICOM writes it: value, scheme designator (SCT, DCM, UCUM, ours 99HOUNSFIELD), meaning. */
export type Code = { readonly value: string; readonly scheme: string; readonly meaning: string };

/** One measured or inferred statement about the study. */
export type Finding = {
  /** Stable within a product: equal in the SR and the database. */
  readonly trackingId: string;
  readonly concept: Code;
  readonly value?: number;
  readonly unit?: Code;
  readonly category?: Code;
  readonly probability?: number;
  readonly site?: Code;
  readonly label: LocalizedText;
};

/** An image that the result rests on. */
export type SourceImage = {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
};

/** What ran, on what: enough to repeat the result. */
export type Provenance = {
  readonly modelSlug: string;
  readonly modelVersion: string;
  readonly modelSha256: string;
  /** The execution provider that ran: `cuda`, `webgpu` or `cpu`; `typescript` for an algorithm of ours. */
  readonly provider: string;
  readonly runtimeVersion: string;
  /** SHA-256 over the sorted SHA-256 values of the source images' files. */
  readonly inputSha256: string;
};

/** How the images were made, as far as it bears on the numbers. */
export type Acquisition = {
  readonly sliceCount?: number;
  readonly sliceThicknessMm?: number;
  readonly sliceSpacingMm?: number;
  readonly pixelSpacingMm?: readonly [row: number, column: number];
  readonly kernel?: string;
  readonly kilovolts?: number;
  readonly manufacturer?: string;
  readonly device?: string;
  readonly viewPosition?: string;
  readonly ageYears?: number;
};

/** The study's findings, with everything needed to report and to repeat them. */
export type FindingsResult = {
  readonly kind: 'findings';
  readonly findings: readonly Finding[];
  readonly sources: readonly SourceImage[];
  readonly acquisition: Acquisition;
  readonly provenance: Provenance;
};

/** The study does not meet the product's input contract: no finding, no charge. */
export type OutOfScopeResult = {
  readonly kind: 'out-of-scope';
  readonly code: OutOfScopeCode;
  readonly message: string;
};

export type InferenceResult = FindingsResult | OutOfScopeResult;

/** Why a study is outside a product's input contract. */
export type OutOfScopeCode =
  | 'UNREADABLE_IMAGE'
  | 'WRONG_SOP_CLASS'
  | 'WRONG_MODALITY'
  | 'WRONG_BODY_PART'
  | 'WRONG_VIEW'
  | 'AGE_UNKNOWN'
  | 'AGE_OUT_OF_RANGE'
  | 'MULTI_FRAME'
  | 'WRONG_PIXELS'
  | 'IMAGE_TOO_SMALL'
  | 'IMAGE_TOO_LARGE'
  | 'NOT_LIKE_TRAINING_FILMS'
  | 'TOO_FEW_SLICES'
  | 'TOO_MANY_SLICES'
  | 'SLICES_TOO_THICK'
  | 'SPACING_NOT_UNIFORM'
  | 'MISSING_SLICE'
  | 'NOT_AXIAL'
  | 'NOT_HOUNSFIELD'
  | 'LUNGS_NOT_FOUND';

/** Builds an out-of-scope answer. */
export const outOfScope = (code: OutOfScopeCode, message: string): OutOfScopeResult => ({
  kind: 'out-of-scope',
  code,
  message,
});

/** Tells an out-of-scope answer from anything else a step may return. */
export const isOutOfScope = (value: object): value is OutOfScopeResult =>
  (value as { kind?: unknown }).kind === 'out-of-scope';
