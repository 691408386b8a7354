// The tables of schema `catalogue` as kysely sees them.
import type { TenantId } from '@hounsfield/kernel';
import type { ColumnType, JSONColumnType } from 'kysely';

/** A sentence in every language of the console. */
export type LocalizedText = { readonly en: string; readonly 'zh-CN': string };

export type ProductTable = {
  vendor_tenant_id: TenantId;
  slug: string;
  current_version: string;
  registered_at: Date;
};

export type ProductVersionTable = {
  vendor_tenant_id: TenantId;
  slug: string;
  version: string;
  name: JSONColumnType<LocalizedText>;
  summary: JSONColumnType<LocalizedText>;
  intended_use: JSONColumnType<LocalizedText>;
  limits: JSONColumnType<readonly LocalizedText[]>;
  calibration_note: ColumnType<LocalizedText | null, string | null, never>;
  modality: string;
  model_slug: string;
  model_sha256: string;
  content_sha256: string;
  registered_at: Date;
};

export type CatalogueTables = {
  'catalogue.product': ProductTable;
  'catalogue.product_version': ProductVersionTable;
};
