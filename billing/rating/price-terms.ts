// Price terms: what a contract's price version says, as data; stored as JSON with amounts in decimal text.
import { type Refusal, refusal } from '@hounsfield/kernel';

export const PRICED_LANES = ['STAT', 'ROUTINE', 'OFF_PEAK'] as const;
export type PricedLane = (typeof PRICED_LANES)[number];

/** Reads up to and including the `upTo`-th of the month cost `unitMinor` each; the last tier has no bound (null). */
export type Tier = { readonly upTo: number | null; readonly unitMinor: bigint };

/** When a completed read costs nothing, or part of it is given back. */
export type OutcomeRules = {
  /** A read whose result came later than this after the order is free; null for never. */
  readonly lateAfterSeconds: number | null;
  /** Whether a second read of the same study by the same model is free. */
  readonly duplicates: 'charged' | 'free';
  /** A reader who rejects the result within this time gets part of the price back; 0 for never. */
  readonly rejectedWithinHours: number;
  /** That part, in basis points of the net. */
  readonly rejectedCreditBasisPoints: number;
};

/** Every completed read costs its price. Reads that failed or were out of scope are never charged, whatever the rules. */
export const NO_OUTCOME_RULES: OutcomeRules = {
  lateAfterSeconds: null,
  duplicates: 'charged',
  rejectedWithinHours: 0,
  rejectedCreditBasisPoints: 0,
};

/**
 * `graduated`: each read costs its own tier's price; one unbounded tier is a flat per-read price.
 * `volume`: reads are charged like graduated ones, and at the month's end all of them are re-priced at the tier the total reached.
 */
export type PriceTerms = {
  readonly scheme: 'graduated' | 'volume';
  /** Reads a month at no charge, before tiers are counted. */
  readonly includedReads: number;
  /** Contract discount on the listed price, in basis points; 10,000 is a free trial. */
  readonly discountBasisPoints: number;
  readonly lanes: Readonly<Record<PricedLane, readonly Tier[]>>;
  readonly outcomes: OutcomeRules;
  /** Fixed fee of a month, for the included reads; 0 for none. */
  readonly subscriptionMinor: bigint;
  /** What a month costs at least; what its fee and reads fall short of it is charged at its end. 0 for none. */
  readonly commitmentMinor: bigint;
};

/** Terms with one price a read in each lane. */
export const flatPrice = (perRead: Readonly<Record<PricedLane, bigint>>): PriceTerms => ({
  scheme: 'graduated',
  includedReads: 0,
  discountBasisPoints: 0,
  lanes: {
    STAT: [{ upTo: null, unitMinor: perRead.STAT }],
    ROUTINE: [{ upTo: null, unitMinor: perRead.ROUTINE }],
    OFF_PEAK: [{ upTo: null, unitMinor: perRead.OFF_PEAK }],
  },
  outcomes: NO_OUTCOME_RULES,
  subscriptionMinor: 0n,
  commitmentMinor: 0n,
});

/** True when a read's price depends on how many came before it in the month. */
export const countsReads = (terms: PriceTerms): boolean =>
  terms.includedReads > 0 || PRICED_LANES.some((lane) => terms.lanes[lane].length > 1);

type InvalidTerms = Refusal<'INVALID_PRICE_TERMS'>;
const invalid = (why: string): InvalidTerms => refusal('INVALID_PRICE_TERMS', `Price terms are not valid: ${why}.`);

const isCount = (value: unknown, max: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max;

const parseTier = (value: unknown): Tier | undefined => {
  const { upTo, unitMinor } = (value ?? {}) as { upTo?: unknown; unitMinor?: unknown };
  if (upTo !== null && !(isCount(upTo, Number.MAX_SAFE_INTEGER) && upTo > 0)) return undefined;
  if (typeof unitMinor !== 'string' || !/^\d{1,15}$/.test(unitMinor)) return undefined;
  return { upTo, unitMinor: BigInt(unitMinor) };
};

const parseTiers = (value: unknown): readonly Tier[] | undefined => {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const tiers = value.map(parseTier);
  const rising = tiers.every((tier, index) => {
    if (tier === undefined) return false;
    if (index === tiers.length - 1) return tier.upTo === null;
    const next = tiers[index + 1];
    return tier.upTo !== null && (next?.upTo === null || (next !== undefined && tier.upTo < (next.upTo ?? 0)));
  });
  return rising ? (tiers as readonly Tier[]) : undefined;
};

const parseOutcomes = (value: unknown): OutcomeRules | undefined => {
  if (value === undefined) return NO_OUTCOME_RULES;
  const { lateAfterSeconds, duplicates, rejectedWithinHours, rejectedCreditBasisPoints } = (value ?? {}) as Record<
    string,
    unknown
  >;
  if (lateAfterSeconds !== null && !isCount(lateAfterSeconds, 100_000_000)) return undefined;
  if (duplicates !== 'charged' && duplicates !== 'free') return undefined;
  if (!isCount(rejectedWithinHours, 100_000) || !isCount(rejectedCreditBasisPoints, 10_000)) return undefined;
  return { lateAfterSeconds, duplicates, rejectedWithinHours, rejectedCreditBasisPoints };
};

/** A monthly amount in decimal text; terms stored before there were any have none. */
const parseMonthly = (value: unknown): bigint | undefined => {
  if (value === undefined) return 0n;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? BigInt(value) : undefined;
};

/** Reads stored terms; a refusal says what is wrong with them. */
export const parsePriceTerms = (json: unknown): PriceTerms | InvalidTerms => {
  const { scheme, includedReads, discountBasisPoints, lanes, outcomes, subscriptionMinor, commitmentMinor } = (json ??
    {}) as Record<string, unknown>;
  if (scheme !== 'graduated' && scheme !== 'volume') return invalid('the scheme is unknown');
  if (!isCount(includedReads, Number.MAX_SAFE_INTEGER)) return invalid('included reads are no count');
  if (!isCount(discountBasisPoints, 10_000)) return invalid('the discount is not within 0 and 10,000 basis points');
  const byLane = (lanes ?? {}) as Record<string, unknown>;
  const [stat, routine, offPeak] = PRICED_LANES.map((lane) => parseTiers(byLane[lane]));
  if (!stat || !routine || !offPeak) return invalid('every lane needs tiers that rise and end without a bound');
  const rules = parseOutcomes(outcomes);
  if (!rules) return invalid('the outcome rules cannot be read');
  const [subscription, commitment] = [parseMonthly(subscriptionMinor), parseMonthly(commitmentMinor)];
  if (subscription === undefined || commitment === undefined) return invalid('a monthly amount cannot be read');
  const byPricedLane = { STAT: stat, ROUTINE: routine, OFF_PEAK: offPeak };
  return {
    scheme,
    includedReads,
    discountBasisPoints,
    lanes: byPricedLane,
    outcomes: rules,
    subscriptionMinor: subscription,
    commitmentMinor: commitment,
  };
};

/** The JSON that {@link parsePriceTerms} reads back. */
export const storedPriceTerms = (terms: PriceTerms) => ({
  ...terms,
  subscriptionMinor: `${terms.subscriptionMinor}`,
  commitmentMinor: `${terms.commitmentMinor}`,
  lanes: Object.fromEntries(
    PRICED_LANES.map((lane) => [
      lane,
      terms.lanes[lane].map(({ upTo, unitMinor }) => ({ upTo, unitMinor: `${unitMinor}` })),
    ]),
  ),
});
