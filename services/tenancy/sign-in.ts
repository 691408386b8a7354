// Signing in: an address and a password against a brake on guessing; an unknown account looks and takes exactly like a wrong password.
import { type Clock, isRefusal, type Refusal, refusal } from '@hounsfield/kernel';
import type { Kysely } from 'kysely';
import { appendAudit } from './audit.ts';
import { foldEmail } from './member.ts';
import { checkPassword, hashPassword } from './password.ts';
import { actFor, presentedHash, withPresented } from './presented.ts';
import type { Principal } from './principal.ts';
import { authenticateSession, openSession, signOut } from './session.ts';
import { ACCOUNT_LIMIT, ADDRESS_LIMIT, forgiveAttempts, releaseAttempt, reserveAttempt } from './sign-in-limit.ts';
import type { TenancyTables } from './tenancy.tables.ts';

export type Credentials = {
  readonly email: string;
  readonly password: string;
  /** The caller's network address, where known: limited too, against one address trying many accounts. */
  readonly address?: string;
  /** The session the browser held so far; it ends, so that a planted token is never promoted. */
  readonly previousToken?: string;
};

export type SignedIn = { readonly sessionToken: string; readonly principal: Principal };

type SignInRefusal = Refusal<'BAD_CREDENTIALS' | 'TOO_MANY_ATTEMPTS'>;

const LONGEST_PASSWORD = 1_000;
const badCredentials = refusal('BAD_CREDENTIALS', 'The e-mail address or the password is wrong.');
const tooMany = refusal('TOO_MANY_ATTEMPTS', 'Too many attempts. Wait 15 minutes and try again.');

const accountOf = (db: Kysely<TenancyTables>, subject: Buffer) =>
  withPresented(db, subject, (trx) =>
    trx
      .selectFrom('tenancy.member')
      .select(['tenant_id', 'id', 'password_hash', 'disabled_at'])
      .where('email_hash', '=', subject)
      .executeTakeFirst(),
  );

/** Takes a place for the account, and for the address where it is known. */
const reserve = async (db: Kysely<TenancyTables>, subject: Buffer, address: string | undefined, clock: Clock) => {
  const fromAddress =
    address === undefined
      ? undefined
      : ((await reserveAttempt(db, presentedHash('address', address), ADDRESS_LIMIT, clock)) ?? tooMany);
  if (isRefusal(fromAddress)) return fromAddress;
  if ((await reserveAttempt(db, subject, ACCOUNT_LIMIT, clock)) === undefined) return tooMany;
  return { fromAddress };
};

/** Opens a session for the right password; refuses with one sentence for every wrong combination. */
export const signIn = async (
  db: Kysely<TenancyTables>,
  { email, password, address, previousToken }: Credentials,
  clock: Clock,
): Promise<SignedIn | SignInRefusal> => {
  const subject = presentedHash('email', foldEmail(email.slice(0, 400)));
  const reserved = await reserve(db, subject, address, clock);
  if (isRefusal(reserved)) return reserved;
  const account = await accountOf(db, subject);
  const { matches, outdated } = await checkPassword(password.slice(0, LONGEST_PASSWORD), account?.password_hash);
  const at = clock.now();
  if (account === undefined) return badCredentials;
  const { tenant_id: tenantId, id: memberId } = account;
  const actor = `member:${memberId}`;
  if (!matches || account.disabled_at !== null) {
    await withPresented(db, subject, async (trx) => {
      await actFor(trx, tenantId);
      await appendAudit(trx, { tenantId, at, actor, action: 'sign-in', outcome: 'refused' });
    });
    return badCredentials;
  }
  const upgraded = outdated ? await hashPassword(password) : undefined;
  const sessionToken = await withPresented(db, subject, async (trx) => {
    await actFor(trx, tenantId);
    if (upgraded !== undefined)
      await trx
        .updateTable('tenancy.member')
        .set({ password_hash: upgraded })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', memberId)
        .execute();
    const token = await openSession(trx, tenantId, memberId, at);
    await appendAudit(trx, { tenantId, at, actor, action: 'sign-in', outcome: 'done' });
    return token;
  });
  await forgiveAttempts(db, subject);
  if (reserved.fromAddress !== undefined) await releaseAttempt(db, reserved.fromAddress);
  if (previousToken !== undefined) await signOut(db, previousToken, clock);
  const principal = await authenticateSession(db, sessionToken, clock);
  // A member disabled between the two transactions.
  return principal === undefined ? badCredentials : { sessionToken, principal };
};
