// What the database itself refuses, whatever the code does: impossible states, and the rows of others.
import { newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type DiagnosesWorld, diagnosesWorld, outcome, refOf, report } from './diagnoses-world.ts';
import {
  beginAttempt,
  beginDiagnosis,
  cancelDiagnosis,
  completeDiagnosis,
  type DiagnosisRef,
  diagnosisById,
  failDiagnosis,
  findingsByDiagnosis,
  type Outcome,
  recordOutcome,
  reportsByDiagnosis,
  stepsByDiagnosis,
} from './index.ts';

let w: DiagnosesWorld;
beforeAll(async () => {
  w = await diagnosesWorld();
});
afterAll(() => w.database.drop());

describe('what the database itself refuses', () => {
  const set = (ref: DiagnosisRef, assignment: string) =>
    sql`update diagnoses.diagnosis set ${sql.raw(assignment)} where id = ${ref.diagnosisId}`.execute(w.database.owner);
  const now = 'finished_at = now()';

  test.each([
    ['to look completed while it waits', `status = 'COMPLETED', step = 'BILLING', started_at = now(), ${now}`],
    ['to fail without a reason', `status = 'FAILED', ${now}`],
    ['to end without a time', `status = 'CANCELLED'`],
    ['to be charged while it waits', 'charged_at = now()'],
    ['to reach billing while it waits', `step = 'BILLING'`],
    ['to change what was ordered', `lane = 'STAT'`],
    ['to count attempts backwards', 'attempt = -1'],
  ])('a waiting diagnosis %s', async (_, assignment) => {
    await expect(set(refOf(await w.ordered()), assignment)).rejects.toThrow();
  });

  test('a running diagnosis cannot be completed without a report', async () => {
    const ref = await w.inferred();
    await expect(set(ref, `status = 'COMPLETED', step = 'BILLING', ${now}`)).rejects.toThrow(/completed_has_report/);
  });

  test('a finding cannot exist for a diagnosis that is not completed', async () => {
    const ref = await w.running();
    const insert = sql`insert into diagnoses.finding (tenant_id, diagnosis_id, ordinal, tracking_id, concept, label, probability)
      values (${ref.tenantId}, ${ref.diagnosisId}, 1, 't', '{}', '{}', 1)`;
    await expect(insert.execute(w.database.worker)).rejects.toThrow(/finding_of_diagnosis/);
  });

  test.each([
    ['go back to running', `status = 'RUNNING', step = 'REPORTING', finished_at = null`],
    ['become failed', `status = 'FAILED', step = 'REPORTING', reason_code = 'X', reason_message = 'x'`],
    ['end at another time', now],
  ])('a completed diagnosis does not %s', async (_, assignment) => {
    await expect(set(await w.completed(), assignment)).rejects.toThrow();
  });

  test('findings and reports do not change', async () => {
    await w.completed();
    await expect(sql`update diagnoses.finding set value = 1`.execute(w.database.owner)).rejects.toThrow(
      /does not change/,
    );
    await expect(sql`delete from diagnoses.report`.execute(w.database.owner)).rejects.toThrow(/does not change/);
  });

  test('an infinite or a unitless measurement', async () => {
    for (const bad of [
      { value: Number.POSITIVE_INFINITY },
      { unit: undefined },
      { value: undefined, unit: undefined },
    ]) {
      const ref = await w.running();
      await beginAttempt(w.worker, ref);
      const findings = [{ ...outcome.findings[0], ...bad }] as Outcome['findings'];
      await recordOutcome(w.worker, ref, 1, { ...outcome, findings });
      await expect(completeDiagnosis(w.worker, ref, report)).rejects.toThrow();
    }
  });
});

describe('tenants', () => {
  test("another tenant's diagnosis cannot be seen, cancelled or changed", async () => {
    const ref = await w.completed();
    const theirs = { tenantId: newId<TenantId>(), diagnosisId: ref.diagnosisId };
    expect(await diagnosisById(w.database.app, theirs.tenantId, ref.diagnosisId)).toBeUndefined();
    expect(await findingsByDiagnosis(w.database.app, theirs.tenantId, [ref.diagnosisId])).toEqual([]);
    expect(await reportsByDiagnosis(w.database.app, theirs.tenantId, [ref.diagnosisId])).toEqual([]);
    expect(await stepsByDiagnosis(w.database.app, theirs.tenantId, [ref.diagnosisId])).toEqual([]);
    expect(await cancelDiagnosis(w.app, theirs)).toMatchObject({ code: 'DIAGNOSIS_NOT_FOUND' });
  });

  test('a tenant cannot complete, begin or bill its own diagnosis, nor read drafts', async () => {
    const ref = await w.inferred();
    await expect(beginAttempt(w.app, ref)).rejects.toThrow(/permission denied/);
    await expect(completeDiagnosis(w.app, ref, report)).rejects.toThrow(/permission denied/);
    await expect(sql`select 1 from diagnoses.outcome`.execute(w.database.app)).rejects.toThrow(/permission denied/);
    const requested = refOf(await w.ordered());
    await expect(beginDiagnosis(w.app, requested)).rejects.toThrow();
    await expect(failDiagnosis(w.app, requested, { code: 'X', message: 'x' })).rejects.toThrow(/row-level security/);
  });

  test('a tenant cannot leave the queue to others or jump it', async () => {
    await expect(sql`delete from diagnoses.waiting`.execute(w.database.app)).rejects.toThrow(/permission denied/);
  });
});
