// The queue as customers see it: how many reads wait before theirs, over all tenants, without saying whose they are.
import { withTenant } from '@hounsfield/database';
import type { DiagnosisId, TenantId } from '@hounsfield/kernel';
import { type Kysely, sql } from 'kysely';
import type { DiagnosesTables, Lane } from './diagnoses.tables.ts';

/**
 * Reads that would run before one ordered in this lane now: everything waiting in the lane and in more urgent ones.
 * An upper bound for a tenant with few reads waiting: within a lane, tenants take turns.
 */
export const queueLength = async (db: Kysely<DiagnosesTables>, lane: Lane): Promise<number> => {
  const { rows } = await sql<{ ahead: number }>`
    select count(*)::int as ahead from diagnoses.waiting where lane_rank <= diagnoses.lane_rank(${lane})`.execute(db);
  return rows[0]?.ahead ?? 0;
};

/** Reads waiting before each of these diagnoses; one that no longer waits is not in the map. */
export const queuePositions = (
  db: Kysely<DiagnosesTables>,
  tenantId: TenantId,
  ids: readonly DiagnosisId[],
): Promise<ReadonlyMap<DiagnosisId, number>> =>
  withTenant(db, tenantId, async (trx) => {
    if (ids.length === 0) return new Map();
    const { rows } = await sql<{ id: DiagnosisId; ahead: number }>`
      select d.id, (
        select count(*)::int from diagnoses.waiting w
        where w.lane_rank < diagnoses.lane_rank(d.lane) or (w.lane_rank = diagnoses.lane_rank(d.lane) and w.ticket < d.ticket)
      ) as ahead
      from diagnoses.diagnosis d
      where d.tenant_id = ${tenantId} and d.id = any(${ids}) and d.ticket is not null`.execute(trx);
    return new Map(rows.map((row) => [row.id, row.ahead]));
  });
