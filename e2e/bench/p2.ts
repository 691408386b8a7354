// P2: whether inference disturbs the process that asks for it. Event-loop delay (p99) of the engine's own process while the
// child is kept at full load, against the same process idle.

import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { diagnose, filmFile, probabilityOf, warmEngine } from './engine-work.ts';
import { pairedRounds, quantile } from './paired-rounds.ts';
import type { BenchResult } from './report.ts';

const ROUND_MS = 2_500;
const PAIRS = 12;
const TARGET_MS = 10;
const SIZE = 1_024;
const RESOLUTION_MS = 1;

/** p99 of the delay over a round; the timer's own period of one millisecond is part of it. */
const delayOf = async (work: () => Promise<unknown>): Promise<number> => {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram.percentile(99) / 1e6;
};

export const p2 = async (): Promise<BenchResult> => {
  const file = filmFile(SIZE);
  const threads = availableParallelism();
  const { engine, first } = await warmEngine(file, threads);
  try {
    const expected = probabilityOf(first);
    let films = 0;
    const loads: number[] = [];
    const result = await pairedRounds(
      async () => {
        let count = 0;
        const delay = await delayOf(async () => {
          count = await diagnose(engine, file, threads * 3, ROUND_MS, (each) => {
            if (probabilityOf(each) !== expected) throw new Error('P2 refuses: one film got two answers');
          });
        });
        films += count;
        loads.push(delay);
        return { costPerUnit: delay };
      },
      async () => ({
        costPerUnit: await delayOf(() => new Promise((resolve) => setTimeout(resolve, ROUND_MS))),
      }),
      PAIRS,
    );
    return {
      id: 'P2',
      title: 'event-loop delay p99 of the asking process under full inference load, against the same process idle',
      ratio: result.oursOverReference,
      ours: result.ours,
      reference: result.reference,
      unit: 'ms p99',
      rounds: result.rounds,
      target: `ours <= ${TARGET_MS} ms`,
      met: result.ours <= TARGET_MS,
      notes: [
        `${threads} inference threads in the child, ${threads * 3} diagnoses in flight, ${films} diagnoses made, all with one answer`,
        `loaded rounds p5 ${quantile(loads, 0.05).toFixed(2)} ms, p95 ${quantile(loads, 0.95).toFixed(2)} ms`,
      ],
    };
  } finally {
    await engine.close();
  }
};
