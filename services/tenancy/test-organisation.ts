// Organisations and signed-in members for tests, made through the room's own public functions.
import { type Clock, isRefusal, newId } from '@hounsfield/kernel';
import type { Kysely } from 'kysely';
import { addMember } from './member.ts';
import { createOrganisation } from './organisation.ts';
import type { OrganisationKind, Principal, Role } from './principal.ts';
import { signIn } from './sign-in.ts';
import type { TenancyTables } from './tenancy.tables.ts';

export const TEST_PASSWORD = 'a long walk by the river';

export type TestMember = { readonly principal: Principal; readonly email: string; readonly sessionToken: string };

const accepted = <Value>(value: Value): Exclude<Value, { kind: 'refusal' }> => {
  if (isRefusal(value)) throw new Error(`refused: ${value.code} ${value.message}`);
  return value as Exclude<Value, { kind: 'refusal' }>;
};

/** A fresh organisation with one member who holds `roles` and is signed in. */
export const createTestOrganisation = async (
  db: Kysely<TenancyTables>,
  clock: Clock,
  kind: OrganisationKind = 'imaging_centre',
  roles: readonly Role[] = ['ADMIN'],
): Promise<TestMember> => {
  const organisation = accepted(await createOrganisation(db, { kind, name: `Test ${kind}` }, clock));
  const email = `${newId()}@example.org`;
  const member = { tenantId: organisation.id, email, displayName: 'Test Member', password: TEST_PASSWORD, roles };
  accepted(await addMember(db, member, clock));
  const { principal, sessionToken } = accepted(await signIn(db, { email, password: TEST_PASSWORD }, clock));
  return { principal, email, sessionToken };
};
