// A sign-in leads to our own pages only.
import { expect, test } from '@jest/globals';
import { safeNext } from './safe-next.ts';

test('leads on to the page that was asked for, with its filters', () => {
  expect(safeNext('/usage?month=2026-11')).toBe('/usage?month=2026-11');
});

test('leads home from every address that is not one of our paths', () => {
  for (const next of [
    null,
    '',
    'https://evil.test',
    '//evil.test',
    '/\\evil.test',
    '/a\\b',
    'javascript:alert(1)',
    '/sign-in?next=/x',
  ])
    expect(safeNext(next)).toBe('/');
});
