// Which quote of a product belongs to which lane.
import type { Lane, ProductsQuery, QuoteFieldsFragment } from '../generated/operations.ts';

type Quoted = Pick<ProductsQuery['products'][number], 'stat' | 'routine' | 'offPeak'>;

/** The lanes, fastest first. */
export const LANES: readonly Lane[] = ['STAT', 'ROUTINE', 'OFF_PEAK'];

/** The price of one read in a lane; undefined without a contract. */
export const quoteFor = (product: Quoted, lane: Lane): QuoteFieldsFragment | undefined => {
  const quote = { STAT: product.stat, ROUTINE: product.routine, OFF_PEAK: product.offPeak }[lane];
  return quote ?? undefined;
};
