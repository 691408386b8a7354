// What a result says, before it becomes a DICOM document.
import type { Dataset } from '../dataset.ts';
import type { Code } from './code.ts';

/** A number that a measurement was derived with, e.g. the threshold of a volume ratio. */
export type SrParameter = { readonly concept: Code; readonly value: number; readonly unit: Code };

/** One measured number. Without a value the report says that the measurement failed. */
export type SrMeasurement = {
  readonly concept: Code;
  readonly value?: number;
  readonly unit: Code;
  /** How the number sums up many, e.g. their mean. */
  readonly derivation?: Code;
  readonly method?: Code;
  readonly parameters?: readonly SrParameter[];
};

/** A judgement in a code, e.g. pneumonia: absent. */
export type SrEvaluation = { readonly concept: Code; readonly value: Code };

/** Measurements and judgements of one thing that can be followed over time (TID 1501). */
export type SrGroup = {
  /** Readable and stable name of the thing, e.g. `LAA-950`. */
  readonly trackingId: string;
  readonly trackingUid: string;
  readonly finding?: Code;
  readonly site?: { readonly code: Code; readonly laterality?: Code };
  readonly measurements?: readonly SrMeasurement[];
  readonly evaluations?: readonly SrEvaluation[];
};

/** The software that made the result (TID 4019). */
export type SrAlgorithm = {
  readonly name: string;
  readonly version: string;
  readonly manufacturer?: string;
  readonly family: Code;
  /** Whatever else a reader must know to compare results: thresholds, input kernel and thickness, digests. */
  readonly parameters?: readonly string[];
};

/** The device that observed: our installation of the product (TID 1004). */
export type SrDevice = {
  readonly uid: string;
  readonly name: string;
  readonly manufacturer: string;
  readonly modelName: string;
  readonly serialNumber: string;
  readonly softwareVersions: readonly string[];
};

/** A result of one study. */
export type SrReport = {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly seriesNumber?: number;
  readonly seriesDescription?: string;
  readonly createdAt: Date;
  /** Minutes east of UTC in which dates and times are written; UTC, unsaid, when absent. */
  readonly utcOffsetMinutes?: number;
  /** The images the result rests on, as they were given to the product. Pixel data are not needed. One study. */
  readonly sources: readonly Dataset[];
  readonly procedure: Code;
  readonly targetRegion?: Code;
  readonly device: SrDevice;
  readonly algorithm: SrAlgorithm;
  readonly groups: readonly SrGroup[];
  /** Limits and warnings in plain words, beside the sentence that the result is preliminary. */
  readonly comments?: readonly string[];
  /** False when the product gave only part of what it promises: the completion flag is then PARTIAL. */
  readonly complete?: boolean;
};
