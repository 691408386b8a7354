// The organisation that runs this marketplace: named once, seen by the ledger as owner of cash, fees and revenue.
import { type Refusal, refusal, type TenantId } from '@hounsfield/kernel';
import { type Kysely, sql } from 'kysely';

/** The platform's organisation; undefined before it was named. */
export const platformParty = async <Tables>(db: Kysely<Tables>): Promise<TenantId | undefined> => {
  const found = await sql<{ party_id: TenantId }>`select party_id from ledger.platform_party`.execute(db);
  return found.rows[0]?.party_id;
};

/** Names the platform. Naming the same organisation again does nothing; another one is refused. */
export const namePlatformParty = async <Tables>(
  db: Kysely<Tables>,
  partyId: TenantId,
): Promise<TenantId | Refusal<'PLATFORM_IS_NAMED'>> => {
  await sql`insert into ledger.platform_party (party_id) values (${partyId}) on conflict do nothing`.execute(db);
  const named = await platformParty(db);
  return named === partyId ? partyId : refusal('PLATFORM_IS_NAMED', 'Another organisation runs this marketplace.');
};
