// Registers a version of a vendor's product: idempotent, and a version once registered never changes.
import { withTenant } from '@hounsfield/database';
import { type Clock, type Refusal, refusal, type TenantId } from '@hounsfield/kernel';
import type { Kysely, Transaction } from 'kysely';
import { productQuery, toProduct } from './catalogue.read-model.ts';
import type { CatalogueTables } from './catalogue.tables.ts';
import { contentSha256, type Product, type ProductRegistration } from './product.ts';

export type RegisterProductRefusal = Refusal<'PRODUCT_OF_ANOTHER_VENDOR' | 'PRODUCT_VERSION_IMMUTABLE'>;

type Deps = { readonly db: Kysely<CatalogueTables>; readonly clock: Clock };

const insertVersion = async (
  trx: Transaction<CatalogueTables>,
  vendorTenantId: TenantId,
  product: ProductRegistration,
  registeredAt: Date,
): Promise<boolean> => {
  const inserted = await trx
    .insertInto('catalogue.product_version')
    .values({
      vendor_tenant_id: vendorTenantId,
      slug: product.slug,
      version: product.version,
      name: JSON.stringify(product.name),
      summary: JSON.stringify(product.summary),
      intended_use: JSON.stringify(product.intendedUse),
      limits: JSON.stringify(product.limits),
      calibration_note: product.calibrationNote === undefined ? null : JSON.stringify(product.calibrationNote),
      modality: product.modality,
      model_slug: product.modelSlug,
      model_sha256: product.modelSha256,
      content_sha256: contentSha256(product),
      registered_at: registeredAt,
    })
    .onConflict((conflict) => conflict.columns(['slug', 'version']).doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
};

/**
 * Registers a product version for the vendor and puts it on offer. Registering the same content again changes nothing and
 * answers the version as it stands; other content under a registered version is refused.
 *
 * `await registerProduct({ db, clock }, { tenantId: vendor }, { slug: 'quantitative-ct', version: '1.0.0', ... })`
 */
export const registerProduct = (
  { db, clock }: Deps,
  vendor: { readonly tenantId: TenantId },
  product: ProductRegistration,
): Promise<Product | RegisterProductRefusal> =>
  withTenant(db, vendor.tenantId, async (trx) => {
    const registeredAt = clock.now();
    await trx
      .insertInto('catalogue.product')
      .values({
        vendor_tenant_id: vendor.tenantId,
        slug: product.slug,
        current_version: product.version,
        registered_at: registeredAt,
      })
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .execute();
    const owner = await trx
      .selectFrom('catalogue.product')
      .select('catalogue.product.vendor_tenant_id')
      .where('catalogue.product.slug', '=', product.slug)
      .executeTakeFirstOrThrow();
    if (owner.vendor_tenant_id !== vendor.tenantId)
      return refusal('PRODUCT_OF_ANOTHER_VENDOR', `Another vendor's product is called ${product.slug}.`);
    const isNew = await insertVersion(trx, vendor.tenantId, product, registeredAt);
    if (isNew)
      await trx
        .updateTable('catalogue.product')
        .set({ current_version: product.version })
        .where('catalogue.product.slug', '=', product.slug)
        .execute();
    const row = await productQuery(trx)
      .where('catalogue.product_version.slug', '=', product.slug)
      .where('catalogue.product_version.version', '=', product.version)
      .executeTakeFirstOrThrow();
    if (row.content_sha256 !== contentSha256(product))
      return refusal(
        'PRODUCT_VERSION_IMMUTABLE',
        `Version ${product.version} of ${product.slug} is registered with other content; register a new version.`,
      );
    return toProduct(row);
  });
