// Rating: price terms as data, and what one read costs under them. Pure.
export {
  countsReads,
  flatPrice,
  type PricedLane,
  type PriceTerms,
  parsePriceTerms,
  storedPriceTerms,
  type Tier,
} from './price-terms.ts';
export { type Rated, rate, volumeTrueUp } from './rate.ts';
