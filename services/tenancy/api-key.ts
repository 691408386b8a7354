// API keys: `hf_live_`, 160 random bits and a checksum; shown once, kept as SHA-256, scoped, good for a year at most.
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { withTenant } from '@hounsfield/database';
import { type Clock, newId, type Refusal, refusal } from '@hounsfield/kernel';
import type { Kysely, Selectable } from 'kysely';
import { appendAudit } from './audit.ts';
import { actFor, presentedHash, withPresented } from './presented.ts';
import { type OrganisationKind, type Principal, ROLES_OF_KIND, type Role } from './principal.ts';
import type { TenancyTables } from './tenancy.tables.ts';

/** What a key may be used for, and the role its bearer then has. */
const ROLE_OF_SCOPE = {
  'studies:write': 'TECHNOLOGIST',
  'studies:read': 'RADIOLOGIST',
  'billing:read': 'FINANCE',
} as const satisfies Record<string, Role>;
export type ApiKeyScope = keyof typeof ROLE_OF_SCOPE;
const SCOPES = Object.keys(ROLE_OF_SCOPE) as ApiKeyScope[];

const YEAR_MS = 365 * 86_400_000;
const TOUCH_MS = 60_000;
const MARK = 'hf_live_';
const SHOWN = MARK.length + 6;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const SECRET = /^hf_live_[a-z2-7]{32}[a-z2-7]{7}$/;

/** RFC 4648 base32, lower case, without padding. */
const base32 = (bytes: Uint8Array): string => {
  let [bits, value, text] = [0, 0, ''];
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(value >>> (bits - 5)) & 31];
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text;
};

/** The checksum lets a scanner of source code tell a leaked key from a random word, and us refuse a typing error unasked. */
const checksum = (body: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return base32(bytes);
};

const newSecret = (): string => {
  const body = MARK + base32(randomBytes(20));
  return body + checksum(body);
};

/** True for text that has the form of a key of ours, checksum included. */
export const looksLikeApiKey = (text: string): boolean =>
  SECRET.test(text) && text.slice(-7) === checksum(text.slice(0, -7));

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
};

type Row = Selectable<TenancyTables['tenancy.api_key']>;
const COLUMNS = ['id', 'name', 'prefix', 'scopes', 'created_at', 'last_used_at', 'expires_at', 'revoked_at'] as const;

const apiKeyOf = (row: Pick<Row, (typeof COLUMNS)[number]>): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
});

/** Every scope that a key of such an organisation can have; what a key gets where none is asked for. */
export const scopesOfKind = (kind: OrganisationKind): readonly ApiKeyScope[] =>
  SCOPES.filter((scope) => ROLES_OF_KIND[kind].includes(ROLE_OF_SCOPE[scope]));

export type NewApiKey = {
  readonly name: string;
  readonly scopes?: readonly ApiKeyScope[];
  /** A year from now where left out; later is refused. */
  readonly expiresAt?: Date;
};

type ApiKeyRefusal = 'FORBIDDEN' | 'BAD_NAME' | 'BAD_SCOPE' | 'BAD_EXPIRY';

const refusalOf = ({ name, scopes, expiresAt }: Required<NewApiKey>, principal: Principal, now: Date) => {
  if (!principal.roles.includes('ADMIN')) return refusal('FORBIDDEN', 'Only an administrator may make an API key.');
  if (name.trim() === '' || name.length > 100) return refusal('BAD_NAME', 'A name has 1 to 100 characters.');
  const possible = scopesOfKind(principal.organisationKind);
  if (scopes.length === 0 || !scopes.every((scope) => possible.includes(scope)))
    return refusal('BAD_SCOPE', 'An organisation of this kind cannot give this scope.');
  const life = expiresAt.getTime() - now.getTime();
  return life <= 0 || life > YEAR_MS ? refusal('BAD_EXPIRY', 'A key is good for at most a year.') : undefined;
};

