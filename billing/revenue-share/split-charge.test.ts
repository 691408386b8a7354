import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PARTY_ROLES, type Share, splitCharge } from './index.ts';

/** Shares of 1 to 5 parties that come to 10,000 basis points. */
const shares: fc.Arbitrary<readonly Share[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 0, maxLength: 4 })
  .map((cuts) => {
    const bounds = [0, ...cuts.toSorted((a, b) => a - b), 10_000];
    return bounds.slice(1).map((bound, index) => ({
      partyId: `party-${index}`,
      role: PARTY_ROLES[index % PARTY_ROLES.length] ?? 'platform',
      basisPoints: bound - (bounds[index] ?? 0),
    }));
  });
const net = fc.bigInt({ min: 0n, max: 10n ** 15n });

test('a split always sums to the charge, and nobody is a whole unit away from the exact share', () => {
  fc.assert(
    fc.property(net, shares, (netMinor, parties) => {
      const split = splitCharge(netMinor, parties);
      const total = split.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
      const fair = split.every(({ basisPoints, amountMinor }) => {
        const error = amountMinor * 10_000n - netMinor * BigInt(basisPoints);
        return error > -10_000n && error < 10_000n;
      });
      return total === netMinor && fair;
    }),
    { numRuns: 20_000 },
  );
});

test('a split does not depend on the order in which the parties are listed', () => {
  fc.assert(
    fc.property(net, shares, (netMinor, parties) => {
      expect(splitCharge(netMinor, parties.toReversed())).toEqual(splitCharge(netMinor, parties));
    }),
    { numRuns: 10_000 },
  );
});

test('units left over go to the largest remainders, not to the largest shares', () => {
  const parties: Share[] = [
    { partyId: 'a', role: 'platform', basisPoints: 1000 },
    { partyId: 'b', role: 'partner', basisPoints: 3000 },
    { partyId: 'c', role: 'vendor', basisPoints: 6000 },
  ];
  expect(splitCharge(7n, parties).map(({ amountMinor }) => amountMinor)).toEqual([1n, 2n, 4n]);
});

test('equal remainders are served by role, then by party id', () => {
  const parties: Share[] = [
    { partyId: 'b', role: 'partner', basisPoints: 3333 },
    { partyId: 'a', role: 'partner', basisPoints: 3333 },
    { partyId: 'z', role: 'platform', basisPoints: 3334 },
  ];
  expect(splitCharge(5n, parties).map(({ partyId, amountMinor }) => [partyId, amountMinor])).toEqual([
    ['z', 2n],
    ['a', 2n],
    ['b', 1n],
  ]);
  expect(
    splitCharge(
      1n,
      parties.map((party) => ({ ...party, basisPoints: party.role === 'platform' ? 0 : 5000 })),
    ).map(({ amountMinor }) => amountMinor),
  ).toEqual([0n, 1n, 0n]);
});

test('shares that are not whole, not unique or not 10,000 in all split nothing', () => {
  expect(() => splitCharge(1n, [])).toThrow(/nobody shares/);
  expect(() => splitCharge(1n, [{ partyId: 'a', role: 'vendor', basisPoints: 9999 }])).toThrow(/9999 basis points/);
  expect(() => splitCharge(-1n, [{ partyId: 'a', role: 'vendor', basisPoints: 10_000 }])).toThrow(/negative/);
  const twice: Share = { partyId: 'a', role: 'vendor', basisPoints: 5000 };
  expect(() => splitCharge(1n, [twice, twice])).toThrow(/twice/);
});
