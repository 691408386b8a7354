// Who is calling: a member in a browser or an API key, always on behalf of exactly one organisation.
import type { MemberId, TenantId } from '@hounsfield/kernel';

export const ORGANISATION_KINDS = ['imaging_centre', 'hospital', 'vendor', 'platform'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export const ROLES = ['ADMIN', 'TECHNOLOGIST', 'RADIOLOGIST', 'FINANCE', 'OPERATOR'] as const;
export type Role = (typeof ROLES)[number];

/** The authenticated caller. Exactly one of `memberId` and `apiKeyId` is set. */
export type Principal = {
  readonly tenantId: TenantId;
  readonly organisationKind: OrganisationKind;
  readonly memberId?: MemberId;
  readonly apiKeyId?: string;
  readonly roles: readonly Role[];
  readonly displayName: string;
  readonly email?: string;
  /** BCP 47: `en` or `zh-CN`. */
  readonly locale: string;
};

const CLINICAL = ['ADMIN', 'TECHNOLOGIST', 'RADIOLOGIST', 'FINANCE'] as const;

/** The roles an organisation of a kind can give: a vendor or the platform never has somebody who opens studies. */
export const ROLES_OF_KIND: Readonly<Record<OrganisationKind, readonly Role[]>> = {
  imaging_centre: CLINICAL,
  hospital: CLINICAL,
  vendor: ['ADMIN', 'FINANCE'],
  platform: ['ADMIN', 'FINANCE', 'OPERATOR'],
};

/** True when the principal holds any of the roles. */
export const hasRole = (principal: Principal, ...roles: readonly Role[]): boolean =>
  roles.some((role) => principal.roles.includes(role));
