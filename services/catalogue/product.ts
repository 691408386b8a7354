// A product as the market sees it, and the hash of everything a version promises.
import { canonicalJson, sha256Hex, type TenantId } from '@hounsfield/kernel';
import type { LocalizedText } from './catalogue.tables.ts';

/** What a vendor registers: labelling in both languages and the one immutable model that runs it. */
export type ProductRegistration = {
  readonly slug: string;
  /** The product's version is its model's: another model or other words are another version. */
  readonly version: string;
  readonly name: LocalizedText;
  readonly summary: LocalizedText;
  readonly intendedUse: LocalizedText;
  /** What it must not be used for, one sentence each. */
  readonly limits: readonly LocalizedText[];
  /** How to read its probabilities; absent for a product that only measures. */
  readonly calibrationNote?: LocalizedText;
  /** DICOM modality of the studies it reads, e.g. `CT`. */
  readonly modality: string;
  readonly modelSlug: string;
  readonly modelSha256: string;
};

/** One registered version of a product. */
export type Product = Omit<ProductRegistration, 'version' | 'calibrationNote'> & {
  readonly calibrationNote: LocalizedText | undefined;
  readonly modelVersion: string;
  readonly vendorTenantId: TenantId;
  readonly registeredAt: Date;
};

/** SHA-256 over every word and the model of a registration: equal hashes are the same promise. */
export const contentSha256 = (product: ProductRegistration): string => {
  const { calibrationNote, ...rest } = product;
  return sha256Hex(canonicalJson({ ...rest, calibrationNote: calibrationNote ?? null }));
};
