// The role x operation matrix as a table: who may do what, in every kind of organisation.
import { ORGANISATION_KINDS, type OrganisationKind, ROLES, type Role } from '@hounsfield/tenancy';
import { describe, expect, test } from '@jest/globals';
import { denialOf, type OperationName, PERMISSIONS } from './permissions.ts';

const operations = Object.keys(PERMISSIONS) as OperationName[];
const person = (organisationKind: OrganisationKind, ...roles: readonly Role[]) => ({
  organisationKind,
  roles,
  memberId: 'm',
});

const allowedTo = (organisationKind: OrganisationKind, role: Role): readonly OperationName[] =>
  operations.filter((operation) => denialOf(operation, person(organisationKind, role)) === undefined);

const EVERYBODY = [
  'Query.viewer',
  'Query.products',
  'Query.product',
  'Mutation.signIn',
  'Mutation.signOut',
  'Mutation.setLocale',
];
const READING = ['Query.studies', 'Query.study', 'Query.diagnoses', 'Query.diagnosis', 'Subscription.diagnosisUpdated'];
const ORDERING = ['Mutation.requestDiagnosis', 'Mutation.cancelDiagnosis'];
const SENDING = [
  'Query.studyUpload',
  'Mutation.openStudyUpload',
  'Mutation.completeStudyUpload',
  'Mutation.completeStudy',
];
const PAYING = ['Query.usageMonths', 'Query.charges'];
const EARNING = ['Query.revenueMonths', 'Query.revenueReads'];
const KEYS = ['Query.apiKeys', 'Mutation.createApiKey', 'Mutation.revokeApiKey'];

const TABLE: readonly [OrganisationKind, Role, readonly string[]][] = [
  ['hospital', 'TECHNOLOGIST', [...READING, ...ORDERING, ...SENDING]],
  ['hospital', 'RADIOLOGIST', [...READING, ...ORDERING]],
  ['hospital', 'FINANCE', PAYING],
  ['hospital', 'ADMIN', [...PAYING, ...KEYS]],
  ['imaging_centre', 'TECHNOLOGIST', [...READING, ...ORDERING, ...SENDING]],
  ['imaging_centre', 'RADIOLOGIST', [...READING, ...ORDERING]],
  ['imaging_centre', 'FINANCE', [...PAYING, ...EARNING]],
  ['imaging_centre', 'ADMIN', [...PAYING, ...EARNING, ...KEYS]],
  ['vendor', 'FINANCE', EARNING],
  ['vendor', 'ADMIN', [...EARNING, ...KEYS]],
  ['platform', 'FINANCE', EARNING],
  ['platform', 'ADMIN', [...EARNING, ...KEYS]],
  ['platform', 'OPERATOR', []],
];

test.each(TABLE)('a %s gives its %s exactly this', (kind, role, more) => {
  expect([...allowedTo(kind, role)].sort()).toEqual([...EVERYBODY, ...more].sort());
});

test('nobody outside a clinic touches a study, whatever role it is given', () => {
  for (const kind of ORGANISATION_KINDS.filter((each) => each === 'vendor' || each === 'platform'))
    for (const role of ROLES) expect(allowedTo(kind, role)).toEqual(expect.not.arrayContaining(['Query.study']));
});

describe('a caller who is nobody', () => {
  test('may sign in and ask who it is', () => {
    const open = operations.filter((operation) => denialOf(operation, undefined) === undefined);
    expect(open.sort()).toEqual(['Mutation.signIn', 'Mutation.signOut', 'Query.viewer']);
  });
});

test('an API key with every role of an administrator still makes no keys', () => {
  const key = { organisationKind: 'hospital', roles: ROLES } as const;
  expect(denialOf('Mutation.createApiKey', key)).toBe('FORBIDDEN');
  expect(denialOf('Mutation.openStudyUpload', key)).toBeUndefined();
});
