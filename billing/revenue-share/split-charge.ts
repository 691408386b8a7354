// The split of one charge between its parties: largest remainder on basis points, exact to the minor unit.

export const PARTY_ROLES = ['platform', 'partner', 'reading_centre', 'vendor', 'annotator'] as const;
export type PartyRole = (typeof PARTY_ROLES)[number];

/** What a party is due of every charge, in basis points. */
export type Share = { readonly partyId: string; readonly role: PartyRole; readonly basisPoints: number };
/** What a party gets of one charge. */
export type Allocation = Share & { readonly amountMinor: bigint };

const WHOLE = 10_000;

/** The order in which equal remainders are served: role first, then party id; it never depends on the input's order. */
const byRoleThenParty = (a: Share, b: Share): number =>
  PARTY_ROLES.indexOf(a.role) - PARTY_ROLES.indexOf(b.role) ||
  (a.partyId < b.partyId ? -1 : a.partyId > b.partyId ? 1 : 0);

/** Why these shares cannot split a charge, or undefined when they can. */
export const sharesProblem = (shares: readonly Share[]): string | undefined => {
  if (shares.length === 0) return 'nobody shares';
  if (shares.some(({ basisPoints }) => !Number.isInteger(basisPoints) || basisPoints < 0 || basisPoints > WHOLE))
    return 'a share is not a whole number of basis points within 0 and 10,000';
  if (new Set(shares.map(({ partyId, role }) => `${role}:${partyId}`)).size < shares.length)
    return 'a party shares twice in one role';
  const total = shares.reduce((sum, { basisPoints }) => sum + basisPoints, 0);
  return total === WHOLE ? undefined : `shares come to ${total} basis points, not ${WHOLE}`;
};

/**
 * Splits a charge's net: everyone gets the floor of their exact share, and the units left over go one each to the largest
 * remainders. The amounts always sum to `netMinor`. Throws RangeError on a negative net or unusable shares.
 */
export const splitCharge = (netMinor: bigint, shares: readonly Share[]): readonly Allocation[] => {
  const problem = netMinor < 0n ? 'the net is negative' : sharesProblem(shares);
  if (problem) throw new RangeError(`cannot split: ${problem}`);
  const whole = BigInt(WHOLE);
  const exact = shares.toSorted(byRoleThenParty).map((share, order) => {
    const product = netMinor * BigInt(share.basisPoints);
    return { share, order, floor: product / whole, remainder: product % whole };
  });
  const leftOver = Number(netMinor - exact.reduce((sum, { floor }) => sum + floor, 0n));
  const served = new Set(
    exact
      .toSorted((a, b) => (a.remainder === b.remainder ? a.order - b.order : a.remainder > b.remainder ? -1 : 1))
      .slice(0, leftOver)
      .map(({ order }) => order),
  );
  return exact.map(({ share, order, floor }) => ({ ...share, amountMinor: floor + (served.has(order) ? 1n : 0n) }));
};
