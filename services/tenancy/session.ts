// Browser sessions: an opaque 256-bit token whose SHA-256 alone is kept; 15 minutes idle, 12 hours at most.
import { randomBytes } from 'node:crypto';
import { type Clock, type MemberId, newId, type TenantId } from '@hounsfield/kernel';
import type { Kysely, Transaction } from 'kysely';
import { appendAudit } from './audit.ts';
import { actFor, presentedHash, withPresented } from './presented.ts';
import type { Principal } from './principal.ts';
import type { TenancyTables } from './tenancy.tables.ts';

/** Clinical workstations are shared: a session that nobody uses ends soon. */
export const SESSION_IDLE_MS = 15 * 60_000;
export const SESSION_ABSOLUTE_MS = 12 * 3_600_000;
/** A busy session writes its last-seen time once a minute, not once a request. */
const TOUCH_MS = 60_000;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

type Trx = Transaction<TenancyTables>;

/** Opens a session in a transaction that acts for the member's tenant; answers the token, which exists nowhere else. */
export const openSession = async (trx: Trx, tenantId: TenantId, memberId: MemberId, now: Date): Promise<string> => {
  const token = randomBytes(32).toString('base64url');
  await trx
    .insertInto('tenancy.session')
    .values({
      tenant_id: tenantId,
      id: newId(),
      member_id: memberId,
      token_hash: presentedHash('session', token),
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + SESSION_ABSOLUTE_MS),
    })
    .execute();
  return token;
};

const findLive = (trx: Trx, hash: Buffer, now: Date) =>
  trx
    .selectFrom('tenancy.session')
    .select(['tenant_id', 'id', 'member_id', 'last_seen_at'])
    .where('token_hash', '=', hash)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', new Date(now.getTime() - SESSION_IDLE_MS))
    .executeTakeFirst();

const principalOf = async (trx: Trx, tenantId: TenantId, memberId: MemberId): Promise<Principal | undefined> => {
  const row = await trx
    .selectFrom('tenancy.member as m')
    .innerJoin('tenancy.organisation as o', 'o.tenant_id', 'm.tenant_id')
    .select(['o.kind', 'm.roles', 'm.display_name', 'm.email', 'm.locale'])
    .where('m.tenant_id', '=', tenantId)
    .where('m.id', '=', memberId)
    .where('m.disabled_at', 'is', null)
    .executeTakeFirst();
  return (
    row && {
      tenantId,
      organisationKind: row.kind,
      memberId,
      roles: row.roles,
      displayName: row.display_name,
      email: row.email,
      locale: row.locale,
    }
  );
};

/** Who holds this session token, or `undefined`: unknown, ended, idle too long, or a member who was shut out. */
export const authenticateSession = async (
  db: Kysely<TenancyTables>,
  token: string,
  clock: Clock,
): Promise<Principal | undefined> => {
  if (!TOKEN.test(token)) return undefined;
  const hash = presentedHash('session', token);
  return withPresented(db, hash, async (trx) => {
    const now = clock.now();
    const session = await findLive(trx, hash, now);
    if (session === undefined) return undefined;
    await actFor(trx, session.tenant_id);
    if (now.getTime() - session.last_seen_at.getTime() >= TOUCH_MS)
      await trx
        .updateTable('tenancy.session')
        .set({ last_seen_at: now })
        .where('tenant_id', '=', session.tenant_id)
        .where('id', '=', session.id)
        .execute();
    return principalOf(trx, session.tenant_id, session.member_id);
  });
};

/** Ends the session of this token; nothing happens where there is none. */
export const signOut = async (db: Kysely<TenancyTables>, token: string, clock: Clock): Promise<void> => {
  if (!TOKEN.test(token)) return;
  const hash = presentedHash('session', token);
  await withPresented(db, hash, async (trx) => {
    const at = clock.now();
    const session = await findLive(trx, hash, at);
    if (session === undefined) return;
    const { tenant_id: tenantId, member_id: memberId } = session;
    await actFor(trx, tenantId);
    await trx
      .updateTable('tenancy.session')
      .set({ revoked_at: at })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', session.id)
      .execute();
    await appendAudit(trx, { tenantId, at, actor: `member:${memberId}`, action: 'sign-out', outcome: 'done' });
  });
};
