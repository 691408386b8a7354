// A sealed identity opens for its owner's key beside its own object, and for nothing and nobody else.

import { isRefusal } from '@hounsfield/kernel';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deidentify } from './deidentify.ts';
import { openIdentity, sealIdentity, sealingKeyId } from './seal-identity.ts';
import { identifiedDataset, plan, survivors, valuesOf } from './test-datasets.ts';
import { createUidMap } from './uid-map.ts';

const uidMap = createUidMap(new Uint8Array(32).fill(7));
const key = { id: 'tenant-1/2', key: new Uint8Array(32).fill(9) };
const OWNER = 'tenant|study|object';

test('what was sealed opens again, exactly', () => {
  fc.assert(
    fc.property(plan, (filling) => {
      const { removed } = deidentify(identifiedDataset(filling), { uidMap });
      const sealed = sealIdentity(removed, key, OWNER);
      expect(survivors(sealed, valuesOf(filling.person))).toEqual([]);
      expect(openIdentity(sealed, key, OWNER)).toEqual(removed);
    }),
    { numRuns: 100 },
  );
});

test('the same identity never gives the same bytes twice', () => {
  const sealings = Array.from({ length: 50 }, () => Buffer.from(sealIdentity([], key, OWNER)).toString('hex'));
  expect(new Set(sealings).size).toBe(50);
});

test('another key, another owner, another key name, a flipped bit or a cut end do not open', () => {
  const sealed = sealIdentity([{ path: [{ tag: 1 }] }], key, OWNER);
  expect(sealingKeyId(sealed)).toBe('tenant-1/2');
  expect(isRefusal(openIdentity(sealed, { ...key, key: new Uint8Array(32).fill(1) }, OWNER))).toBe(true);
  expect(isRefusal(openIdentity(sealed, { ...key, id: 'tenant-2/2' }, OWNER))).toBe(true);
  expect(isRefusal(openIdentity(sealed, key, 'tenant|study|other'))).toBe(true);
  for (let at = 0; at < sealed.length; at += 1) {
    const flipped = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte));
    expect(isRefusal(openIdentity(flipped, key, OWNER))).toBe(true);
    expect(isRefusal(openIdentity(sealed.subarray(0, at), key, OWNER))).toBe(true);
  }
});
