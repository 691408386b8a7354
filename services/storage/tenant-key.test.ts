import { newId, type TenantId } from '@hounsfield/kernel';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTenantKey, tenantKey } from './tenant-key.ts';

const tenant = newId<TenantId>();

test('a key names its tenant, a kind and one name', () => {
  expect(tenantKey(tenant, 'instance', 'a1.b-2')).toBe(`t/${tenant}/instance/a1.b-2`);
});

test.each([
  '',
  '.',
  '..',
  '.sgwtmp',
  'a..b',
  'a/b',
  '../x',
  'A',
  'a b',
  'a\u0000',
  'é',
  'a.',
  '-a',
  'x'.repeat(129),
  '%2e',
])('refuses the odd name %j', (name) => {
  expect(() => tenantKey(tenant, 'instance', name)).toThrow(RangeError);
});

test('refuses a tenant that is no identifier', () => {
  expect(() => tenantKey('../other' as TenantId, 'instance', 'a')).toThrow(RangeError);
});

test("does not read another tenant's key", () => {
  const theirs = tenantKey(newId<TenantId>(), 'instance', 'a');
  expect(() => parseTenantKey(tenant, theirs)).toThrow(RangeError);
});

test('whatever the name, a key stays below its tenant or is refused', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (kind, name) => {
      let key: string;
      try {
        key = tenantKey(tenant, kind, name);
      } catch {
        return;
      }
      expect(key.split('/')).toHaveLength(4);
      expect(new URL(key, 'http://x/').pathname).toBe(`/${key}`);
      expect(parseTenantKey(tenant, key)).toBe(key);
    }),
  );
});
