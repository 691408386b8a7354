// What a month costs beside its reads: the fee of the plan, the shortfall of a commitment, the re-pricing of volume reads. Pure.
import type { PricedLane, PriceTerms } from './price-terms.ts';
import { volumePrice } from './rate.ts';

/** What falls due at a month's end, given what its reads cost net of refunds, the plan's fee included. */
export const commitmentShortfall = ({ commitmentMinor }: PriceTerms, spentMinor: bigint): bigint =>
  commitmentMinor > spentMinor ? commitmentMinor - spentMinor : 0n;

/** A read charged under volume terms, as far as its re-pricing depends on it. */
export type VolumeRead = { readonly id: string; readonly lane: PricedLane; readonly netMinor: bigint };
export type Repriced = {
  /** What each read gives back. */
  readonly refunds: readonly { readonly id: string; readonly amountMinor: bigint }[];
  /** What the month's reads cost more, where the reached tier is dearer. */
  readonly dueMinor: bigint;
};

/** Re-prices paid reads at the tier that the month's `total` of them reached; graduated terms re-price nothing. */
export const repriceVolume = (terms: PriceTerms, reads: readonly VolumeRead[], total = reads.length): Repriced => {
  if (terms.scheme !== 'volume' || total === 0) return { refunds: [], dueMinor: 0n };
  const deltas = reads.map(({ id, lane, netMinor }) => ({
    id,
    delta: netMinor - volumePrice(terms, lane, total),
  }));
  return {
    refunds: deltas.filter(({ delta }) => delta > 0n).map(({ id, delta }) => ({ id, amountMinor: delta })),
    dueMinor: deltas.reduce((sum, { delta }) => (delta < 0n ? sum - delta : sum), 0n),
  };
};
