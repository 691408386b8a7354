import { isRefusal } from '@hounsfield/kernel';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  commitmentShortfall,
  countsReads,
  flatPrice,
  NO_OUTCOME_RULES,
  type PriceTerms,
  parsePriceTerms,
  rate,
  rejectionCredit,
  repriceVolume,
  storedPriceTerms,
  type Tier,
} from './index.ts';

const tiers: fc.Arbitrary<readonly Tier[]> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
    fc.array(fc.bigInt({ min: 0n, max: 100_000n }), { minLength: 4, maxLength: 4 }),
  )
  .map(([bounds, prices]) =>
    [...bounds.toSorted((a, b) => a - b), null].map((upTo, index) => ({ upTo, unitMinor: prices[index] ?? 0n })),
  );
const terms: fc.Arbitrary<PriceTerms> = fc.record({
  scheme: fc.constantFrom('graduated', 'volume'),
  includedReads: fc.integer({ min: 0, max: 5 }),
  discountBasisPoints: fc.integer({ min: 0, max: 10_000 }),
  lanes: fc.record({ STAT: tiers, ROUTINE: tiers, OFF_PEAK: tiers }),
  subscriptionMinor: fc.bigInt({ min: 0n, max: 1_000_000n }),
  commitmentMinor: fc.bigInt({ min: 0n, max: 1_000_000n }),
  outcomes: fc.record({
    lateAfterSeconds: fc.option(fc.nat(100)),
    duplicates: fc.constantFrom('charged', 'free'),
    rejectedWithinHours: fc.nat(100),
    rejectedCreditBasisPoints: fc.nat(10_000),
  }),
});

test('stored terms read back as they were', () => {
  fc.assert(
    fc.property(terms, (given) => {
      expect(parsePriceTerms(JSON.parse(JSON.stringify(storedPriceTerms(given))))).toEqual(given);
    }),
    { numRuns: 5_000 },
  );
});

test('a net is the gross less a discount that never exceeds it', () => {
  fc.assert(
    fc.property(terms, fc.integer({ min: 1, max: 60 }), (given, tierSeq) => {
      const { grossMinor, discountMinor, netMinor } = rate(given, { lane: 'ROUTINE', tierSeq });
      return netMinor === grossMinor - discountMinor && discountMinor >= 0n && netMinor >= 0n;
    }),
    { numRuns: 5_000 },
  );
});

test('each lane has its own flat price, which does not count reads', () => {
  const flat = flatPrice({ STAT: 300n, ROUTINE: 200n, OFF_PEAK: 100n });
  expect(countsReads(flat)).toBe(false);
  const prices = (['STAT', 'ROUTINE', 'OFF_PEAK'] as const).map((lane) => rate(flat, { lane, tierSeq: 0 }).netMinor);
  expect(prices).toEqual([300n, 200n, 100n]);
});

test('a discount is rounded half up and a trial is free', () => {
  const flat = flatPrice({ STAT: 1n, ROUTINE: 333n, OFF_PEAK: 1n });
  const of = (discountBasisPoints: number) => rate({ ...flat, discountBasisPoints }, { lane: 'ROUTINE', tierSeq: 0 });
  expect(of(1500)).toEqual({ grossMinor: 333n, discountMinor: 50n, netMinor: 283n });
  expect(of(10_000).netMinor).toBe(0n);
});

