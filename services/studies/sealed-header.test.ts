import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openHeader, sealHeader } from './sealed-header.ts';

const key = randomBytes(32);

test('what was sealed opens for its key and its row alone', () => {
  const sealed = sealHeader({ patientName: 'Wang^XiaoDong=王^小东' }, key, 'tenant|study|1.2');
  expect(openHeader(sealed, key, 'tenant|study|1.2')).toEqual({ patientName: 'Wang^XiaoDong=王^小东' });
  expect(() => openHeader(sealed, key, 'tenant|study|1.3')).toThrow();
  expect(() => openHeader(sealed, randomBytes(32), 'tenant|study|1.2')).toThrow();
});

test('the same value never seals to the same bytes', () => {
  expect(sealHeader('a', key, 'x').equals(sealHeader('a', key, 'x'))).toBe(false);
});

test('any changed bit is noticed', () => {
  const sealed = sealHeader('identity', key, 'x');
  fc.assert(
    fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openHeader(changed, key, 'x')).toThrow();
    }),
  );
});