/** Makes a key of the administrator's organisation; the secret is in this answer and nowhere else. */
export const createApiKey = async (
  db: Kysely<TenancyTables>,
  principal: Principal,
  wanted: NewApiKey,
  clock: Clock,
): Promise<{ readonly apiKey: ApiKey; readonly secret: string } | Refusal<ApiKeyRefusal>> => {
  const { tenantId } = principal;
  const at = clock.now();
  const expiresAt = wanted.expiresAt ?? new Date(at.getTime() + YEAR_MS);
  const scopes = wanted.scopes ?? scopesOfKind(principal.organisationKind);
  const refused = refusalOf({ name: wanted.name, scopes, expiresAt }, principal, at);
  if (refused !== undefined) return refused;
  const secret = newSecret();
  const id = newId();
  const row = await withTenant(db, tenantId, async (trx) => {
    const stored = await trx
      .insertInto('tenancy.api_key')
      .values({
        tenant_id: tenantId,
        id,
        name: wanted.name.trim(),
        prefix: secret.slice(0, SHOWN),
        key_hash: presentedHash('api-key', secret),
        scopes: [...new Set(scopes)],
        created_by: principal.memberId ?? null,
        created_at: at,
        expires_at: expiresAt,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    const actor = `member:${principal.memberId ?? 'unknown'}`;
    const detail = { scopes: [...scopes] };
    await appendAudit(trx, {
      tenantId,
      at,
      actor,
      action: 'api-key.created',
      outcome: 'done',
      object: `api-key:${id}`,
      detail,
    });
    return stored;
  });
  return { apiKey: apiKeyOf(row), secret };
};

/** Who bears this key, or `undefined`: unknown, mistyped, revoked or expired. */
export const authenticateApiKey = async (
  db: Kysely<TenancyTables>,
  secret: string,
  clock: Clock,
): Promise<Principal | undefined> => {
  if (!looksLikeApiKey(secret)) return undefined;
  const hash = presentedHash('api-key', secret);
  return withPresented(db, hash, async (trx) => {
    const now = clock.now();
    const key = await trx
      .selectFrom('tenancy.api_key')
      .select(['tenant_id', 'id', 'name', 'scopes', 'last_used_at'])
      .where('key_hash', '=', hash)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    if (key === undefined) return undefined;
    await actFor(trx, key.tenant_id);
    if (key.last_used_at === null || now.getTime() - key.last_used_at.getTime() >= TOUCH_MS)
      await trx
        .updateTable('tenancy.api_key')
        .set({ last_used_at: now })
        .where('tenant_id', '=', key.tenant_id)
        .where('id', '=', key.id)
        .execute();
    const { kind } = await trx
      .selectFrom('tenancy.organisation')
      .select('kind')
      .where('tenant_id', '=', key.tenant_id)
      .executeTakeFirstOrThrow();
    const roles = SCOPES.filter((scope) => key.scopes.includes(scope)).map((scope) => ROLE_OF_SCOPE[scope]);
    return {
      tenantId: key.tenant_id,
      organisationKind: kind,
      apiKeyId: key.id,
      roles,
      displayName: key.name,
      locale: 'en',
    };
  });
};

/** The organisation's keys, newest first, ended ones included; for its administrators. */
export const listApiKeys = async (
  db: Kysely<TenancyTables>,
  principal: Principal,
): Promise<readonly ApiKey[] | Refusal<'FORBIDDEN'>> => {
  if (!principal.roles.includes('ADMIN')) return refusal('FORBIDDEN', 'Only an administrator may see API keys.');
  const rows = await withTenant(db, principal.tenantId, (trx) =>
    trx
      .selectFrom('tenancy.api_key')
      .select(COLUMNS)
      .where('tenant_id', '=', principal.tenantId)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(500)
      .execute(),
  );
  return rows.map(apiKeyOf);
};

/** Ends a key at once and for ever; ending it twice is the same as once. */
export const revokeApiKey = async (
  db: Kysely<TenancyTables>,
  principal: Principal,
  id: string,
  clock: Clock,
): Promise<ApiKey | Refusal<'FORBIDDEN' | 'API_KEY_NOT_FOUND'>> => {
  if (!principal.roles.includes('ADMIN')) return refusal('FORBIDDEN', 'Only an administrator may end an API key.');
  const { tenantId } = principal;
  const at = clock.now();
  return withTenant(db, tenantId, async (trx) => {
    const row = await trx
      .updateTable('tenancy.api_key')
      .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(at)) }))
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .returning(COLUMNS)
      .executeTakeFirst();
    if (row === undefined) return refusal('API_KEY_NOT_FOUND', 'There is no such API key.');
    const actor = `member:${principal.memberId ?? 'unknown'}`;
    await appendAudit(trx, {
      tenantId,
      at,
      actor,
      action: 'api-key.revoked',
      outcome: 'done',
      object: `api-key:${id}`,
    });
    return apiKeyOf(row);
  });
};
