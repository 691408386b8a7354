// The brake on guessing: at most 5 running or failed sign-ins per account and 30 per address in 15 minutes, known or unknown alike.
import { type Clock, newId } from '@hounsfield/kernel';
import { type Kysely, sql } from 'kysely';
import { withPresented } from './presented.ts';
import type { TenancyTables } from './tenancy.tables.ts';

export const SIGN_IN_WINDOW_MS = 15 * 60_000;
export const ACCOUNT_LIMIT = 5;
export const ADDRESS_LIMIT = 30;

/** A place taken under the limit before the password is looked at, so that parallel guesses count too. */
export type SignInAttempt = { readonly subject: Buffer; readonly id: string };

/** Takes a place, or answers `undefined` when the subject has none left. */
export const reserveAttempt = (
  db: Kysely<TenancyTables>,
  subject: Buffer,
  limit: number,
  clock: Clock,
): Promise<SignInAttempt | undefined> =>
  withPresented(db, subject, async (trx) => {
    // One at a time per subject: two guesses at once must not both take the last place.
    await sql`select pg_advisory_xact_lock(hashtextextended(${subject.toString('hex')}, 0))`.execute(trx);
    const now = clock.now();
    const recent = await trx
      .selectFrom('tenancy.sign_in_attempt')
      .select((eb) => eb.fn.countAll<bigint>().as('count'))
      .where('subject', '=', subject)
      .where('at', '>', new Date(now.getTime() - SIGN_IN_WINDOW_MS))
      .executeTakeFirstOrThrow();
    if (recent.count >= BigInt(limit)) return undefined;
    const attempt = { subject, id: newId() };
    await trx
      .insertInto('tenancy.sign_in_attempt')
      .values({ ...attempt, at: now })
      .execute();
    return attempt;
  });

/** Gives one place back: the attempt was a success. */
export const releaseAttempt = (db: Kysely<TenancyTables>, { subject, id }: SignInAttempt): Promise<unknown> =>
  withPresented(db, subject, (trx) =>
    trx.deleteFrom('tenancy.sign_in_attempt').where('subject', '=', subject).where('id', '=', id).execute(),
  );

/** Gives every place back: the account's owner has signed in. */
export const forgiveAttempts = (db: Kysely<TenancyTables>, subject: Buffer): Promise<unknown> =>
  withPresented(db, subject, (trx) =>
    trx.deleteFrom('tenancy.sign_in_attempt').where('subject', '=', subject).execute(),
  );
