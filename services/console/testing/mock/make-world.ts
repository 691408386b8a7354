// Fills the invented marketplace: a worklist with every state a read can be in, and months of money.
import type { DiagnosisStatus, DiagnosisStepName, Lane } from '../../generated/operations.ts';
import {
  CT_SERIES,
  type Diagnosis,
  ORGANISATIONS,
  PRODUCTS,
  type Product,
  type Step,
  type Study,
  XRAY_SERIES,
} from './world.ts';

export const STEP_NAMES: readonly DiagnosisStepName[] = [
  'QUEUED',
  'CHECKING_INPUT',
  'INFERRING',
  'REPORTING',
  'BILLING',
];
const STEP_SECONDS = [3.1, 1.4, 22.7, 1.9, 0.6];

export type World = {
  readonly studies: Study[];
  readonly diagnoses: Diagnosis[];
  /** Operations by name that answer with a fault instead. */
  readonly faults: Map<string, string>;
};

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const productOf = (id: string): Product => {
  const product = PRODUCTS.find((each) => each.id === id);
  if (product === undefined) throw new Error(`no product ${id}`);
  return product;
};

/** The steps of a read that got as far as `reached` (all of them when it is undefined). */
export const stepsUpTo = (start: Date, reached?: DiagnosisStepName): Step[] => {
  const steps: Step[] = [];
  let at = start.getTime();
  for (const [index, name] of STEP_NAMES.entries()) {
    const finished = at + (STEP_SECONDS[index] ?? 1) * 1000;
    const last = name === reached;
    steps.push({
      name,
      startedAt: new Date(at).toISOString(),
      finishedAt: last ? null : new Date(finished).toISOString(),
    });
    if (last) break;
    at = finished;
  }
  return steps;
};

type Read = {
  product: string;
  status: DiagnosisStatus;
  reached?: DiagnosisStepName;
  lane?: Lane;
  reason?: [string, string];
  queue?: number;
};

const PATIENTS: readonly (readonly [string | null, string | null, string, string | null, readonly Read[]])[] = [
  [
    'Wang^XiaoDong=王^小东',
    'LK-204417',
    'CT',
    'CT Thorax plain',
    [{ product: 'quantitative-ct', status: 'COMPLETED' }],
  ],
  ['Okonkwo^Adaeze', 'LK-204416', 'DX', 'Chest PA', [{ product: 'cxr-pneumonia', status: 'COMPLETED' }]],
  [
    'Lindqvist^Elsa',
    'LK-204415',
    'CT',
    'CT Thorax low dose',
    [{ product: 'quantitative-ct', status: 'RUNNING', reached: 'INFERRING' }],
  ],
  [
    'Haddad^Samir',
    'LK-204414',
    'CT',
    'CT Thorax plain',
    [{ product: 'quantitative-ct', status: 'REQUESTED', reached: 'QUEUED', lane: 'OFF_PEAK', queue: 3 }],
  ],
  [
    'Petrov^Ilya',
    'LK-204412',
    'CT',
    'CT Thorax with contrast',
    [
      {
        product: 'quantitative-ct',
        status: 'OUT_OF_SCOPE',
        reached: 'CHECKING_INPUT',
        reason: ['CONTRAST_ENHANCED', 'The scan is contrast-enhanced; the product measures non-contrast scans only.'],
      },
    ],
  ],
  [
    'Silva^Marta',
    'LK-204409',
    'DX',
    'Chest PA',
    [
      {
        product: 'cxr-pneumonia',
        status: 'FAILED',
        reached: 'INFERRING',
        reason: ['DECODER_STOPPED', 'The image could not be decoded within its time limit.'],
      },
    ],
  ],
  [
    'Nguyen^Thi Mai',
    'LK-204405',
    'CT',
    null,
    [
      {
        product: 'quantitative-ct',
        status: 'CANCELLED',
        reached: 'QUEUED',
        reason: ['CANCELLED_BY_MEMBER', 'Cancelled by a member of your organisation.'],
      },
    ],
  ],
  [
    'Jansen^Pieter',
    'LK-204401',
    'CT',
    'CT Thorax plain',
    [
      { product: 'quantitative-ct', status: 'NEEDS_ATTENTION', reached: 'REPORTING' },
      { product: 'quantitative-ct', status: 'COMPLETED' },
    ],
  ],
  [null, 'LK-204399', 'DX', 'Chest PA', []],
  ['Costa^Bruno', 'LK-204398', 'CT', 'CT Thorax plain', []],
];

/** A fresh world; `now` is its latest moment. */
export const makeWorld = (now: Date): World => {
  const world: World = { studies: [], diagnoses: [], faults: new Map() };
  let next = 1;
  for (let row = 0; row < 34; row += 1) {
    const [patientName, patientId, modality, description, reads] = PATIENTS[
      row % PATIENTS.length
    ] as (typeof PATIENTS)[number];
    const receivedAt = new Date(now.getTime() - row * 47 * 60_000 - 180_000);
    const study: Study = {
      id: uuid(1000 + row),
      ownerId: ORGANISATIONS.hospital.id,
      status: row === 9 ? 'RECEIVING' : 'COMPLETE',
      modality,
      description,
      patientName,
      patientId: row < 10 ? patientId : `LK-${204_390 - row}`,
      receivedAt: receivedAt.toISOString(),
      series: modality === 'CT' ? CT_SERIES : XRAY_SERIES,
      diagnoses: [],
    };
    for (const read of row < 10 ? reads : reads.map(({ product }) => ({ product, status: 'COMPLETED' as const }))) {
      addDiagnosis(world, study, read, uuid(2000 + next), new Date(receivedAt.getTime() + 40_000));
      next += 1;
    }
    world.studies.push(study);
  }
  return world;
};

/** Adds a read to a study. */
export const addDiagnosis = (world: World, study: Study, read: Read, id: string, at: Date): Diagnosis => {
  const steps = stepsUpTo(at, read.reached);
  const diagnosis: Diagnosis = {
    id,
    status: read.status,
    lane: read.lane ?? 'ROUTINE',
    product: productOf(read.product),
    study,
    requestedAt: at.toISOString(),
    finishedAt: read.status === 'COMPLETED' ? (steps.at(-1)?.finishedAt ?? null) : null,
    steps,
    queuePosition: read.queue ?? null,
    reason: read.reason === undefined ? null : { code: read.reason[0], message: read.reason[1] },
  };
  study.diagnoses.push(diagnosis);
  world.diagnoses.push(diagnosis);
  return diagnosis;
};
