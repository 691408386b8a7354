// P11: what a diagnosis costs beyond the arithmetic. CPU seconds of the engine's two processes per diagnosis (transport,
// parse, decode, contract, queue, network, finding) over CPU seconds of one film in the raw `session.run` loop. No meter for energy
// here: CPU seconds stand in for it.
import { cpuSecondsOfProcess, diagnose, filmFile, probabilityOf, warmEngine } from './engine-work.ts';
import { cpuSecondsOf, type PairedResult, pairedRounds } from './paired-rounds.ts';
import type { BenchResult } from './report.ts';
import { batchOf, rawLoop, xrayNetwork } from './xray-work.ts';

const ROUND_MS = 2_500;
const TARGET = 1.15;
// Full load: enough under way that requests travel together, as they do when the product is busy.
const IN_FLIGHT = 12;
// The ratio is taken on the smaller film. The larger one shows what moving two million bytes between processes adds.
const SMALL = { size: 512, pairs: 14 } as const;
const LARGE = { size: 1_024, pairs: 6 } as const;

export const p11 = async (): Promise<BenchResult> => {
  const small = await measure(SMALL.size, SMALL.pairs);
  const large = await measure(LARGE.size, LARGE.pairs);
  return {
    id: 'P11',
    title: 'CPU per diagnosis through the engine / CPU per raw inference of the same film',
    ratio: small.oursOverReference,
    ours: small.ours,
    reference: small.reference,
    unit: 'CPU ms/film',
    rounds: small.rounds,
    target: `ratio <= ${TARGET}`,
    met: small.oursOverReference <= TARGET,
    notes: [
      `DX film of ${SMALL.size}x${SMALL.size}, 16 bits, uncompressed; parent and child together, transport and DICOM reading`,
      "included, the file's hash as the store recorded it; the reference is the raw loop one film at a time, its cheaper form",
      `ratio p5 ${(1 / small.spread[1]).toFixed(3)}, p95 ${(1 / small.spread[0]).toFixed(3)}`,
      `with a film of ${LARGE.size}x${LARGE.size}: ratio ${large.oursOverReference.toFixed(3)}, ours ${large.ours.toFixed(2)}, reference ${large.reference.toFixed(2)}, ${large.rounds} rounds`,
    ],
  };
};

const measure = async (size: number, pairs: number): Promise<PairedResult> => {
  const file = filmFile(size);
  // The phantom's pixel data are uncompressed and last in the file.
  const pixels = new Uint16Array(file.bytes.slice(file.bytes.length - size * size * 2).buffer);
  const raw = await rawLoop(await xrayNetwork(), [batchOf([pixels], size, size)]);
  const { engine, first } = await warmEngine(file, 1);
  try {
    const expected = probabilityOf(first);
    const bare = (await raw.probabilities())[0] ?? Number.NaN;
    if (!(Math.abs(bare - expected) <= 1e-5)) {
      throw new Error(`P11 refuses to print a ratio: the raw loop answers ${bare}, the engine ${expected}`);
    }
    return await pairedRounds(
      async () => {
        const child = engine.childPid as number;
        const before = cpuSecondsOfProcess(child);
        let count = 0;
        const own = await cpuSecondsOf(async () => {
          count = await diagnose(engine, file, IN_FLIGHT, ROUND_MS);
        });
        return { costPerUnit: ((own + cpuSecondsOfProcess(child) - before) * 1e3) / count };
      },
      async () => {
        let count = 0;
        const seconds = await cpuSecondsOf(async () => {
          count = await raw.run(ROUND_MS);
        });
        return { costPerUnit: (seconds * 1e3) / count };
      },
      pairs,
    );
  } finally {
    await engine.close();
  }
};
