// `kill -9` between every two effects of the journey, on real processes: nothing is lost, nothing is billed twice.
import { setTimeout as pause } from 'node:timers/promises';
import { violations } from '@hounsfield/ledger';
import { ctPhantom } from '@hounsfield/phantoms';
import { WORKER_CRASH_POINTS } from '@hounsfield/workflow-activities';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type ProcessName, type ProductProcess, type ProductWorld, productWorld } from './product-world.ts';

const NAMES: readonly ProcessName[] = ['starter', 'worker-cpu', 'worker-inference'];
/** A step is taken up again well within this time, or something is wrong. */
const PATIENCE_MS = 90_000;

let w: ProductWorld;
const running = new Map<ProcessName, ProductProcess>();
beforeAll(async () => {
  w = await productWorld();
}, 60_000);
afterAll(() => w.close(), 60_000);
afterEach(async () => expect(await violations(w.database.worker)).toEqual([]));

const ensure = (name: ProcessName): void => {
  if (!running.has(name)) running.set(name, w.start(name));
};
const end = async (name: ProcessName): Promise<void> => {
  await running.get(name)?.stop();
  running.delete(name);
};

/** Starts a process that dies at a point, and waits until it has. */
const live = async (name: ProcessName, point: string): Promise<void> => {
  const life = w.start(name, { CRASH_POINT: point });
  const fate = await Promise.race([life.ended, pause(PATIENCE_MS, 'not at all', { ref: false })]);
  if (fate !== 'SIGKILL') throw new Error(`${point}: the process ended with ${String(fate)}\n${life.log()}`);
};

/** The points of the way that match, in their order. */
const onTheWay = (matches: RegExp): readonly string[] => WORKER_CRASH_POINTS.filter((point) => matches.test(point));

const LIVES: readonly { readonly victim: ProcessName; readonly points: readonly string[] }[] = [
  { victim: 'starter', points: ['starter:after-start', 'starter:after-start'] },
  { victim: 'worker-inference', points: onTheWay(/^infer:/) },
  { victim: 'worker-cpu', points: ['instance-recorded', ...onTheWay(/^upload:/)] },
  { victim: 'worker-cpu', points: onTheWay(/^diagnose:after-(begin|check)|^report:/) },
  { victim: 'worker-cpu', points: [...onTheWay(/^diagnose:after-(complete|usage)/), 'charge:before-commit'] },
  { victim: 'worker-cpu', points: ['charge:after-commit', ...onTheWay(/^diagnose:after-(charge|mark)/)] },
];

test.each(LIVES.map(({ victim, points }, index) => [victim, points.join(', '), points, index] as const))(
  'a %s killed at %s in turn: the diagnosis is completed and billed once',
  async (victim, _, points, seed) => {
    await end(victim);
    for (const name of NAMES) if (name !== victim) ensure(name);
    const uploadId = await w.upload(ctPhantom({ seed, size: 64, slices: 12 }).files);
    // Each life goes on where the one before ended, up to its own point.
    for (const point of points) await live(victim, point);
    ensure(victim);
    const diagnosis = await w.done(uploadId);
    expect(diagnosis).toMatchObject({ status: 'COMPLETED', step: 'DONE' });
    expect(await w.charged(diagnosis)).toEqual([10_000n]);
  },
  240_000,
);
