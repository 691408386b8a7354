import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type StatementContent, type StatementShare, verifyStatement, writeStatement } from './index.ts';
import { ownReturn, ownShare, splitParts, websterParts } from './recompute.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
const SHARES: readonly StatementShare[] = [
  { role: 'platform', basisPoints: 3025, own: false },
  { role: 'partner', basisPoints: 5575, own: true },
  { role: 'vendor', basisPoints: 1400, own: false },
];
const charge = (net: bigint) => ({
  type: 'charge' as const,
  pseudonym: 'ab'.repeat(16),
  product: 'quantitative-ct',
  serviceDate: '2026-11-05T10:00:00.000Z',
  chargedAt: '2026-11-05T10:00:01.000Z',
  late: false,
  split: 's1',
  net: `${net}`,
  share: `${ownShare(net, SHARES)}`,
});
const refund = (net: bigint, prior: bigint, amount: bigint) => ({
  type: 'refund' as const,
  pseudonym: 'ab'.repeat(16),
  product: 'quantitative-ct',
  reason: 'rejected_read',
  refundedAt: '2026-11-06T10:00:00.000Z',
  split: 's1',
  net: `${net}`,
  prior: `${prior}`,
  amount: `${amount}`,
  share: `${ownReturn(net, prior, amount, SHARES)}`,
});
const CONTENT: StatementContent = {
  header: {
    statementId: 'st-1',
    party: 'party-1',
    currency: 'USD',
    periodStarts: '2026-11-01T00:00:00.000Z',
    periodEnds: '2026-12-01T00:00:00.000Z',
    previousRoot: '',
    opening: '100',
    splits: { s1: SHARES },
  },
  entries: [
    charge(10_003n),
    charge(7n),
    refund(10_003n, 0n, 5_000n),
    { type: 'payout', payoutId: 'po-1', paidAt: '2026-11-07T00:00:00.000Z', amount: '99' },
  ],
};
const { text, totals } = writeStatement(CONTENT, privateKey);

test('a statement that nobody touched holds, and its totals follow from its entries', () => {
  expect(verifyStatement(text, { publicKey, previousRoot: '' })).toMatchObject({ holds: true, problems: [] });
  expect(totals).toMatchObject({ earned: '5581', refunded: '2788', paid: '99', closing: '2794' });
});

test('the same content and key give the same bytes', () => {
  expect(writeStatement(CONTENT, privateKey).text).toBe(text);
});

/** Every value in every line of the file, with a way to change it. */
const changes = (): [name: string, changed: string][] => {
  const lines = text.trimEnd().split('\n');
  return lines.flatMap((line, index) => {
    const value = JSON.parse(line) as Record<string, unknown>;
    const holder = (value.entry ?? value) as Record<string, unknown>;
    return Object.keys(holder).map((field): [string, string] => {
      const old = holder[field];
      const altered =
        typeof old === 'string'
          ? old === ''
            ? '00'.repeat(32)
            : old.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
          : typeof old === 'number'
            ? old + 1
            : typeof old === 'boolean'
              ? !old
              : { s1: [{ role: 'platform', basisPoints: 10_000, own: true }] };
      const copy =
        value.entry === undefined
          ? { ...value, [field]: altered }
          : { ...value, entry: { ...holder, [field]: altered } };
      return [
        `line ${index + 1}, ${field}`,
        [...lines.slice(0, index), JSON.stringify(copy), ...lines.slice(index + 1)].join('\n').concat('\n'),
      ];
    });
  });
};
test.each(changes())('one changed value (%s) is found', (where, changed) => {
  const { holds, problems } = verifyStatement(changed, { publicKey });
  expect(holds).toBe(false);
  // The problem names the changed line, or the signature when the change is in what only the signature vouches for.
  const line = Number(/\d+/.exec(where)?.[0]);
  expect(problems.some((problem) => problem.line === line || problem.field === 'signature')).toBe(true);
});

test('a share that was raised is named with what it should be', () => {
  const forged = text.replace('"share":"5577"', '"share":"5578"');
  expect(verifyStatement(forged, { publicKey }).problems).toContainEqual({
    line: 2,
    field: 'share',
    stated: '5578',
    recomputed: '5577',
  });
});

test('a statement rewritten as a whole by somebody else fails at the signature, and another predecessor at the chain', () => {
  const other = generateKeyPairSync('ed25519').privateKey;
  const forged = writeStatement({ ...CONTENT, entries: CONTENT.entries.slice(1) }, other).text;
  expect(verifyStatement(forged, { publicKey }).problems.map(({ field }) => field)).toEqual(['keyId', 'signature']);
  expect(
    verifyStatement(text, { publicKey, previousRoot: 'ab'.repeat(32) }).problems.map(({ field }) => field),
  ).toEqual(['previousRoot']);
});

test.each([
  ['an empty file', ''],
  ['a file without entries or totals', 'x\ny\n'],
  ['a line that was removed', text.split('\n').toSpliced(2, 1).join('\n')],
  [
    'lines that changed places',
    text
      .split('\n')
      .toSpliced(1, 2, ...text.split('\n').slice(1, 3).toReversed())
      .join('\n'),
  ],
  ['spaces that were added', text.replace('{"entry"', '{ "entry"')],
  ['a file cut short', text.slice(0, -40)],
])('%s does not hold', (_, changed) => {
  expect(verifyStatement(changed, { publicKey }).holds).toBe(false);
});

test('the second writing of the arithmetic keeps the laws of the first', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { maxLength: 4 });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), cuts, fc.nat(), (net, bounds, seed) => {
      const edges = [0, ...bounds.toSorted((a, b) => a - b), 10_000];
      const shares = edges
        .slice(1)
        .map((edge, index) => ({ role: 'partner', basisPoints: edge - (edges[index] ?? 0), own: index % 2 === 0 }));
      const parts = splitParts(net, shares);
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(net);
      const amount = net === 0n ? 0n : BigInt(seed) % (net + 1n);
      const [lower, upper] = [websterParts(amount, parts), websterParts(net, parts)];
      expect(lower.reduce((a, b) => a + b, 0n)).toBe(amount);
      expect(upper).toEqual(parts);
      expect(lower.every((part, index) => part >= 0n && part <= (parts[index] ?? 0n))).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});
