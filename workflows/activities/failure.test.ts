// The failure mapper: what histories may know of a refusal or a fault, and what is asked again.
import { createLogger, refusal } from '@hounsfield/kernel';
import { FAILURE_TYPE, NON_RETRYABLE } from '@hounsfield/workflow-contract';
import { expect, test } from '@jest/globals';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { faultFailure, guarded, modelFault, notYet, refused } from './failure.ts';

const no = refusal('STUDY_NOT_FOUND', 'There is no such study.');
const silent = createLogger('test', 'silent');

test('a refusal ends the asking and carries its code and sentence', () => {
  expect(refused(no)).toMatchObject({ type: FAILURE_TYPE.refused, nonRetryable: true, message: no.message });
  expect(refused(no).details).toEqual([{ code: 'STUDY_NOT_FOUND', message: 'There is no such study.' }]);
});

test('a refusal of money is asked again', () => {
  const failure = notYet(refusal('NO_CONTRACT', 'The customer has no contract.'));
  expect(failure.nonRetryable).toBe(false);
  expect(NON_RETRYABLE).not.toContain(failure.type);
});

test('a model that failed too often is not asked again', () => {
  const failure = modelFault({ code: 'ENGINE_CRASHED', message: 'The model brought its process down.' });
  expect([failure.nonRetryable, NON_RETRYABLE.includes(failure.type ?? '')]).toEqual([true, true]);
});

test("a fault leaves its words behind and keeps its machine's code", () => {
  const fault = Object.assign(new Error('duplicate key (patient_name)=(WANG^XIAODONG)'), { code: '23505' });
  const failure = faultFailure('writeReport', fault);
  expect(failure.message).toBe('writeReport could not be done (23505).');
  expect(JSON.stringify(failure)).not.toContain('WANG');
  expect(failure.cause).toBeUndefined();
});

test('a code that is no machine code is not believed', () => {
  const fault = Object.assign(new TypeError('x'), { code: 'WANG^XIAODONG' });
  expect(faultFailure('checkInput', fault).message).toBe('checkInput could not be done (TypeError).');
});

test("Temporal's own failures pass as they are", async () => {
  for (const own of [ApplicationFailure.create({ message: 'x' }), new CancelledFailure('x')]) {
    const { act } = guarded({ act: () => Promise.reject(own) }, silent);
    await expect(act()).rejects.toBe(own);
  }
});

test('guarded activities answer what they answered', async () => {
  const { add } = guarded({ add: async (a: number, b: number) => a + b }, silent);
  expect(await add(2, 3)).toBe(5);
});
