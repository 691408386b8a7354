// A diagnosis as readers see it: what was ordered, where it stands, and why it ended where it did.
import type { Clock, DiagnosisId, StudyId, TenantId } from '@hounsfield/kernel';
import type { Kysely, Selectable } from 'kysely';
import type { DiagnosesTables, DiagnosisTable, Lane, StepName, StoredStatus } from './diagnoses.tables.ts';

/** What the doors of this room need. */
export type DiagnosesDeps = { readonly db: Kysely<DiagnosesTables>; readonly clock: Clock };

/** The status for readers: a stuck diagnosis that has not ended says so. */
export type DiagnosisStatus = StoredStatus | 'NEEDS_ATTENTION';

/** Why a diagnosis did not complete: a stable machine code and one sentence without identifying values. */
export type EndReason = { readonly code: string; readonly message: string };

/** One run of one product over one study revision. */
export type Diagnosis = {
  readonly tenantId: TenantId;
  readonly id: DiagnosisId;
  readonly studyId: StudyId;
  readonly studyRevision: number;
  readonly productSlug: string;
  readonly modelSlug: string;
  readonly modelVersion: string;
  readonly modelSha256: string;
  readonly lane: Lane;
  /** The price version the customer saw; `undefined` when it ordered at whatever is current. */
  readonly priceVersion: number | undefined;
  readonly status: DiagnosisStatus;
  readonly step: StepName;
  readonly reason: EndReason | undefined;
  readonly requestedAt: Date;
  readonly finishedAt: Date | undefined;
  readonly chargedAt: Date | undefined;
  /** When its state last moved. */
  readonly changedAt: Date;
  /** Set while it is stuck: since when an operator is called, and the machine code of what is wrong. */
  readonly attention: { readonly since: Date; readonly code: string } | undefined;
};

/** True when nothing will change its result any more. */
export const hasEnded = (status: DiagnosisStatus): boolean =>
  status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED' || status === 'OUT_OF_SCOPE';

export const toDiagnosis = (row: Selectable<DiagnosisTable>): Diagnosis => ({
  tenantId: row.tenant_id,
  id: row.id,
  studyId: row.study_id,
  studyRevision: row.study_revision,
  productSlug: row.product_slug,
  modelSlug: row.model_slug,
  modelVersion: row.model_version,
  modelSha256: row.model_sha256,
  lane: row.lane,
  priceVersion: row.price_version === 0 ? undefined : row.price_version,
  status: row.attention_at !== null && !hasEnded(row.status) ? 'NEEDS_ATTENTION' : row.status,
  step: row.step,
  reason:
    row.reason_code !== null && row.reason_message !== null
      ? { code: row.reason_code, message: row.reason_message }
      : undefined,
  requestedAt: row.requested_at,
  finishedAt: row.finished_at ?? undefined,
  chargedAt: row.charged_at ?? undefined,
  changedAt: row.changed_at,
  attention:
    row.attention_at !== null && row.attention_code !== null
      ? { since: row.attention_at, code: row.attention_code }
      : undefined,
});
