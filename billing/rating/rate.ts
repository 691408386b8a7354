// Rating: what one read costs under given terms; pure, so that any charge can be explained and any month rated again.
import type { PricedLane, PriceTerms } from './price-terms.ts';

/** Why a read that completed is free all the same. */
export type Waiver = 'late' | 'duplicate';

/** A priced read, in minor units of the contract's currency. */
export type Rated = {
  readonly grossMinor: bigint;
  readonly discountMinor: bigint;
  readonly netMinor: bigint;
  readonly waiver?: Waiver;
};

/** Part of an amount in basis points, rounded half up. */
const basisPointsOf = (amountMinor: bigint, basisPoints: number): bigint =>
  (amountMinor * BigInt(basisPoints) + 5_000n) / 10_000n;

const unitPrice = (terms: PriceTerms, lane: PricedLane, place: number): bigint => {
  const tier = terms.lanes[lane].find(({ upTo }) => upTo === null || place <= upTo);
  if (!tier) throw new RangeError(`no tier for read ${place} in lane ${lane}`);
  return tier.unitMinor;
};

const rated = (terms: PriceTerms, grossMinor: bigint): Rated => {
  const discountMinor = basisPointsOf(grossMinor, terms.discountBasisPoints);
  return { grossMinor, discountMinor, netMinor: grossMinor - discountMinor };
};

/** A read as far as its price depends on it. */
export type RatedRead = {
  readonly lane: PricedLane;
  /** Its place among the contract's reads of the month, from 1, over all lanes; terms that do not count reads accept 0. */
  readonly tierSeq: number;
  /** Seconds from order to result; 0 when nobody measured. */
  readonly turnaroundSeconds?: number;
  /** True for a second read of the same study by the same model. */
  readonly duplicate?: boolean;
};

/** The rule that makes a read free, if any. */
const waiverOf = (
  { outcomes }: PriceTerms,
  { turnaroundSeconds = 0, duplicate = false }: RatedRead,
): Waiver | undefined => {
  if (duplicate && outcomes.duplicates === 'free') return 'duplicate';
  return outcomes.lateAfterSeconds !== null && turnaroundSeconds > outcomes.lateAfterSeconds ? 'late' : undefined;
};

/** Rates one read. Included reads come first and cost nothing; tiers count from the read after them; a waived read is all discount. */
export const rate = (terms: PriceTerms, read: RatedRead): Rated => {
  const { lane, tierSeq } = read;
  if (tierSeq > 0 && tierSeq <= terms.includedReads) return { grossMinor: 0n, discountMinor: 0n, netMinor: 0n };
  const priced = rated(terms, unitPrice(terms, lane, Math.max(1, tierSeq - terms.includedReads)));
  const waiver = waiverOf(terms, read);
  return waiver ? { grossMinor: priced.grossMinor, discountMinor: priced.grossMinor, netMinor: 0n, waiver } : priced;
};

/** What a reader's rejection gives back of a charge's net; zero when it comes too late or the terms give nothing. */
export const rejectionCredit = ({ outcomes }: PriceTerms, netMinor: bigint, hoursAfterResult: number): bigint =>
  hoursAfterResult <= outcomes.rejectedWithinHours && outcomes.rejectedWithinHours > 0
    ? basisPointsOf(netMinor, outcomes.rejectedCreditBasisPoints)
    : 0n;

/** The net of every paid read of a month under volume terms, once the month's paid reads are `total`. */
export const volumePrice = (terms: PriceTerms, lane: PricedLane, total: number): bigint =>
  rated(terms, unitPrice(terms, lane, total)).netMinor;
