// The sample statement: two months' worth of made-up reads, signed with a key that is made for samples and nothing else.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { sha256 } from '@hounsfield/kernel';
import { apportionNext, type Share, splitCharge } from '@hounsfield/revenue-share';
import { type StatementEntry, writeStatement } from '@hounsfield/statement';

/** DER prefix of an Ed25519 private key (RFC 8410), before its 32 bytes. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

const sampleKey = (): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, sha256('hounsfield sample statement')]),
    format: 'der',
    type: 'pkcs8',
  });

const OWN = 'partner';
const SHARES: readonly Share[] = [
  { partyId: 'a', role: 'platform', basisPoints: 3025 },
  { partyId: 'b', role: 'partner', basisPoints: 5575 },
  { partyId: 'c', role: 'vendor', basisPoints: 1400 },
];
const PRICES = { 'quantitative-ct': 10_003n, 'cxr-pneumonia': 2_499n } as const;
const READS = 24;

const at = (read: number): string => new Date(Date.UTC(2026, 9, 1, 8, read * 431)).toISOString();
const pseudonym = (read: number): string => sha256(`sample read ${read}`).toString('hex').slice(0, 32);
const ownOf = (parts: readonly bigint[], shares: readonly { role: string }[]): bigint =>
  parts.reduce((sum, part, index) => (shares[index]?.role === OWN ? sum + part : sum), 0n);

const entries = (): readonly StatementEntry[] => {
  const charges = Array.from({ length: READS }, (_, read): StatementEntry => {
    const product = read % 3 === 0 ? 'cxr-pneumonia' : 'quantitative-ct';
    const net = PRICES[product];
    const split = splitCharge(net, SHARES);
    const share = ownOf(
      split.map(({ amountMinor }) => amountMinor),
      split,
    );
    return {
      type: 'charge',
      pseudonym: pseudonym(read),
      product,
      serviceDate: at(read),
      chargedAt: at(read),
      late: false,
      split: 's1',
      net: `${net}`,
      share: `${share}`,
    };
  });
  const originals = splitCharge(PRICES['quantitative-ct'], SHARES);
  const amounts = originals.map(({ amountMinor }) => amountMinor);
  const refund = (prior: bigint, amount: bigint, read: number): StatementEntry => ({
    type: 'refund',
    pseudonym: pseudonym(1),
    product: 'quantitative-ct',
    reason: 'rejected_read',
    refundedAt: at(read),
    split: 's1',
    net: `${PRICES['quantitative-ct']}`,
    prior: `${prior}`,
    amount: `${amount}`,
    share: `${ownOf(apportionNext(prior, amount, amounts), originals)}`,
  });
  const payout: StatementEntry = {
    type: 'payout',
    payoutId: '5b1f3c1e-0000-4000-8000-000000000001',
    paidAt: at(60),
    amount: '25000',
  };
  return [...charges, refund(0n, 3_333n, 40), refund(3_333n, 1n, 41), payout];
};

/** The sample's text and its public key (PEM); always the same bytes. */
export const sampleStatement = (): { readonly text: string; readonly publicKey: string } => {
  const key = sampleKey();
  const header = {
    statementId: '5b1f3c1e-0000-4000-8000-000000000002',
    party: '5b1f3c1e-0000-4000-8000-000000000003',
    currency: 'USD',
    periodStarts: '2026-10-01T00:00:00.000Z',
    periodEnds: '2026-11-01T00:00:00.000Z',
    previousRoot: sha256('the statement before').toString('hex'),
    opening: '25000',
    splits: { s1: SHARES.map(({ role, basisPoints }) => ({ role, basisPoints, own: role === OWN })) },
  };
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  return { text: writeStatement({ header, entries: entries() }, key).text, publicKey };
};
