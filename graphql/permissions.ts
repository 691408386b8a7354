// The role x operation matrix: who may call what. Deny by default: an operation missing here does not compile.
import type { OrganisationKind, Role } from '@hounsfield/tenancy';
import type { Mutation, Query, Subscription } from './generated/resolver-types.ts';

/** Who may call an operation. */
export type Permission =
  /** Everybody, signed in or not. */
  | 'ANYONE'
  /** Every signed-in caller, person or API key. */
  | 'SIGNED_IN'
  | {
      readonly roles: readonly Role[];
      /** Organisations whose members may; every kind where absent. */
      readonly kinds?: readonly OrganisationKind[];
      /** Only a person in a browser session: a leaked API key must not mint others. */
      readonly personOnly?: true;
    };

export type OperationName =
  | `Query.${Exclude<keyof Query, '__typename'>}`
  | `Mutation.${Exclude<keyof Mutation, '__typename'>}`
  | `Subscription.${Exclude<keyof Subscription, '__typename'>}`;

const CLINICAL: readonly OrganisationKind[] = ['hospital', 'imaging_centre'];
const EARNING: readonly OrganisationKind[] = ['imaging_centre', 'vendor', 'platform'];

const reading: Permission = { roles: ['TECHNOLOGIST', 'RADIOLOGIST'], kinds: CLINICAL };
const sending: Permission = { roles: ['TECHNOLOGIST'], kinds: CLINICAL };
const ordering: Permission = { roles: ['TECHNOLOGIST', 'RADIOLOGIST'], kinds: CLINICAL };
const paying: Permission = { roles: ['FINANCE', 'ADMIN'], kinds: CLINICAL };
const earning: Permission = { roles: ['FINANCE', 'ADMIN'], kinds: EARNING };
const administering: Permission = { roles: ['ADMIN'], personOnly: true };

export const PERMISSIONS: Readonly<Record<OperationName, Permission>> = {
  'Query.viewer': 'ANYONE',
  'Query.apiKeys': administering,
  'Query.products': 'SIGNED_IN',
  'Query.product': 'SIGNED_IN',
  'Query.studies': reading,
  'Query.study': reading,
  'Query.studyUpload': sending,
  'Query.diagnoses': reading,
  'Query.diagnosis': reading,
  'Query.usageMonths': paying,
  'Query.charges': paying,
  'Query.revenueMonths': earning,
  'Query.revenueReads': earning,
  'Mutation.signIn': 'ANYONE',
  'Mutation.signOut': 'ANYONE',
  'Mutation.setLocale': 'SIGNED_IN',
  'Mutation.createApiKey': administering,
  'Mutation.revokeApiKey': administering,
  'Mutation.openStudyUpload': sending,
  'Mutation.completeStudyUpload': sending,
  'Mutation.completeStudy': sending,
  'Mutation.requestDiagnosis': ordering,
  'Mutation.cancelDiagnosis': ordering,
  'Subscription.diagnosisUpdated': reading,
};

/** What the matrix needs to know of a caller. */
export type Caller = {
  readonly organisationKind: OrganisationKind;
  readonly roles: readonly Role[];
  readonly memberId?: string | undefined;
};

/** `undefined` where the caller may; else why not. */
export const denialOf = (
  operation: OperationName,
  caller: Caller | undefined,
): 'UNAUTHENTICATED' | 'FORBIDDEN' | undefined => {
  const permission = PERMISSIONS[operation];
  if (permission === 'ANYONE') return undefined;
  if (caller === undefined) return 'UNAUTHENTICATED';
  if (permission === 'SIGNED_IN') return undefined;
  const { roles, kinds, personOnly } = permission;
  const may =
    roles.some((role) => caller.roles.includes(role)) &&
    (kinds?.includes(caller.organisationKind) ?? true) &&
    !(personOnly === true && caller.memberId === undefined);
  return may ? undefined : 'FORBIDDEN';
};
