// The mock's money: months of charges and shares, every amount in whole minor units.

import type { World } from './make-world.ts';
import { type Diagnosis, ORGANISATIONS, PRODUCTS } from './world.ts';

export const CURRENCY = { currency: 'CNY', exponent: 2 } as const;
export const moneyOf = (minor: number | bigint, currency = CURRENCY) => ({ amountMinor: String(minor), ...currency });

const SHARES = [
  { role: 'VENDOR', party: ORGANISATIONS.vendor, basisPoints: 5500 },
  { role: 'PARTNER', party: ORGANISATIONS.centre, basisPoints: 1667 },
  { role: 'PLATFORM', party: ORGANISATIONS.platform, basisPoints: 2833 },
] as const;

/** Splits a net by largest remainder. */
const splitOf = (net: number) => {
  const exact = SHARES.map(({ basisPoints }) => (net * basisPoints) / 10_000);
  const floors = exact.map(Math.floor);
  let left = net - floors.reduce((sum, amount) => sum + amount, 0);
  const order = exact.map((value, at) => ({ at, rest: value - Math.floor(value) })).sort((a, b) => b.rest - a.rest);
  for (const { at } of order) {
    if (left <= 0) break;
    floors[at] = (floors[at] ?? 0) + 1;
    left -= 1;
  }
  return SHARES.map((share, at) => ({ ...share, amount: moneyOf(floors[at] ?? 0) }));
};

/** The charge of a completed read. */
export const chargeOf = (diagnosis: Diagnosis) => {
  if (diagnosis.status !== 'COMPLETED') return null;
  const gross = diagnosis.product.priceMinor?.[diagnosis.lane] ?? 0;
  const discount = Math.floor(gross / 12);
  return {
    id: diagnosis.id.replace(/^0{8}/, 'c4a29e00'),
    diagnosis,
    gross: moneyOf(gross),
    discount: moneyOf(discount),
    net: moneyOf(gross - discount),
    chargedAt: diagnosis.finishedAt ?? diagnosis.requestedAt,
    priceVersion: 3,
    splitVersion: 2,
    splits: splitOf(gross - discount),
  };
};

const monthBefore = (now: Date, back: number): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7);

const READS = [212, 486, 451, 397, 420, 338, 305, 240, 262];

/** Reads and net by month, newest first. */
export const usageMonths = (now: Date) =>
  READS.map((reads, back) => ({ month: monthBefore(now, back), reads, net: moneyOf(reads * 3_975 + (back % 3) * 17) }));

/** Reads and earnings by month for one kind of party. */
export const revenueMonths = (now: Date, kind: string) => {
  const share = SHARES.find(({ party }) => party.kind === kind);
  if (share === undefined) return [];
  return READS.map((reads, back) => ({
    month: monthBefore(now, back),
    reads,
    earned: moneyOf(Math.round((reads * 3_975 * share.basisPoints) / 10_000)),
  }));
};

/** The charges of a month, from completed reads. */
export const chargesOf = (world: World, month: string | null | undefined) =>
  world.diagnoses
    .map(chargeOf)
    .filter((charge) => charge !== null)
    .filter(({ chargedAt }) => !month || chargedAt.startsWith(month));

/** The reads of a month that earned a kind of party its share. */
export const revenueReads = (month: string, kind: string) => {
  const share = SHARES.findIndex(({ party }) => party.kind === kind);
  return Array.from({ length: 45 }, (_, row) => {
    const product = PRODUCTS[row % 3 === 0 ? 1 : 0];
    const gross = product?.priceMinor?.ROUTINE ?? 0;
    const net = gross - Math.floor(gross / 12) - (row % 4);
    const split = splitOf(net)[share];
    return {
      chargeId: `c4a29e00-0000-4000-9000-${String(row).padStart(12, '0')}`,
      pseudonym: `R-${(0x7f3a91 + row * 40_503).toString(16).toUpperCase()}`,
      product,
      customer: ORGANISATIONS.hospital,
      chargedAt: `${month}-${String(22 - Math.floor(row / 3)).padStart(2, '0')}T0${row % 9}:4${row % 6}:12.000Z`,
      net: moneyOf(net),
      share: split?.amount ?? moneyOf(0),
      shareBasisPoints: split?.basisPoints ?? 0,
      splitVersion: 2,
    };
  });
};
