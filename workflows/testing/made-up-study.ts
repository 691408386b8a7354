// Studies and a model that a test makes up: what the check says, how the model behaves, what it was asked.
import { setTimeout as pause } from 'node:timers/promises';
import type { Diagnosis, Outcome } from '@hounsfield/diagnoses';
import { sha256Hex } from '@hounsfield/kernel';
import type { InputVerdict, ModelAnswer } from '@hounsfield/workflow-activities';
import type { WrittenReport } from '@hounsfield/workflow-contract';

const code = (value: string) => ({ value, scheme: 'DCM', meaning: value });

/** What a model that works answers. */
export const madeUpOutcome = (diagnosis: Diagnosis): Outcome => ({
  findings: [
    {
      trackingId: 'lung-volume',
      concept: code('lung-volume'),
      value: 5123.5,
      unit: { value: 'mL', scheme: 'UCUM', meaning: 'milliliter' },
      label: { en: 'Lung volume', 'zh-CN': '肺容积' },
    },
  ],
  sources: [{ studyInstanceUid: '2.25.1', seriesInstanceUid: '2.25.2', sopClassUid: '1.2', sopInstanceUid: '2.25.3' }],
  acquisition: { sliceThicknessMm: 1.25 },
  provenance: {
    modelSlug: diagnosis.modelSlug,
    modelVersion: diagnosis.modelVersion,
    modelSha256: diagnosis.modelSha256,
    provider: 'test',
    runtimeVersion: '1',
    inputSha256: sha256Hex(diagnosis.studyId),
  },
});

/** The report of a diagnosis: the same one however often it is written. */
export const madeUpReport = (diagnosis: Diagnosis): WrittenReport => ({
  instanceId: diagnosis.id,
  objectKey: `t/${diagnosis.tenantId}/${diagnosis.id}`,
  sha256: sha256Hex(diagnosis.id),
  studyInstanceUid: '2.25.1',
  seriesInstanceUid: '2.25.4',
  sopInstanceUid: '2.25.5',
});

type ModelCall = { readonly diagnosis: Diagnosis; readonly signal: AbortSignal; readonly alive: () => void };

/** How one test's studies and model behave; a test overwrites what it is about. */
export type MadeUp = {
  plan: { attemptTimeoutMs: number; heartbeatTimeoutMs: number };
  /** The verdict of the check; in scope by this plan where there is none. */
  checkStudy: (diagnosis: Diagnosis) => Promise<InputVerdict | undefined>;
  runModel: (call: ModelCall) => Promise<ModelAnswer>;
  writeReport: (diagnosis: Diagnosis) => Promise<WrittenReport>;
  /** Diagnoses in the order in which the model was run over them. */
  readonly ran: Diagnosis[];
};

/** A study in scope and a model that works at once. */
export const madeUpStudies = (): MadeUp => ({
  plan: { attemptTimeoutMs: 20_000, heartbeatTimeoutMs: 6_000 },
  checkStudy: async () => undefined,
  runModel: async ({ diagnosis }) => ({ kind: 'findings', ...madeUpOutcome(diagnosis) }),
  writeReport: async (diagnosis) => madeUpReport(diagnosis),
  ran: [],
});

/** A model that takes its time, and stops when it is told to. */
export const slowModel =
  (milliseconds: number): MadeUp['runModel'] =>
  async ({ diagnosis, signal }) => {
    await pause(milliseconds, undefined, { signal });
    return { kind: 'findings', ...madeUpOutcome(diagnosis) };
  };
