// What has served its time goes: ended sessions after a month, sign-in attempts after an hour. Runs as the worker.
import type { Clock } from '@hounsfield/kernel';
import type { Kysely } from 'kysely';
import type { TenancyTables } from './tenancy.tables.ts';

const HOUR_MS = 3_600_000;
const MONTH_MS = 30 * 24 * HOUR_MS;

/** Removes old sessions and sign-in attempts; the audit chain keeps that they were. Answers how many rows went. */
export const sweepTenancy = async (db: Kysely<TenancyTables>, clock: Clock): Promise<number> => {
  const now = clock.now().getTime();
  const sessions = await db
    .deleteFrom('tenancy.session')
    .where('expires_at', '<', new Date(now - MONTH_MS))
    .executeTakeFirst();
  const attempts = await db
    .deleteFrom('tenancy.sign_in_attempt')
    .where('at', '<', new Date(now - HOUR_MS))
    .executeTakeFirst();
  return Number(sessions.numDeletedRows + attempts.numDeletedRows);
};
