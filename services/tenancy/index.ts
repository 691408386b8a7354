// Who may do what: organisations, members, sessions, API keys, data keys and the audit chain.
export {
  type ApiKey,
  type ApiKeyScope,
  authenticateApiKey,
  createApiKey,
  listApiKeys,
  looksLikeApiKey,
  type NewApiKey,
  revokeApiKey,
} from './api-key.ts';
export { type AuditEntry, type AuditVerdict, appendAudit, verifyAudit } from './audit.ts';
export { createMasterKey, type MasterKey } from './master-key.ts';
export { addMember, disableMember, type Member, type NewMember, setMemberLocale } from './member.ts';
export { createOrganisation, type NewOrganisation, type Organisation, organisationsById } from './organisation.ts';
export { hasRole, ORGANISATION_KINDS, type OrganisationKind, type Principal, ROLES, type Role } from './principal.ts';
export { authenticateSession, signOut } from './session.ts';
export { clearedSessionCookie, readSessionCookie, sessionCookie } from './session-cookie.ts';
export { type Credentials, type SignedIn, signIn } from './sign-in.ts';
export { sweepTenancy } from './sweep-tenancy.ts';
export type { TenancyTables } from './tenancy.tables.ts';
export { createTenantKeys, rewrapTenantKeys, type TenantKeys } from './tenant-keys.ts';
