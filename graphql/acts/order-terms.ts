// What an order binds, whether it is placed now or with an upload: a product on offer, a contract, the price that was seen.
import type { Product } from '@hounsfield/catalogue';
import type { Lane } from '@hounsfield/diagnoses';
import { type Refusal, refusal } from '@hounsfield/kernel';
import type { GatewayContext } from '../context.ts';

export type WantedTerms = {
  readonly productId: string;
  readonly lane: Lane;
  /** The price version the caller saw; none takes the current one. */
  readonly priceVersion?: number | null | undefined;
};

export type OrderTerms = { readonly product: Product; readonly lane: Lane; readonly priceVersion: number };

/** The terms as they stand now; the order is bound to this price version whatever happens to prices later. */
export const orderTerms = async (
  { loaders }: Pick<GatewayContext, 'loaders'>,
  { productId, lane, priceVersion }: WantedTerms,
): Promise<OrderTerms | Refusal<'PRODUCT_NOT_FOUND' | 'NO_CONTRACT' | 'PRICE_CHANGED'>> => {
  const product = await loaders.product.load(productId);
  if (product === undefined) return refusal('PRODUCT_NOT_FOUND', 'There is no such product.');
  const current = await loaders.price.load({ slug: product.slug, lane });
  if (current === undefined) return refusal('NO_CONTRACT', 'Your organisation has no contract for this product.');
  if (priceVersion !== null && priceVersion !== undefined && priceVersion !== current.priceVersion)
    return refusal('PRICE_CHANGED', 'The price has changed; look at the new one and order again.');
  return { product, lane, priceVersion: current.priceVersion };
};
