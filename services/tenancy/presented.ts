// What a caller presents before its tenant is known (an address, a session token, an API key), as the digest that policies compare.

import { sha256 } from '@hounsfield/kernel';
import { type Kysely, sql, type Transaction } from 'kysely';

/** The digest of something presented. The purpose keeps a token of one sort from ever matching another's column. */
export const presentedHash = (purpose: 'email' | 'session' | 'api-key' | 'address', text: string): Buffer =>
  sha256(`${purpose}:${text}`);

/** Lets the rest of the transaction see the rows that belong to this digest, and no others. */
export const present = async <Tables>(trx: Transaction<Tables>, hash: Buffer): Promise<void> => {
  await sql`select set_config('app.presented_hash', ${hash.toString('hex')}, true)`.execute(trx);
};

/** Runs `work` in a transaction that has presented `hash`; no tenant is set. */
export const withPresented = <Tables, Result>(
  db: Kysely<Tables>,
  hash: Buffer,
  work: (trx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> =>
  db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (trx) => {
      await present(trx, hash);
      return work(trx);
    });

/** The rest of the transaction acts for this tenant. */
export const actFor = async <Tables>(trx: Transaction<Tables>, tenantId: string): Promise<void> => {
  await sql`select set_config('app.tenant', ${tenantId}, true)`.execute(trx);
};
