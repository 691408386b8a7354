// The marketplace's catalogue: products of vendors, their immutable versions, and what is on offer.
export { listProducts, productBySlug, productsBySlug, productVersion } from './catalogue.read-model.ts';
export type { CatalogueTables, LocalizedText } from './catalogue.tables.ts';
export type { Product, ProductRegistration } from './product.ts';
export { type RegisterProductRefusal, registerProduct } from './register-product.ts';
