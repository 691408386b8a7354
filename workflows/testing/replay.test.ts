// Every recorded history replays with today's workflow code, and code that changed its mind is caught.
import { readFile } from 'node:fs/promises';
import { createLogger } from '@hounsfield/kernel';
import { installRuntime, workflowBundle } from '@hounsfield/workers';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { DefaultLogger, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { recordedHistories } from './recorded-history.ts';

const histories = await recordedHistories();
let code: string;

beforeAll(async () => {
  installRuntime(createLogger('test', 'silent'));
  const { codePath } = await workflowBundle(new DefaultLogger('ERROR'));
  code = await readFile(codePath, 'utf8');
});

const replay = (bundle: string, history: unknown): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle: { code: bundle } }, history as never);

test('there is a history for every way a diagnosis and an upload can go', () => {
  expect(histories.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      '0.1.0/diagnosis-cancelled-in-inference.json',
      '0.1.0/diagnosis-charged-late.json',
      '0.1.0/diagnosis-completed.json',
      '0.1.0/diagnosis-failed.json',
      '0.1.0/diagnosis-out-of-scope-by-check.json',
      '0.1.0/diagnosis-out-of-scope-by-model.json',
      '0.1.0/diagnosis-retried.json',
      '0.1.0/upload-received.json',
    ]),
  );
});

test.each(histories)('$name replays', async ({ history }) => {
  await replay(code, history);
});

describe('a definition that changed its mind is caught:', () => {
  const completed = histories.find(({ name }) => name.endsWith('/diagnosis-completed.json'))?.history;

  test.each([
    ['a step left out', /const begun = await \S+beginDiagnosis\(subject\)/, "const begun = 'RUNNING'"],
    ['a step renamed', /\.checkInput\(subject\)/, '.checkStudy(subject)'],
    ['the activity renamed', /\.inferFindings\(subject\)/, '.findFindings(subject)'],
    ['the charge before the usage', /await \S+recordUsage\(subject\)/, "'x'"],
  ])('%s', async (_, before, after) => {
    const mutant = code.replace(before, after);
    expect(mutant).not.toBe(code);
    await expect(replay(mutant, completed)).rejects.toThrow(DeterminismViolationError);
  });
});
