// A connection pool as one room sees it.
import type { Kysely } from 'kysely';

/** Types narrow it to the room's own tables, row-level security to the tenant's rows. */
export const asRoom = <Tables>(pool: Kysely<unknown>): Kysely<Tables> => pool as unknown as Kysely<Tables>;
