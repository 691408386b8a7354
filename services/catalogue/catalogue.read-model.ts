// Reading the catalogue: what is on offer, one product, and the exact version a past diagnosis ran.
import type { Kysely, Selectable } from 'kysely';
import type { CatalogueTables, ProductVersionTable } from './catalogue.tables.ts';
import type { Product } from './product.ts';

/** Every version, with every column; readers narrow it. */
export const productQuery = (db: Kysely<CatalogueTables>) =>
  db.selectFrom('catalogue.product_version').selectAll('catalogue.product_version');

const onOffer = (db: Kysely<CatalogueTables>) =>
  productQuery(db).innerJoin('catalogue.product', (join) =>
    join
      .onRef('catalogue.product.slug', '=', 'catalogue.product_version.slug')
      .onRef('catalogue.product.current_version', '=', 'catalogue.product_version.version'),
  );

export const toProduct = (row: Selectable<ProductVersionTable>): Product => ({
  slug: row.slug,
  name: row.name,
  summary: row.summary,
  intendedUse: row.intended_use,
  limits: row.limits,
  calibrationNote: row.calibration_note ?? undefined,
  modality: row.modality,
  modelSlug: row.model_slug,
  modelVersion: row.version,
  modelSha256: row.model_sha256,
  vendorTenantId: row.vendor_tenant_id,
  registeredAt: row.registered_at,
});

/** Every product on offer, each in its current version, by slug. */
export const listProducts = async (db: Kysely<CatalogueTables>): Promise<readonly Product[]> =>
  (await onOffer(db).orderBy('catalogue.product_version.slug').execute()).map(toProduct);

/** The products on offer among these slugs, in no particular order; for loaders. */
export const productsBySlug = async (
  db: Kysely<CatalogueTables>,
  slugs: readonly string[],
): Promise<readonly Product[]> =>
  slugs.length === 0
    ? []
    : (await onOffer(db).where('catalogue.product_version.slug', 'in', slugs).execute()).map(toProduct);

/** The product on offer under a slug, in its current version. */
export const productBySlug = async (db: Kysely<CatalogueTables>, slug: string): Promise<Product | undefined> =>
  (await productsBySlug(db, [slug]))[0];

/** One version of a product, on offer or not: what a past diagnosis ran. */
export const productVersion = async (
  db: Kysely<CatalogueTables>,
  slug: string,
  version: string,
): Promise<Product | undefined> => {
  const row = await productQuery(db)
    .where('catalogue.product_version.slug', '=', slug)
    .where('catalogue.product_version.version', '=', version)
    .executeTakeFirst();
  return row && toProduct(row);
};
