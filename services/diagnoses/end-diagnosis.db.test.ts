// Running and ending diagnoses: every door twice, late results, races, final ends.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DiagnosesWorld, diagnosesWorld, outcome, refOf, report } from './diagnoses-world.ts';
import {
  beginAttempt,
  beginDiagnosis,
  cancelDiagnosis,
  completeDiagnosis,
  endOutOfScope,
  enterStep,
  failDiagnosis,
  findingsByDiagnosis,
  markCharged,
  recordAttemptFault,
  recordOutcome,
  reportsByDiagnosis,
  stepsByDiagnosis,
} from './index.ts';

let w: DiagnosesWorld;
beforeAll(async () => {
  w = await diagnosesWorld();
});
afterAll(() => w.database.drop());

describe('running', () => {
  test('beginning twice begins once', async () => {
    const ref = refOf(await w.ordered());
    const first = await beginDiagnosis(w.worker, ref);
    expect(await beginDiagnosis(w.worker, ref)).toEqual(first);
    expect(first).toMatchObject({ status: 'RUNNING', step: 'CHECKING_INPUT' });
  });

  test('steps go forward only, and each starts once', async () => {
    const ref = await w.running();
    await enterStep(w.worker, ref, 'INFERRING');
    await enterStep(w.worker, ref, 'REPORTING');
    await enterStep(w.worker, ref, 'INFERRING');
    expect((await w.stored(ref)).step).toBe('REPORTING');
    const steps = await stepsByDiagnosis(w.database.app, ref.tenantId, [ref.diagnosisId]);
    expect(steps.map((step) => [step.name, step.finishedAt !== undefined])).toEqual([
      ['QUEUED', true],
      ['CHECKING_INPUT', true],
      ['INFERRING', true],
      ['REPORTING', false],
    ]);
  });

  test('a late result of a superseded attempt is refused', async () => {
    const ref = await w.running();
    expect(await beginAttempt(w.worker, ref)).toMatchObject({ attempt: 1, diagnosis: { step: 'INFERRING' } });
    expect(await beginAttempt(w.worker, ref)).toMatchObject({ attempt: 2 });
    expect(await recordOutcome(w.worker, ref, 1, outcome)).toMatchObject({ code: 'ATTEMPT_SUPERSEDED' });
    expect(await recordOutcome(w.worker, ref, 2, outcome)).toEqual({ kind: 'recorded' });
    expect(await recordOutcome(w.worker, ref, 2, outcome)).toEqual({ kind: 'recorded' });
  });

  test('counts the attempts a model brought down', async () => {
    const ref = await w.running();
    expect(await recordAttemptFault(w.worker, ref)).toBe(1);
    expect(await recordAttemptFault(w.worker, ref)).toBe(2);
  });
});

describe('ending', () => {
  test('completion publishes findings and report, once, even when it happens twice', async () => {
    const ref = await w.inferred();
    const first = await completeDiagnosis(w.worker, ref, report);
    w.clock.advance(5);
    expect(await completeDiagnosis(w.worker, ref, report)).toEqual(first);
    expect(first).toMatchObject({ status: 'COMPLETED', step: 'BILLING' });
    const [volume, pneumonia] = await findingsByDiagnosis(w.database.app, ref.tenantId, [ref.diagnosisId]);
    expect([volume, pneumonia]).toMatchObject(outcome.findings);
    expect(await reportsByDiagnosis(w.database.app, ref.tenantId, [ref.diagnosisId])).toMatchObject([
      { ...report, acquisition: outcome.acquisition, provenance: outcome.provenance },
    ]);
  });

  test('a diagnosis without an outcome cannot be completed', async () => {
    const ref = await w.running();
    await expect(completeDiagnosis(w.worker, ref, report)).rejects.toThrow(/without an outcome/);
    expect((await w.stored(ref)).status).toBe('RUNNING');
  });

  test('is done once it is charged', async () => {
    const ref = await w.completed();
    await markCharged(w.worker, ref);
    const first = await markCharged(w.worker, ref);
    expect(first).toMatchObject({ status: 'COMPLETED', step: 'DONE', chargedAt: w.clock.now() });
    const steps = await stepsByDiagnosis(w.database.app, ref.tenantId, [ref.diagnosisId]);
    expect(steps.every((step) => step.finishedAt !== undefined)).toBe(true);
  });

  test('an end is final: what ends later changes nothing', async () => {
    const ref = await w.inferred();
    await failDiagnosis(w.worker, ref, { code: 'MODEL_FAULT', message: 'The model failed.' });
    expect(await completeDiagnosis(w.worker, ref, report)).toMatchObject({ code: 'DIAGNOSIS_ENDED' });
    expect(await endOutOfScope(w.worker, ref, { code: 'X', message: 'x' })).toMatchObject({ status: 'FAILED' });
    expect(await cancelDiagnosis(w.app, ref)).toMatchObject({ code: 'DIAGNOSIS_ENDED' });
    expect(await beginAttempt(w.worker, ref)).toMatchObject({ code: 'DIAGNOSIS_ENDED' });
    expect(await enterStep(w.worker, ref, 'REPORTING')).toMatchObject({ code: 'DIAGNOSIS_ENDED' });
    expect(await w.stored(ref)).toMatchObject({ status: 'FAILED', reason: { code: 'MODEL_FAULT' } });
  });

  test('a customer cancels at once, also twice, and one event stops the workflow', async () => {
    const ref = await w.inferred();
    expect(await cancelDiagnosis(w.app, ref)).toMatchObject({ status: 'CANCELLED' });
    expect(await cancelDiagnosis(w.app, ref)).toMatchObject({ status: 'CANCELLED' });
    expect(await completeDiagnosis(w.worker, ref, report)).toMatchObject({ code: 'DIAGNOSIS_ENDED' });
    expect(await w.eventsOf('diagnosis.cancelled', ref.diagnosisId)).toBe(1);
  });

  test('completion and cancellation at the same time have one winner', async () => {
    for (let round = 0; round < 10; round += 1) {
      const ref = await w.inferred();
      await Promise.all([completeDiagnosis(w.worker, ref, report), cancelDiagnosis(w.app, ref)]);
      const { status } = await w.stored(ref);
      const findings = await findingsByDiagnosis(w.database.app, ref.tenantId, [ref.diagnosisId]);
      expect([
        ['COMPLETED', 2],
        ['CANCELLED', 0],
      ]).toContainEqual([status, findings.length]);
    }
  });
});
