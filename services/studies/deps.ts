// What this room works with, and who calls it; processes compose it, so that the room knows neither tenancy nor a fixed clock.
import type { CanonicalValue, Clock, MemberId, TenantId } from '@hounsfield/kernel';
import type { ObjectStore } from '@hounsfield/storage';
import type { Kysely, Transaction } from 'kysely';
import type { InstanceParser } from './parsing/instance-parser.ts';
import type { StudiesTables } from './studies.tables.ts';

/** The tenant's own keys: 32 bytes each. */
export type TenantKeys = { readonly uidMapKey: Uint8Array; readonly sealingKey: Uint8Array };

/** One audited act of this room. Ids and counts only. */
export type StudyAuditEntry = {
  readonly tenantId: TenantId;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly outcome: 'done' | 'refused';
  readonly object?: string;
  readonly detail?: { readonly [name: string]: CanonicalValue };
};

export type StudiesDeps = {
  readonly db: Kysely<StudiesTables>;
  readonly clock: Clock;
  readonly tenantKeys: (tenantId: TenantId) => Promise<TenantKeys>;
  /** Appends to the tenant's audit chain in the given transaction. */
  readonly audit: (trx: Transaction<StudiesTables>, entry: StudyAuditEntry) => Promise<void>;
  readonly store: ObjectStore;
};

/** What taking files in needs beside the rest. */
export type ReceiveDeps = StudiesDeps & { readonly parser: InstanceParser };

/** Who calls: the part of a principal that this room looks at. */
export type Caller = {
  readonly tenantId: TenantId;
  readonly roles: readonly string[];
  readonly memberId?: MemberId;
  readonly apiKeyId?: string;
};

/** The caller as the audit chain names it. */
export const actorOf = ({ memberId, apiKeyId }: Caller): string =>
  memberId === undefined ? `api-key:${apiKeyId ?? 'unknown'}` : `member:${memberId}`;

/** Members who may see patients: they open studies, their names and their pictures. */
export const mayOpenStudies = ({ roles }: Caller): boolean =>
  roles.includes('TECHNOLOGIST') || roles.includes('RADIOLOGIST');

/** Members who may send studies. */
export const maySendStudies = ({ roles }: Caller): boolean => roles.includes('TECHNOLOGIST');
