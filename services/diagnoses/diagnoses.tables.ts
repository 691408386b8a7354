// The tables of schema `diagnoses` as kysely sees them, and the words their columns hold.
import type { DiagnosisId, StudyId, TenantId } from '@hounsfield/kernel';
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';

export type Lane = 'STAT' | 'ROUTINE' | 'OFF_PEAK';

/** The status as stored; readers also see `NEEDS_ATTENTION`. */
export type StoredStatus = 'REQUESTED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'OUT_OF_SCOPE';

/** Steps in their order. */
export const STEPS = ['QUEUED', 'CHECKING_INPUT', 'INFERRING', 'REPORTING', 'BILLING', 'DONE'] as const;
export type StepName = (typeof STEPS)[number];

/** A coded concept as DICOM writes it: code value, coding scheme designator, code meaning. */
export type Code = { readonly value: string; readonly scheme: string; readonly meaning: string };

/** A measured or inferred statement, coded as in the SR. */
export type Finding = {
  readonly trackingId: string;
  readonly trackingUid?: string | undefined;
  readonly concept: Code;
  readonly value?: number | undefined;
  readonly unit?: Code | undefined;
  readonly category?: Code | undefined;
  readonly probability?: number | undefined;
  readonly site?: Code | undefined;
  readonly label: { readonly en: string; readonly 'zh-CN': string };
};

/** What produced a result: model, runtime and the hash of what it read. */
export type Provenance = {
  readonly modelSlug: string;
  readonly modelVersion: string;
  readonly modelSha256: string;
  readonly provider: string;
  readonly runtimeVersion: string;
  /** SHA-256 over the inputs, 64 hexadecimal digits. */
  readonly inputSha256: string;
};

type NullableJson<Value> = ColumnType<Value | null, string | null, never>;

/** An image that the result rests on, by its de-identified UIDs. */
export type SourceImage = {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
};

/** How the images were made, as far as it bears on the numbers: slice thickness, kernel, view. */
export type Acquisition = { readonly [name: string]: string | number | readonly number[] | undefined };

export type DiagnosisTable = {
  tenant_id: TenantId;
  id: DiagnosisId;
  study_id: StudyId;
  study_revision: number;
  product_slug: string;
  model_slug: string;
  model_version: string;
  model_sha256: string;
  lane: Lane;
  order_key: string;
  price_version: number;
  ordered_by: string | null;
  status: Generated<StoredStatus>;
  step: Generated<StepName>;
  attempt: Generated<number>;
  attempt_faults: Generated<number>;
  reason_code: string | null;
  reason_message: string | null;
  requested_at: Date;
  started_at: Date | null;
  inferring_at: Date | null;
  finished_at: Date | null;
  charged_at: Date | null;
  attention_at: Date | null;
  attention_code: string | null;
  changed_at: Date;
  ticket: ColumnType<bigint | null, never, never>;
  completed_id: GeneratedAlways<string | null>;
};

export type DiagnosisStepTable = {
  tenant_id: TenantId;
  diagnosis_id: DiagnosisId;
  name: StepName;
  started_at: Date;
  finished_at: Date | null;
};

export type OutcomeTable = {
  tenant_id: TenantId;
  diagnosis_id: DiagnosisId;
  attempt: number;
  findings: JSONColumnType<readonly Finding[]>;
  sources: JSONColumnType<readonly SourceImage[]>;
  acquisition: JSONColumnType<Acquisition>;
  provenance: JSONColumnType<Provenance>;
  recorded_at: Date;
};

export type ReportTable = {
  tenant_id: TenantId;
  diagnosis_id: DiagnosisId;
  diagnosis_status: Generated<'COMPLETED'>;
  instance_id: string;
  object_key: string;
  sha256: string;
  study_instance_uid: string;
  series_instance_uid: string;
  sop_instance_uid: string;
  acquisition: JSONColumnType<Acquisition>;
  provenance: JSONColumnType<Provenance>;
};

export type FindingTable = {
  tenant_id: TenantId;
  diagnosis_id: DiagnosisId;
  ordinal: number;
  diagnosis_status: Generated<'COMPLETED'>;
  tracking_id: string;
  tracking_uid: string | null;
  concept: JSONColumnType<Code>;
  label: JSONColumnType<Finding['label']>;
  value: number | null;
  unit: NullableJson<Code>;
  category: NullableJson<Code>;
  probability: number | null;
  site: NullableJson<Code>;
};

export type DiagnosesTables = {
  'diagnoses.diagnosis': DiagnosisTable;
  'diagnoses.diagnosis_step': DiagnosisStepTable;
  'diagnoses.outcome': OutcomeTable;
  'diagnoses.report': ReportTable;
  'diagnoses.finding': FindingTable;
  'diagnoses.waiting': { ticket: GeneratedAlways<bigint>; lane_rank: number };
};
