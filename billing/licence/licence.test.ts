import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkLicence, issueLicence, type Licence } from './index.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const pem = (key: KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
const keys = [pem(generateKeyPairSync('ed25519').privateKey), pem(privateKey)];
const LICENCE: Licence = {
  licenceId: 'l-1',
  holder: 'organisation-1',
  product: 'quantitative-ct',
  sites: ['North', '北院'],
  seats: 3,
  modalities: ['CT'],
  volumeCap: 1_000,
  notBefore: '2026-01-01T00:00:00.000Z',
  expiresAt: '2027-01-01T00:00:00.000Z',
  graceDays: 14,
};
const text = issueLicence(LICENCE, privateKey);
const MID_YEAR = new Date('2026-06-01T00:00:00.000Z');

test('a licence is read back as it was issued, with no network', () => {
  const use = { site: '北院', seats: 3, modality: 'CT', reads: 999 };
  expect(checkLicence(text, keys, MID_YEAR, use)).toEqual({ kind: 'licence', licence: LICENCE, inGrace: false });
});

test.each([
  ['before it begins', '2025-12-31T23:59:59.999Z', 'NOT_YET_VALID'],
  ['on its last day', '2026-12-31T23:59:59.999Z', false],
  ['when it has expired', '2027-01-01T00:00:00.000Z', true],
  ['on the last day of its grace', '2027-01-14T23:59:59.999Z', true],
  ['when its grace is over', '2027-01-15T00:00:00.000Z', 'EXPIRED'],
] as const)('%s it answers as it should', (_, at, expected) => {
  const checked = checkLicence(text, keys, new Date(at));
  expect(checked.kind === 'licence' ? checked.inGrace : checked.code).toBe(expected);
});

test.each([
  [{ site: 'South' }, 'SITE_NOT_LICENSED'],
  [{ seats: 4 }, 'TOO_MANY_SEATS'],
  [{ modality: 'DX' }, 'MODALITY_NOT_LICENSED'],
  [{ reads: 1_000 }, 'VOLUME_USED_UP'],
] as const)('a use of %j is refused', (use, code) => {
  expect(checkLicence(text, keys, MID_YEAR, use)).toMatchObject({ code });
  const open = issueLicence({ ...LICENCE, sites: [], modalities: [], volumeCap: 0, seats: 10 }, privateKey);
  expect(checkLicence(open, keys, MID_YEAR, use).kind).toBe('licence');
});

test('any other text is no licence: changed, cut, signed by a stranger, or nonsense', () => {
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(...'ABCabc019-_.'), (at, letter) => {
      const changed = `${text.slice(0, at)}${letter}${text.slice(at + 1)}`;
      expect(checkLicence(changed, keys, MID_YEAR).kind).toBe(changed === text ? 'licence' : 'refusal');
    }),
    { numRuns: 500 },
  );
  expect(checkLicence(text.slice(0, -4), keys, MID_YEAR)).toMatchObject({ code: 'BAD_SIGNATURE' });
  expect(checkLicence(text, keys.slice(0, 1), MID_YEAR)).toMatchObject({ code: 'BAD_SIGNATURE' });
  expect(checkLicence('nonsense', keys, MID_YEAR)).toMatchObject({ code: 'NOT_A_LICENCE' });
  const unreadable = issueLicence({ licenceId: 1 } as unknown as Licence, privateKey);
  expect(checkLicence(unreadable, keys, MID_YEAR)).toMatchObject({ code: 'NOT_A_LICENCE' });
});
