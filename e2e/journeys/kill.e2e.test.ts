// kill -9 of each process, and of the Temporal server, in the middle of the journey: everything ends, everything is billed once.

import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type JourneyStack, startJourneyStack } from './journey-stack.ts';
import { moneyState } from './money-checks.ts';
import { type DiagnosisSeen, ended, sampleStudy } from './orders.ts';
import { seededRandom } from './seeded-random.ts';

const RUNS = Number(process.env.KILL_RUNS ?? 20);
const FIRST_SEED = Number(process.env.KILL_SEED ?? 1);
const VICTIMS = ['worker-cpu', 'worker-inference', 'starter', 'temporal', 'gateway', 'ingest'] as const;
const LONGEST_DELAY_MS = 2_500;

let stack: JourneyStack;
beforeAll(async () => {
  stack = await startJourneyStack();
}, 300_000);
afterAll(() => stack?.stop());

const uploadUntilAccepted = async (folder: string): Promise<string> => {
  // The door itself may be the victim: a person runs the same command again, which resumes.
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await stack.cli('upload', folder, '--product', 'quantitative-ct', '--json');
      const diagnoses = (
        JSON.parse(answer.trim().split('\n').at(-1) ?? '') as { diagnoses: ReadonlyArray<{ id: string }> }
      ).diagnoses;
      if (diagnoses[0] !== undefined) return diagnoses[0].id;
    } catch (error) {
      if (attempt === 8) throw error;
    }
    await pause(1_000);
  }
};

const run = async (seed: number): Promise<DiagnosisSeen> => {
  const random = seededRandom(seed);
  const victim = VICTIMS[seed % VICTIMS.length] as string;
  const delay = Math.floor(random() * LONGEST_DELAY_MS);
  const folder = await sampleStudy(stack, 'ct', 1_000 + seed, '--size', '128', '--slices', '32');
  const upload = uploadUntilAccepted(folder);
  await pause(delay);
  const pid = stack.supervisor.pid(victim);
  if (pid === undefined) throw new Error(`${victim} is not running`);
  process.kill(pid, 'SIGKILL');
  const diagnosis = await ended(stack, await upload);
  process.stderr.write(`    seed ${seed}: killed ${victim} after ${delay} ms -> ${diagnosis.status}\n`);
  return diagnosis;
};

test(
  `every diagnosis ends and is billed exactly once over ${RUNS} kills`,
  async () => {
    const diagnoses: DiagnosisSeen[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) diagnoses.push(await run(seed));
    expect(diagnoses.map((each) => each.status)).toEqual(diagnoses.map(() => 'COMPLETED'));
    const money = await moneyState(stack);
    expect(diagnoses.map((each) => money.chargesOf.get(each.id))).toEqual(diagnoses.map(() => 1));
    expect(money.chargesOf.size).toBe(diagnoses.length);
    expect(money.sums.filter((each) => each.sum !== '0')).toEqual([]);
    expect(money.violations).toEqual([]);
  },
  RUNS * 120_000,
);
