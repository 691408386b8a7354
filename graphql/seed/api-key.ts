// The hospital's API key: kept while the one that was written down still works, else made anew and the old ones ended.
import { type Clock, isRefusal } from '@hounsfield/kernel';
import {
  authenticateApiKey,
  createApiKey,
  listApiKeys,
  revokeApiKey,
  signIn,
  signOut,
  type TenancyTables,
} from '@hounsfield/tenancy';
import type { Kysely } from 'kysely';
import { demoPassword, HOSPITAL } from './demo.ts';

const NAME = 'Demo key';

/** A working key of the hospital's; `known` is the one an earlier run wrote down. */
export const demoApiKey = async (
  db: Kysely<TenancyTables>,
  clock: Clock,
  masterKey: string,
  known: string | undefined,
): Promise<string> => {
  if (known !== undefined && (await authenticateApiKey(db, known, clock)) !== undefined) return known;
  const email = HOSPITAL.members.find(({ roles }) => roles.includes('ADMIN'))?.email ?? '';
  const signedIn = await signIn(db, { email, password: demoPassword(masterKey, email) }, clock);
  if (isRefusal(signedIn))
    throw new Error(
      `the demo administrator cannot sign in (${signedIn.code}): was the data seeded under another master key?`,
    );
  const { principal, sessionToken } = signedIn;
  const keys = await listApiKeys(db, principal);
  for (const key of isRefusal(keys) ? [] : keys)
    if (key.name === NAME && key.revokedAt === null) await revokeApiKey(db, principal, key.id, clock);
  const created = await createApiKey(db, principal, { name: NAME }, clock);
  await signOut(db, sessionToken, clock);
  if (isRefusal(created)) throw new Error(`${created.code}: ${created.message}`);
  return created.secret;
};
