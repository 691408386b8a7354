// Members: the people of an organisation, each with an address to sign in with and at least one role.
import { isUniqueViolation, withTenant } from '@hounsfield/database';
import { type Clock, type MemberId, newId, type Refusal, refusal, type TenantId } from '@hounsfield/kernel';
import type { Kysely } from 'kysely';
import { appendAudit } from './audit.ts';
import { hashPassword, passwordWeakness } from './password.ts';
import { presentedHash } from './presented.ts';
import { type Principal, ROLES_OF_KIND, type Role } from './principal.ts';
import type { TenancyTables } from './tenancy.tables.ts';

export type NewMember = {
  readonly tenantId: TenantId;
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly locale?: string;
};

export type Member = { readonly id: MemberId; readonly email: string };

type MemberRefusal =
  | 'BAD_EMAIL'
  | 'BAD_NAME'
  | 'BAD_LOCALE'
  | 'WEAK_PASSWORD'
  | 'ROLE_NOT_ALLOWED'
  | 'EMAIL_TAKEN'
  | 'NO_ORGANISATION';

const EMAIL = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/;
const LOCALES: readonly string[] = ['en', 'zh-CN'];

/** The one form of an address: compatibility-folded, lower case. */
export const foldEmail = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

/** Adds a member to an organisation. An address belongs to one organisation only: it is how a sign-in finds its tenant. */
export const addMember = async (
  db: Kysely<TenancyTables>,
  { tenantId, email, displayName, password, roles, locale = 'en' }: NewMember,
  clock: Clock,
): Promise<Member | Refusal<MemberRefusal>> => {
  const address = foldEmail(email);
  if (!EMAIL.test(address)) return refusal('BAD_EMAIL', 'This is no e-mail address.');
  if (displayName.trim() === '' || displayName.length > 200)
    return refusal('BAD_NAME', 'A name has 1 to 200 characters.');
  if (!LOCALES.includes(locale)) return refusal('BAD_LOCALE', 'The interface speaks en and zh-CN.');
  const weakness = passwordWeakness(password, address);
  if (weakness !== undefined) return refusal('WEAK_PASSWORD', weakness);
  const passwordHash = await hashPassword(password);
  const id = newId<MemberId>();
  const at = clock.now();
  try {
    return await withTenant(db, tenantId, async (trx) => {
      const organisation = await trx
        .selectFrom('tenancy.organisation')
        .select('kind')
        .where('tenant_id', '=', tenantId)
        .executeTakeFirst();
      if (organisation === undefined) return refusal('NO_ORGANISATION', 'There is no such organisation.');
      const allowed = ROLES_OF_KIND[organisation.kind];
      if (roles.length === 0 || !roles.every((role) => allowed.includes(role)))
        return refusal('ROLE_NOT_ALLOWED', 'An organisation of this kind does not give this role.');
      await trx
        .insertInto('tenancy.member')
        .values({
          tenant_id: tenantId,
          id,
          email: address,
          email_hash: presentedHash('email', address),
          display_name: displayName.trim(),
          locale,
          roles: [...new Set(roles)],
          password_hash: passwordHash,
          created_at: at,
        })
        .execute();
      await appendAudit(trx, {
        tenantId,
        at,
        actor: 'system',
        action: 'member.added',
        outcome: 'done',
        object: `member:${id}`,
        detail: { roles: [...roles] },
      });
      return { id, email: address };
    });
  } catch (error) {
    if (isUniqueViolation(error, 'member_email_once'))
      return refusal('EMAIL_TAKEN', 'This address already signs in to an organisation.');
    throw error;
  }
};

/** Changes the language of the signed-in member's interface; answers the principal as it is from now on. */
export const setMemberLocale = async (
  db: Kysely<TenancyTables>,
  principal: Principal,
  locale: string,
): Promise<Principal | Refusal<'BAD_LOCALE'>> => {
  if (!LOCALES.includes(locale)) return refusal('BAD_LOCALE', 'The interface speaks en and zh-CN.');
  const { memberId, tenantId } = principal;
  if (memberId !== undefined)
    await withTenant(db, tenantId, (trx) =>
      trx
        .updateTable('tenancy.member')
        .set({ locale })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', memberId)
        .execute(),
    );
  return { ...principal, locale };
};

/** Shuts a member out at once: its sessions end and it cannot sign in again. Its API keys belong to the organisation and stay. */
export const disableMember = async (
  db: Kysely<TenancyTables>,
  principal: Principal,
  memberId: MemberId,
  clock: Clock,
): Promise<{ readonly id: MemberId } | Refusal<'FORBIDDEN' | 'MEMBER_NOT_FOUND'>> => {
  if (!principal.roles.includes('ADMIN')) return refusal('FORBIDDEN', 'Only an administrator may do this.');
  const { tenantId } = principal;
  const at = clock.now();
  return withTenant(db, tenantId, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('tenancy.member')
      .set({ disabled_at: at })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', memberId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return refusal('MEMBER_NOT_FOUND', 'There is no such member.');
    await trx
      .updateTable('tenancy.session')
      .set({ revoked_at: at })
      .where('tenant_id', '=', tenantId)
      .where('member_id', '=', memberId)
      .where('revoked_at', 'is', null)
      .execute();
    const actor = `member:${principal.memberId ?? 'unknown'}`;
    const object = `member:${memberId}`;
    await appendAudit(trx, { tenantId, at, actor, action: 'member.disabled', outcome: 'done', object });
    return { id: memberId };
  });
};
