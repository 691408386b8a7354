// Records a billable fact at most once, forever: insert, or return what is already known.
import type { DiagnosisId, TenantId } from '@hounsfield/kernel';
import { type Kysely, sql } from 'kysely';
import { timeOrderedId } from './time-ordered-id.ts';
import {
  type BillableClass,
  type Usage,
  type UsageEvent,
  type UsageEventId,
  type UsageLane,
  type UsageOutcome,
  usageEventKey,
  usagePayloadSha256,
} from './usage.ts';

type Row = {
  id: UsageEventId;
  tenant_id: TenantId;
  diagnosis_id: DiagnosisId;
  billable_class: BillableClass;
  outcome: UsageOutcome;
  product_slug: string;
  lane: UsageLane;
  quoted_price_version: number;
  study_sha256: Buffer;
  model_slug: string;
  model_version: string;
  weights_sha256: Buffer;
  workflow_id: string;
  run_id: string;
  activity_id: string;
  occurred_at: Date;
  turnaround_seconds: number;
  ingested_at: Date;
  payload_sha256: Buffer;
};

const eventOf = (row: Row, created: boolean, payload: Buffer): UsageEvent => ({
  id: row.id,
  tenantId: row.tenant_id,
  diagnosisId: row.diagnosis_id,
  billableClass: row.billable_class,
  outcome: row.outcome,
  productSlug: row.product_slug,
  lane: row.lane,
  quotedPriceVersion: row.quoted_price_version,
  studySha256: row.study_sha256.toString('hex'),
  modelSlug: row.model_slug,
  modelVersion: row.model_version,
  weightsSha256: row.weights_sha256.toString('hex'),
  workflowId: row.workflow_id,
  runId: row.run_id,
  activityId: row.activity_id,
  occurredAt: row.occurred_at,
  turnaroundSeconds: row.turnaround_seconds,
  ingestedAt: row.ingested_at,
  created,
  samePayload: created || row.payload_sha256.equals(payload),
});

/** Where workflows report from; the key within it is {@link usageEventKey}. */
const SOURCE = 'workflow';

/**
 * Inserts the fact, or returns the one already recorded for this diagnosis and billable class, whoever recorded it.
 * Safe to run any number of times and from any number of workers; needs the worker role.
 */
export const recordUsage = async <Tables>(db: Kysely<Tables>, usage: Usage): Promise<UsageEvent> => {
  const billableClass = usage.billableClass ?? 'final';
  const payload = usagePayloadSha256(usage);
  const inserted = await sql<Row>`
    insert into metering.usage_event (id, tenant_id, source, event_id, diagnosis_id, billable_class, outcome, product_slug,
      lane, quoted_price_version, study_sha256, model_slug, model_version, weights_sha256, workflow_id, run_id, activity_id,
      occurred_at, payload_sha256, turnaround_seconds)
    values (${timeOrderedId(usage.occurredAt)}, ${usage.tenantId}, ${SOURCE},
      ${usageEventKey(usage.diagnosisId, billableClass)}, ${usage.diagnosisId}, ${billableClass}, ${usage.outcome},
      ${usage.productSlug}, ${usage.lane}, ${usage.quotedPriceVersion ?? 0}, ${Buffer.from(usage.studySha256, 'hex')},
      ${usage.modelSlug}, ${usage.modelVersion}, ${Buffer.from(usage.weightsSha256, 'hex')}, ${usage.workflowId},
      ${usage.runId}, ${usage.activityId}, ${usage.occurredAt}, ${payload}, ${Math.max(0, Math.trunc(usage.turnaroundSeconds ?? 0))})
    on conflict do nothing returning *`.execute(db);
  const fresh = inserted.rows[0];
  if (fresh) return eventOf(fresh, true, payload);
  const known = await sql<Row>`select * from metering.usage_event
    where diagnosis_id = ${usage.diagnosisId} and billable_class = ${billableClass}`.execute(db);
  const row = known.rows[0];
  if (!row) throw new Error(`usage of diagnosis ${usage.diagnosisId} neither inserted nor found`);
  return eventOf(row, false, payload);
};
