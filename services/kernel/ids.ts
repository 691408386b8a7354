// Branded identifiers: every entity's UUID carries its noun in the type, so a StudyId never passes for a DiagnosisId.
import { randomUUID } from 'node:crypto';

declare const brand: unique symbol;

/** A UUID string that names one kind of thing. */
export type Id<Noun extends string> = string & { readonly [brand]: Noun };

/** An organisation; it is also the tenant of everything the organisation owns. */
export type TenantId = Id<'Tenant'>;
export type MemberId = Id<'Member'>;
export type UploadId = Id<'Upload'>;
export type StudyId = Id<'Study'>;
export type DiagnosisId = Id<'Diagnosis'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A fresh random (v4) identifier. */
export const newId = <I extends Id<string>>(): I => randomUUID() as string as I;

/** True for a lower-case canonical UUID; the noun is the caller's claim, checked by the database. */
export const isId = (value: unknown): value is Id<string> => typeof value === 'string' && UUID.test(value);

/** The value as an identifier, or `undefined` where it is no canonical UUID. */
export const parseId = <I extends Id<string>>(value: unknown): I | undefined =>
  isId(value) ? (value as string as I) : undefined;
