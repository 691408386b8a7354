// Rating: price terms as data, and what one read costs under them. Pure.
export { commitmentShortfall, type Repriced, repriceVolume, type VolumeRead } from './period-fees.ts';
export {
  countsReads,
  flatPrice,
  NO_OUTCOME_RULES,
  type OutcomeRules,
  type PricedLane,
  type PriceTerms,
  parsePriceTerms,
  storedPriceTerms,
  type Tier,
} from './price-terms.ts';
export { type Rated, type RatedRead, rate, rejectionCredit, type Waiver } from './rate.ts';
