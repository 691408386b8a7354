// Diagnoses for tests, made through the room's own doors in a database of their own.
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { type DiagnosisId, isRefusal, ManualClock, newId, type StudyId, type TenantId } from '@hounsfield/kernel';
import { sql } from 'kysely';
import { diagnosisById } from './diagnoses.read-model.ts';
import type { DiagnosesTables } from './diagnoses.tables.ts';
import type { DiagnosesDeps, Diagnosis } from './diagnosis.ts';
import type { DiagnosisRef } from './diagnosis-row.ts';
import { completeDiagnosis, type Report } from './end-diagnosis.ts';
import { type DiagnosisOrder, requestDiagnosis } from './request-diagnosis.ts';
import { beginAttempt, beginDiagnosis, type Outcome, recordOutcome } from './run-diagnosis.ts';

const code = (value: string) => ({ value, scheme: 'DCM', meaning: value });

export const anOrder = (changes: Partial<DiagnosisOrder> = {}): DiagnosisOrder => ({
  studyId: newId<StudyId>(),
  studyRevision: 1,
  productSlug: 'quantitative-ct',
  modelSlug: 'quantitative-ct',
  modelVersion: '1.0.0',
  modelSha256: 'a'.repeat(64),
  lane: 'ROUTINE',
  priceVersion: 1,
  ...changes,
});
export const outcome: Outcome = {
  findings: [
    {
      trackingId: 'lung-volume',
      concept: code('lung-volume'),
      value: 5123.5,
      unit: { value: 'mL', scheme: 'UCUM', meaning: 'milliliter' },
      label: { en: 'Lung volume', 'zh-CN': '肺容积' },
    },
    {
      trackingId: 'pneumonia',
      concept: code('pneumonia'),
      category: code('present'),
      probability: 0.93,
      label: { en: 'Pneumonia', 'zh-CN': '肺炎' },
    },
  ],
  sources: [{ studyInstanceUid: '2.25.1', seriesInstanceUid: '2.25.4', sopClassUid: '1.2', sopInstanceUid: '2.25.5' }],
  acquisition: { sliceThicknessMm: 1.25, kernel: 'B31f' },
  provenance: {
    modelSlug: 'quantitative-ct',
    modelVersion: '1.0.0',
    modelSha256: 'a'.repeat(64),
    provider: 'cpu',
    runtimeVersion: '1',
    inputSha256: 'b'.repeat(64),
  },
};
export const report: Report = {
  instanceId: newId(),
  objectKey: 't/x/sr',
  sha256: 'c'.repeat(64),
  studyInstanceUid: '2.25.1',
  seriesInstanceUid: '2.25.2',
  sopInstanceUid: '2.25.3',
};

export const refOf = ({ tenantId, id }: Diagnosis): DiagnosisRef => ({ tenantId, diagnosisId: id });

/** A database of its own and diagnoses in every state of their life. */
export const diagnosesWorld = async () => {
  const database: TestDatabase<DiagnosesTables> = await createTestDatabase();
  const clock = new ManualClock(new Date('2026-11-23T08:00:00Z'));
  const app: DiagnosesDeps = { db: database.app, clock };
  const worker: DiagnosesDeps = { db: database.worker, clock };
  const ordered = async (order = anOrder(), tenantId = newId<TenantId>()): Promise<Diagnosis> => {
    const diagnosis = await requestDiagnosis(app, { tenantId }, order);
    if (isRefusal(diagnosis)) throw new Error(diagnosis.message);
    return diagnosis;
  };
  const running = async (): Promise<DiagnosisRef> => {
    const ref = refOf(await ordered());
    await beginDiagnosis(worker, ref);
    return ref;
  };
  const inferred = async (): Promise<DiagnosisRef> => {
    const ref = await running();
    await beginAttempt(worker, ref);
    await recordOutcome(worker, ref, 1, outcome);
    return ref;
  };
  const completed = async (): Promise<DiagnosisRef> => {
    const ref = await inferred();
    await completeDiagnosis(worker, ref, report);
    return ref;
  };
  const stored = async ({ tenantId, diagnosisId }: DiagnosisRef): Promise<Diagnosis> =>
    (await diagnosisById(database.app, tenantId, diagnosisId)) as Diagnosis;
  const eventsOf = async (topic: string, id: DiagnosisId): Promise<number> =>
    (await sql`select 1 from outbox.event where topic = ${topic} and idem_key = ${id}`.execute(database.worker)).rows
      .length;
  return { database, clock, app, worker, ordered, running, inferred, completed, stored, eventsOf };
};

export type DiagnosesWorld = Awaited<ReturnType<typeof diagnosesWorld>>;
