// When an API key still opens doors.
import { expect, test } from '@jest/globals';
import { keyState } from './key-state.ts';

const now = Date.parse('2026-11-23T00:00:00Z');

test('a key is active until it expires or is revoked, and a revoked key stays revoked', () => {
  expect(keyState({ revokedAt: null, expiresAt: '2027-01-01T00:00:00Z' }, now)).toBe('active');
  expect(keyState({ revokedAt: null, expiresAt: '2026-11-23T00:00:00Z' }, now)).toBe('expired');
  expect(keyState({ revokedAt: '2026-01-01T00:00:00Z', expiresAt: '2026-02-01T00:00:00Z' }, now)).toBe('revoked');
});
