import { expect, test } from '@jest/globals';
import { isDueForRenewal } from './renewal.ts';

const LIMITS = { maxRunsPerChild: 500, maxRssGrowth: { share: 0.3, bytes: 100 } };
const child = (values: { runs?: number; rssBytes?: number; evictions?: number; settledRssBytes?: number }) => ({
  runs: 20,
  rssBytes: 1_000,
  evictions: 0,
  settledRssBytes: undefined,
  ...values,
});

test('renews a child after its runs and after a model was swapped out', () => {
  expect(isDueForRenewal(child({ runs: 499 }), LIMITS)).toBe(false);
  expect(isDueForRenewal(child({ runs: 500 }), LIMITS)).toBe(true);
  expect(isDueForRenewal(child({ evictions: 1 }), LIMITS)).toBe(true);
});

test('renews a child that grew by both its share and its bytes, and not before it has settled', () => {
  const settling = child({ runs: 9 });
  expect(isDueForRenewal(settling, LIMITS)).toBe(false);
  expect(settling.settledRssBytes).toBeUndefined();
  const settled = child({ runs: 10 });
  expect(isDueForRenewal(settled, LIMITS)).toBe(false);
  expect(settled.settledRssBytes).toBe(1_000);
  expect(isDueForRenewal(child({ settledRssBytes: 1_000, rssBytes: 1_299 }), LIMITS)).toBe(false);
  expect(isDueForRenewal(child({ settledRssBytes: 1_000, rssBytes: 1_301 }), LIMITS)).toBe(true);
  expect(isDueForRenewal(child({ settledRssBytes: 100, rssBytes: 190 }), LIMITS)).toBe(false);
});
