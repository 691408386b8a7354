// When a child has served long enough: native code leaks a little, so processes are renewed rather than trusted.
import type { EngineSettings } from './config.ts';
import type { EngineChild } from './engine-child.ts';

// A child's memory is judged from this run on: the first ones open sessions and fill pools.
const SETTLED_AFTER_RUNS = 10;

type ServiceRecord = Pick<EngineChild, 'runs' | 'rssBytes' | 'evictions' | 'settledRssBytes'>;

/** True after the allowed number of runs, after a model was swapped out, or when memory grew beyond the allowance. */
export const isDueForRenewal = (
  child: ServiceRecord,
  { maxRunsPerChild, maxRssGrowth }: Pick<EngineSettings, 'maxRunsPerChild' | 'maxRssGrowth'>,
): boolean => {
  if (child.runs >= SETTLED_AFTER_RUNS && child.rssBytes > 0) child.settledRssBytes ??= child.rssBytes;
  const settled = child.settledRssBytes ?? Number.POSITIVE_INFINITY;
  const allowed = Math.max(settled * (1 + maxRssGrowth.share), settled + maxRssGrowth.bytes);
  return child.runs >= maxRunsPerChild || child.evictions > 0 || child.rssBytes > allowed;
};
