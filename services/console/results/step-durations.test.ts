// The timeline tells the truth about every step.
import { expect, test } from '@jest/globals';
import { stepViews } from './step-durations.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23) + seconds * 1000).toISOString();
const now = Date.parse(at(10));
const states = (views: ReturnType<typeof stepViews>) => views.map(({ state }) => state);

test('a read that runs has finished steps, one running step with its age, and steps ahead', () => {
  const steps = [
    { name: 'QUEUED', startedAt: at(0), finishedAt: at(3) },
    { name: 'CHECKING_INPUT', startedAt: at(3), finishedAt: at(4) },
    { name: 'INFERRING', startedAt: at(4), finishedAt: null },
  ] as const;
  const views = stepViews({ status: 'RUNNING', steps }, now);
  expect(states(views)).toEqual(['done', 'done', 'running', 'ahead', 'ahead', 'ahead']);
  expect(views[2]?.duration).toBe(6_000);
});

test('a read that failed shows where it stopped and is never done', () => {
  const steps = [
    { name: 'QUEUED', startedAt: at(0), finishedAt: at(1) },
    { name: 'CHECKING_INPUT', startedAt: at(1), finishedAt: null },
  ] as const;
  expect(states(stepViews({ status: 'FAILED', steps }, now))).toEqual([
    'done',
    'stopped',
    'ahead',
    'ahead',
    'ahead',
    'ahead',
  ]);
});

test('only a completed read is done', () => {
  expect(stepViews({ status: 'COMPLETED', steps: [] }, now).at(-1)?.state).toBe('done');
  expect(stepViews({ status: 'CANCELLED', steps: [] }, now).at(-1)?.state).toBe('ahead');
});
