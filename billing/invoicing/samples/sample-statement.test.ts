import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apportion, splitCharge } from '@hounsfield/revenue-share';
import { verifyStatement } from '@hounsfield/statement';
import { expect, test } from '@jest/globals';
import { sampleStatement } from './sample-statement.ts';

const committed = (name: string) => readFile(join(import.meta.dirname, name), 'utf8');

test('the committed sample is what its script makes, and holds under the committed key', async () => {
  const [text, publicKey] = await Promise.all([committed('statement.jsonl'), committed('statement-key.pem')]);
  expect(sampleStatement()).toEqual({ text, publicKey });
  expect(verifyStatement(text, { publicKey })).toMatchObject({ holds: true, problems: [] });
});

test('one minor unit more for the partner is found, named and recomputed', async () => {
  const [text, publicKey] = await Promise.all([committed('statement.jsonl'), committed('statement-key.pem')]);
  const forged = text.replace('"share":"5577"', '"share":"5578"');
  expect(verifyStatement(forged, { publicKey }).problems[0]).toMatchObject({ field: 'leaf' });
  expect(verifyStatement(forged, { publicKey }).problems[1]).toEqual({
    line: 3,
    field: 'share',
    stated: '5578',
    recomputed: '5577',
  });
});

test('the arithmetic that bills and the arithmetic that verifies agree', async () => {
  const parts = splitCharge(10_003n, [
    { partyId: 'a', role: 'platform', basisPoints: 3025 },
    { partyId: 'b', role: 'partner', basisPoints: 5575 },
    { partyId: 'c', role: 'vendor', basisPoints: 1400 },
  ]).map(({ amountMinor }) => amountMinor);
  expect(parts).toEqual([3026n, 5577n, 1400n]);
  expect(apportion(3_334n, parts).reduce((a, b) => a + b, 0n)).toBe(3_334n);
});
