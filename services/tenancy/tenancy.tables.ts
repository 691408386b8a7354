// The tables of the schema `tenancy`, as this room alone sees them.
import type { MemberId, TenantId } from '@hounsfield/kernel';
import type { Generated } from 'kysely';
import type { OrganisationKind, Role } from './principal.ts';

export type TenancyTables = {
  'tenancy.organisation': {
    tenant_id: TenantId;
    kind: OrganisationKind;
    name: string;
    created_at: Date;
  };
  'tenancy.member': {
    tenant_id: TenantId;
    id: MemberId;
    email: string;
    email_hash: Buffer;
    display_name: string;
    locale: string;
    roles: Role[];
    password_hash: string;
    created_at: Date;
    disabled_at: Generated<Date | null>;
  };
  'tenancy.session': {
    tenant_id: TenantId;
    id: string;
    member_id: MemberId;
    token_hash: Buffer;
    created_at: Date;
    last_seen_at: Date;
    expires_at: Date;
    revoked_at: Generated<Date | null>;
  };
  'tenancy.api_key': {
    tenant_id: TenantId;
    id: string;
    name: string;
    prefix: string;
    key_hash: Buffer;
    scopes: string[];
    created_by: MemberId | null;
    created_at: Date;
    expires_at: Date;
    last_used_at: Generated<Date | null>;
    revoked_at: Generated<Date | null>;
  };
  'tenancy.sign_in_attempt': { subject: Buffer; id: string; at: Date };
  'tenancy.data_key': {
    tenant_id: TenantId;
    purpose: 'uid-map' | 'sealing';
    master_key_id: string;
    wrapped: Buffer;
    created_at: Date;
  };
  'tenancy.audit_head': { tenant_id: TenantId; seq: bigint; prev_hash: Buffer; hash: Buffer };
  'tenancy.audit_entry': { tenant_id: TenantId; seq: bigint; entry: string; prev_hash: Buffer; hash: Buffer };
};
