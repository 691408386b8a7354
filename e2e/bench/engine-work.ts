// The engine's work for the benchmarks: whole diagnoses of one generated film, and what the engine's processes spend on them.
import { readFileSync } from 'node:fs';
import { type InferenceEngine, type InferenceResult, type Instance, startInferenceEngine } from '@hounsfield/inference';
import { sha256Hex } from '@hounsfield/kernel';
import { radiographPhantom } from '@hounsfield/phantoms';

export const MODEL = { slug: 'cxr-pneumonia', version: '1.0.0' } as const;
// Linux counts process time in hundredths of a second.
const TICKS_PER_SECOND = 100;

/** One DX file of the film phantom: square, 12 of 16 bits, uncompressed. */
export const filmFile = (size: number): Instance => {
  const [file] = radiographPhantom({ seed: 11, opacity: true, size }).files;
  if (file === undefined) throw new Error('the phantom made no file');
  // The store knows every file's hash from the day it was received; the engine is given it, as in the product.
  return { bytes: file, sha256: sha256Hex(file) };
};

/** An engine on the CPU whose child is up and has judged the film once. */
export const warmEngine = async (
  file: Instance,
  threads: number,
): Promise<{ engine: InferenceEngine; first: InferenceResult }> => {
  const engine = startInferenceEngine({
    threads,
    providers: ['cpu'],
    maxConcurrent: 64,
    maxRunsPerChild: 1e9,
  });
  const first = await engine.run({ model: MODEL, instances: [file] });
  return { engine, first };
};

/** Keeps so many diagnoses under way for about so long; answers how many ended. */
export const diagnose = async (
  engine: InferenceEngine,
  file: Instance,
  inFlight: number,
  milliseconds: number,
  onResult: (result: InferenceResult) => void = () => undefined,
): Promise<number> => {
  const end = performance.now() + milliseconds;
  let count = 0;
  const client = async () => {
    while (performance.now() < end) {
      onResult(await engine.run({ model: MODEL, instances: [file] }));
      count++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, client));
  return count;
};

/** CPU seconds a process has used, all threads, user and system. */
export const cpuSecondsOfProcess = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // After the command, which may hold spaces, come the fields from the third on; 14 and 15 are the times.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

/** The probability of a film's only finding; throws for anything else. */
export const probabilityOf = (result: InferenceResult): number => {
  const probability = result.kind === 'findings' ? result.findings[0]?.probability : undefined;
  if (probability === undefined) throw new Error(`the film was not judged: ${JSON.stringify(result)}`);
  return probability;
};
