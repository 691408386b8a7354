// Ordering a diagnosis: the row and the event that starts its workflow, in one transaction, at most once.
import { appendOutbox, withTenant } from '@hounsfield/database';
import { type DiagnosisId, newId, type Refusal, refusal, type StudyId, type TenantId } from '@hounsfield/kernel';
import { sql, type Transaction } from 'kysely';
import type { DiagnosesTables, Lane } from './diagnoses.tables.ts';
import { type DiagnosesDeps, type Diagnosis, hasEnded, toDiagnosis } from './diagnosis.ts';

/** What is ordered: one product version over one study revision. */
export type DiagnosisOrder = {
  readonly studyId: StudyId;
  readonly studyRevision: number;
  readonly productSlug: string;
  readonly modelSlug: string;
  readonly modelVersion: string;
  readonly modelSha256: string;
  readonly lane: Lane;
  /** The price version the customer saw; none orders at whatever is current. */
  readonly priceVersion?: number | undefined;
  /** The command's own idempotency key, e.g. `upload:<id>`: a second command under it answers the first one's diagnosis. */
  readonly orderKey?: string | undefined;
};

/** Who orders; the member or API key is recorded. */
export type Orderer = { readonly tenantId: TenantId; readonly memberId?: string; readonly apiKeyId?: string };

/** Topic of the outbox event that starts the workflow, and its payload. */
export const DIAGNOSIS_REQUESTED = 'diagnosis.requested';
export type DiagnosisRequested = { readonly diagnosisId: DiagnosisId; readonly lane: Lane };

const sameReading = (trx: Transaction<DiagnosesTables>, { tenantId }: Orderer, order: DiagnosisOrder) =>
  trx
    .selectFrom('diagnoses.diagnosis')
    .selectAll('diagnoses.diagnosis')
    .where('diagnoses.diagnosis.tenant_id', '=', tenantId)
    .where('diagnoses.diagnosis.study_id', '=', order.studyId)
    .where('diagnoses.diagnosis.study_revision', '=', order.studyRevision)
    .where('diagnoses.diagnosis.product_slug', '=', order.productSlug)
    .where('diagnoses.diagnosis.model_version', '=', order.modelVersion);

/** The diagnosis that already answers this order: ordered under the same key, or one that is under way or completed. */
const existing = async (trx: Transaction<DiagnosesTables>, orderer: Orderer, order: DiagnosisOrder) => {
  const rows = await sameReading(trx, orderer, order).execute();
  return (
    rows.find((row) => row.order_key === order.orderKey) ??
    rows.find((row) => row.status === 'COMPLETED' || !hasEnded(row.status))
  );
};

const insertDiagnosis = async (
  trx: Transaction<DiagnosesTables>,
  orderer: Orderer,
  order: DiagnosisOrder,
  now: Date,
): Promise<DiagnosisId | undefined> => {
  const earlier = await sameReading(trx, orderer, order).clearSelect().select(sql<bigint>`count(*)`.as('n')).execute();
  const row = await trx
    .insertInto('diagnoses.diagnosis')
    .values({
      tenant_id: orderer.tenantId,
      id: newId<DiagnosisId>(),
      study_id: order.studyId,
      study_revision: order.studyRevision,
      product_slug: order.productSlug,
      model_slug: order.modelSlug,
      model_version: order.modelVersion,
      model_sha256: order.modelSha256,
      lane: order.lane,
      order_key: order.orderKey ?? `order:${earlier[0]?.n ?? 0n}`,
      price_version: order.priceVersion ?? 0,
      ordered_by: orderer.memberId ?? orderer.apiKeyId ?? null,
      requested_at: now,
      changed_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('diagnoses.diagnosis.id')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await trx
    .insertInto('diagnoses.diagnosis_step')
    .values({ tenant_id: orderer.tenantId, diagnosis_id: row.id, name: 'QUEUED', started_at: now })
    .execute();
  const payload: DiagnosisRequested = { diagnosisId: row.id, lane: order.lane };
  await appendOutbox(trx, { topic: DIAGNOSIS_REQUESTED, idemKey: row.id, tenantId: orderer.tenantId, payload });
  return row.id;
};

/**
 * Orders a diagnosis. The same product version reads a study revision once: ordering it again while it runs or after it
 * completed answers that diagnosis; after it failed, was cancelled or was out of scope, a new one is made.
 * An order in another lane while one is under way is refused.
 */
export const requestDiagnosis = (
  { db, clock }: DiagnosesDeps,
  orderer: Orderer,
  order: DiagnosisOrder,
): Promise<Diagnosis | Refusal<'ALREADY_ORDERED'>> =>
  withTenant(db, orderer.tenantId, async (trx) => {
    const before = await existing(trx, orderer, order);
    if (before === undefined) await insertDiagnosis(trx, orderer, order, clock.now());
    // Not ours when another transaction ordered the same at the same time: then that one is the answer.
    const row = before ?? (await existing(trx, orderer, order));
    if (row === undefined) throw new Error('a diagnosis was neither inserted nor found');
    if (row.lane !== order.lane && !hasEnded(row.status))
      return refusal(
        'ALREADY_ORDERED',
        `This study is already being read in lane ${row.lane}; cancel that order first.`,
      );
    return toDiagnosis(row);
  });
