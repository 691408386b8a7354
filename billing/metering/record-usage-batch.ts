// Records many facts in one statement: the once-only keys decide which of them are new.
import { arrayLiteral } from '@hounsfield/database';
import { type Kysely, sql } from 'kysely';
import { timeOrderedId } from './time-ordered-id.ts';
import { type Usage, type UsageEventId, usageEventKey, usagePayloadSha256 } from './usage.ts';

/** A fact of a batch with the id it has now; facts known before keep the id they had and are not listed. */
export type FreshUsage = { readonly id: UsageEventId; readonly usage: Usage };

const SOURCE = 'workflow';

/**
 * Inserts the facts that are not known yet and returns them; the others change nothing. Part of the caller's transaction:
 * a claim is only made together with what is done about it.
 */
export const recordUsageBatch = async <Tables>(
  trx: Kysely<Tables>,
  usages: readonly Usage[],
): Promise<readonly FreshUsage[]> => {
  // In one order for everybody: batches that overlap wait for one another instead of deadlocking.
  const ordered = usages.toSorted((a, b) => (a.diagnosisId < b.diagnosisId ? -1 : 1));
  const byId = new Map(ordered.map((usage) => [timeOrderedId(usage.occurredAt) as string as UsageEventId, usage]));
  const rows = [...byId];
  const column = (of: (usage: Usage) => Parameters<typeof arrayLiteral>[0][number]) =>
    arrayLiteral(rows.map(([, usage]) => of(usage)));
  const inserted = await sql<{ id: UsageEventId }>`
    insert into metering.usage_event (id, tenant_id, source, event_id, diagnosis_id, billable_class, outcome, product_slug,
      lane, quoted_price_version, study_sha256, model_slug, model_version, weights_sha256, workflow_id, run_id, activity_id,
      occurred_at, payload_sha256, turnaround_seconds)
    select id, tenant_id, ${SOURCE}, event_id, diagnosis_id, billable_class, outcome, product_slug, lane, quoted_price_version,
      study_sha256, model_slug, model_version, weights_sha256, workflow_id, run_id, activity_id, occurred_at,
      payload_sha256, turnaround_seconds
    from unnest(${arrayLiteral(rows.map(([id]) => id))}::uuid[], ${column(({ tenantId }) => tenantId)}::uuid[],
      ${column(({ diagnosisId, billableClass = 'final' }) => usageEventKey(diagnosisId, billableClass))}::text[],
      ${column(({ diagnosisId }) => diagnosisId)}::uuid[], ${column(({ billableClass = 'final' }) => billableClass)}::text[],
      ${column(({ outcome }) => outcome)}::text[], ${column(({ productSlug }) => productSlug)}::text[],
      ${column(({ lane }) => lane)}::text[], ${column(({ quotedPriceVersion = 0 }) => quotedPriceVersion)}::int[],
      ${column(({ studySha256 }) => Buffer.from(studySha256, 'hex'))}::bytea[],
      ${column(({ modelSlug }) => modelSlug)}::text[], ${column(({ modelVersion }) => modelVersion)}::text[],
      ${column(({ weightsSha256 }) => Buffer.from(weightsSha256, 'hex'))}::bytea[],
      ${column(({ workflowId }) => workflowId)}::text[], ${column(({ runId }) => runId)}::text[],
      ${column(({ activityId }) => activityId)}::text[], ${column(({ occurredAt }) => occurredAt)}::timestamptz[],
      ${column(usagePayloadSha256)}::bytea[],
      ${column(({ turnaroundSeconds = 0 }) => Math.max(0, Math.trunc(turnaroundSeconds)))}::int[])
      as fact(id, tenant_id, event_id, diagnosis_id, billable_class, outcome, product_slug, lane, quoted_price_version,
        study_sha256, model_slug, model_version, weights_sha256, workflow_id, run_id, activity_id, occurred_at,
        payload_sha256, turnaround_seconds)
    on conflict do nothing returning id`.execute(trx);
  return inserted.rows.flatMap(({ id }) => {
    const usage = byId.get(id);
    return usage ? [{ id, usage }] : [];
  });
};