test('a late read and a duplicate are free where the terms say so, and keep their listed price', () => {
  const rules = {
    lateAfterSeconds: 600,
    duplicates: 'free',
    rejectedWithinHours: 24,
    rejectedCreditBasisPoints: 5_000,
  } as const;
  const given = { ...flatPrice({ STAT: 300n, ROUTINE: 201n, OFF_PEAK: 100n }), outcomes: rules };
  const read = { lane: 'ROUTINE', tierSeq: 0 } as const;
  expect(rate(given, { ...read, turnaroundSeconds: 600 })).toEqual({
    grossMinor: 201n,
    discountMinor: 0n,
    netMinor: 201n,
  });
  expect(rate(given, { ...read, turnaroundSeconds: 601 })).toEqual({
    grossMinor: 201n,
    discountMinor: 201n,
    netMinor: 0n,
    waiver: 'late',
  });
  expect(rate(given, { ...read, duplicate: true })).toMatchObject({ netMinor: 0n, waiver: 'duplicate' });
  expect([rejectionCredit(given, 201n, 24), rejectionCredit(given, 201n, 25)]).toEqual([101n, 0n]);
  const strict = { ...given, outcomes: NO_OUTCOME_RULES };
  expect(rate(strict, { ...read, duplicate: true, turnaroundSeconds: 9_999_999 }).netMinor).toBe(201n);
  expect(rejectionCredit(strict, 201n, 0)).toBe(0n);
});

test('volume pricing re-prices every paid read of the month at the tier its total reached', () => {
  const list: Tier[] = [
    { upTo: 2, unitMinor: 100n },
    { upTo: null, unitMinor: 60n },
  ];
  const volume: PriceTerms = {
    scheme: 'volume',
    includedReads: 1,
    discountBasisPoints: 0,
    lanes: { STAT: list, ROUTINE: list, OFF_PEAK: list },
    outcomes: NO_OUTCOME_RULES,
    subscriptionMinor: 0n,
    commitmentMinor: 0n,
  };
  const reads = [2, 3, 4, 5].map((tierSeq) => ({
    id: `${tierSeq}`,
    lane: 'ROUTINE' as const,
    netMinor: rate(volume, { lane: 'ROUTINE', tierSeq }).netMinor,
  }));
  expect(reads.map(({ netMinor }) => netMinor)).toEqual([100n, 100n, 60n, 60n]);
  expect(repriceVolume(volume, reads)).toEqual({
    refunds: [
      { id: '2', amountMinor: 40n },
      { id: '3', amountMinor: 40n },
    ],
    dueMinor: 0n,
  });
  const dearer = {
    ...volume,
    lanes: {
      ...volume.lanes,
      ROUTINE: [...list].reverse().map(({ unitMinor }, index) => ({ upTo: index === 0 ? 2 : null, unitMinor })),
    },
  };
  const cheap = reads.map((read) => ({ ...read, netMinor: 60n }));
  expect(repriceVolume(dearer, cheap)).toEqual({ refunds: [], dueMinor: 160n });
  expect(repriceVolume({ ...volume, scheme: 'graduated' }, reads)).toEqual({ refunds: [], dueMinor: 0n });
  expect(commitmentShortfall({ ...volume, commitmentMinor: 500n }, 320n)).toBe(180n);
  expect(commitmentShortfall(volume, 320n)).toBe(0n);
});

test.each([
  ['no terms at all', null],
  ['an unknown scheme', { ...storedPriceTerms(flatPrice({ STAT: 1n, ROUTINE: 1n, OFF_PEAK: 1n })), scheme: 'barter' }],
  [
    'tiers that fall',
    {
      scheme: 'graduated',
      includedReads: 0,
      discountBasisPoints: 0,
      lanes: {
        STAT: [
          { upTo: 5, unitMinor: '1' },
          { upTo: 2, unitMinor: '1' },
          { upTo: null, unitMinor: '1' },
        ],
      },
    },
  ],
  [
    'tiers that end',
    { scheme: 'graduated', includedReads: 0, discountBasisPoints: 0, lanes: { STAT: [{ upTo: 5, unitMinor: '1' }] } },
  ],
  [
    'a fraction of a cent',
    {
      scheme: 'graduated',
      includedReads: 0,
      discountBasisPoints: 0,
      lanes: { STAT: [{ upTo: null, unitMinor: '1.5' }] },
    },
  ],
])('%s is refused', (_, json) => {
  expect(isRefusal(parsePriceTerms(json))).toBe(true);
});
