// Which pages a member sees.
import { expect, test } from '@jest/globals';
import type { OrganisationKind, Role } from '../generated/operations.ts';
import { homePage, mayOpen, PAGE_RULES, type PageName } from './permissions.ts';

const who = (kind: OrganisationKind, ...roles: Role[]) => ({ roles, organisation: { kind } });
const pagesOf = (viewer: ReturnType<typeof who>) =>
  (Object.keys(PAGE_RULES) as PageName[]).filter((page) => mayOpen(viewer, page));

test('a radiologist sees studies and products, and starts on studies', () => {
  const radiologist = who('HOSPITAL', 'RADIOLOGIST');
  expect(pagesOf(radiologist)).toEqual(['studies', 'products']);
  expect(homePage(radiologist)).toBe('studies');
});

test('hospital finance sees charges but neither studies nor revenue', () => {
  expect(pagesOf(who('HOSPITAL', 'FINANCE'))).toEqual(['products', 'usage']);
});

test('a vendor never sees studies, whatever the role', () => {
  expect(pagesOf(who('VENDOR', 'ADMIN', 'TECHNOLOGIST', 'RADIOLOGIST', 'FINANCE'))).toEqual([
    'products',
    'revenue',
    'apiKeys',
  ]);
});

test('a partner centre earns and pays', () => {
  expect(pagesOf(who('IMAGING_CENTRE', 'FINANCE'))).toEqual(['products', 'usage', 'revenue']);
});

test('platform staff start on the totals and never see patients', () => {
  const operator = who('PLATFORM', 'OPERATOR');
  expect(homePage(operator)).toBe('revenue');
  expect(mayOpen(operator, 'studies')).toBe(false);
});
