// P1: what serving costs. CPU per film of the raw `session.run` loop over CPU per film through queue, batcher and worker thread.
// Both sides read the same films from a ring of arrays that is never refilled; making the arrays is P11's matter.
import { NetworkPool } from '@hounsfield/inference';
import { cpuSecondsOf, pairedRounds, quantile } from './paired-rounds.ts';
import type { BenchResult } from './report.ts';
import { BATCH, batchOf, drawnFilm, rawLoop, requestOf, xrayNetwork } from './xray-work.ts';

const ROWS = 1_024;
const COLUMNS = 1_024;
const ROUND_MS = 1_500;
const PAIRS = 14;
const IN_FLIGHT = BATCH * 3;
const TARGET = 0.95;

export const p1 = async (): Promise<BenchResult> => {
  const network = await xrayNetwork();
  const films = Array.from({ length: BATCH }, (_, seed) => drawnFilm(ROWS, COLUMNS, seed));
  const together = await rawLoop(network, [batchOf(films, ROWS, COLUMNS)]);
  const single = await rawLoop(
    network,
    films.map((film) => batchOf([film], ROWS, COLUMNS)),
  );
  const ring: ArrayBuffer[] = [];
  const onSpent = (buffer: ArrayBuffer): void => {
    if (buffer.byteLength === ROWS * COLUMNS * 2) ring.push(buffer);
  };
  const pool = new NetworkPool({ threads: 1, providers: ['cpu'], maxBatch: BATCH, onSpent });
  try {
    await pool.open(network);
    const serve = async (pixels: Uint16Array<ArrayBuffer>): Promise<number> =>
      (await pool.run(network.key, requestOf(pixels, ROWS, COLUMNS))).probability?.[0] ?? Number.NaN;
    /** An array that came back from the pool, as it is; while the ring is being filled, a copy of a film. */
    const fromRing = (index: number): Uint16Array<ArrayBuffer> => {
      const film = films[index % BATCH] as Uint16Array;
      const spent = ring.pop();
      return spent === undefined ? new Uint16Array(film) : new Uint16Array(spent);
    };
    /** As many requests under way as fill the next batches while one runs, for about so long. */
    const served = async (milliseconds: number): Promise<number> => {
      const end = performance.now() + milliseconds;
      let count = 0;
      const client = async (first: number) => {
        for (let index = first; performance.now() < end; index += IN_FLIGHT) {
          await serve(fromRing(index));
          count++;
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, (_, first) => client(first)));
      return count;
    };

    const expected = await together.probabilities();
    const answers = await Promise.all(films.map((film) => serve(new Uint16Array(film))));
    const largest = Math.max(...answers.map((answer, index) => Math.abs(answer - (expected[index] ?? Number.NaN))));
    if (!(largest <= 1e-5)) throw new Error(`P1 refuses to print a ratio: the outputs differ by ${largest}`);

    const costOf = async (work: (milliseconds: number) => Promise<number>, milliseconds: number): Promise<number> => {
      let count = 0;
      const seconds = await cpuSecondsOf(async () => {
        count = await work(milliseconds);
      });
      return (seconds * 1e3) / count;
    };
    const singleCosts: number[] = [];
    const result = await pairedRounds(
      async () => ({ costPerUnit: await costOf(served, ROUND_MS) }),
      async () => {
        singleCosts.push(await costOf(single.run, ROUND_MS));
        return { costPerUnit: await costOf(together.run, ROUND_MS) };
      },
      PAIRS,
    );
    return {
      id: 'P1',
      title: 'served inference: raw session.run CPU per film / served CPU per film, batches of 4',
      ratio: result.referenceOverOurs,
      ours: result.ours,
      reference: result.reference,
      unit: 'CPU ms/film',
      rounds: result.rounds,
      target: `ratio >= ${TARGET}`,
      met: result.referenceOverOurs >= TARGET,
      notes: [
        `films of ${COLUMNS}x${ROWS} at 16 bits; the raw loop with batches of 1 takes ${quantile(singleCosts, 0.5).toFixed(2)} CPU ms/film`,
        `ratio p5 ${result.spread[0].toFixed(3)}, p95 ${result.spread[1].toFixed(3)}; outputs equal within ${largest.toExponential(1)}`,
      ],
    };
  } finally {
    await pool.close();
  }
};
