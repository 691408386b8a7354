// Where a charge comes from: the workflow run, the study, the model and the weights of the read it stands for.
import { withTenant } from '@hounsfield/database';
import type { DiagnosisId, TenantId } from '@hounsfield/kernel';
import { type Kysely, sql } from 'kysely';
import type { ChargeId } from './charge.ts';

export type Provenance = {
  readonly chargeId: ChargeId;
  readonly diagnosisId: DiagnosisId;
  /** The journal that posted the charge; undefined for a read that cost nothing. */
  readonly journalId: bigint | undefined;
  readonly workflowId: string;
  readonly runId: string;
  readonly studySha256: string;
  readonly modelSlug: string;
  readonly modelVersion: string;
  readonly weightsSha256: string;
  readonly occurredAt: Date;
};

/** Provenance of the customer's own charges that stand for reads; fees have none. */
export const provenanceOf = <Tables>(
  db: Kysely<Tables>,
  tenantId: TenantId,
  chargeIds: readonly ChargeId[],
): Promise<ReadonlyMap<ChargeId, Provenance>> =>
  withTenant(db, tenantId, async (trx) => {
    const found = await sql<{
      id: ChargeId;
      diagnosis_id: DiagnosisId;
      journal_id: bigint | null;
      workflow_id: string;
      run_id: string;
      study: string;
      model_slug: string;
      model_version: string;
      weights: string;
      occurred_at: Date;
    }>`select c.id, e.diagnosis_id, c.journal_id, e.workflow_id, e.run_id, encode(e.study_sha256, 'hex') as study, e.model_slug,
        e.model_version, encode(e.weights_sha256, 'hex') as weights, e.occurred_at
      from charging.rated_charge c join metering.usage_event e on e.id = c.usage_event_id
      where c.tenant_id = ${tenantId} and c.id = any(${[...chargeIds]}::uuid[])`.execute(trx);
    return new Map(
      found.rows.map((row) => [
        row.id,
        {
          chargeId: row.id,
          diagnosisId: row.diagnosis_id,
          journalId: row.journal_id ?? undefined,
          workflowId: row.workflow_id,
          runId: row.run_id,
          studySha256: row.study,
          modelSlug: row.model_slug,
          modelVersion: row.model_version,
          weightsSha256: row.weights,
          occurredAt: row.occurred_at,
        },
      ]),
    );
  });
