-- Organisations, members, sessions, API keys, wrapped data keys and the audit chain.
-- Every table starts with its tenant. What must be found before the tenant is known (a sign-in, a session, an API key)
-- is found by the SHA-256 of what the caller presented, which a narrow policy compares with `app.presented_hash`.
create schema tenancy;
grant usage on schema tenancy to hounsfield_app, hounsfield_worker;

-- The digest the caller presented in this transaction, or null.
create function tenancy.presented() returns bytea language sql stable
  as $$ select decode(nullif(current_setting('app.presented_hash', true), ''), 'hex') $$;

-- The organisations whose names the caller may resolve in this transaction: ids it already holds.
create function tenancy.named() returns uuid[] language sql stable
  as $$ select string_to_array(nullif(current_setting('app.named_organisations', true), ''), ',')::uuid[] $$;

create table tenancy.organisation (
  tenant_id uuid primary key,
  kind text not null check (kind in ('imaging_centre', 'hospital', 'vendor', 'platform')),
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz not null
);
alter table tenancy.organisation enable row level security;
alter table tenancy.organisation force row level security;
create policy own on tenancy.organisation for all to hounsfield_app
  using (tenant_id = scope.tenant()) with check (tenant_id = scope.tenant());
create policy named on tenancy.organisation for select to hounsfield_app using (tenant_id = any (tenancy.named()));
create policy worker on tenancy.organisation for all to hounsfield_worker using (true) with check (true);
grant select, insert on tenancy.organisation to hounsfield_app, hounsfield_worker;

create table tenancy.member (
  tenant_id uuid not null references tenancy.organisation (tenant_id),
  id uuid not null,
  email text not null,
  -- SHA-256 of 'email:' and the folded address: what a sign-in presents.
  email_hash bytea not null,
  display_name text not null check (length(display_name) between 1 and 200),
  locale text not null check (locale in ('en', 'zh-CN')),
  roles text[] not null
    check (roles <@ array['ADMIN', 'TECHNOLOGIST', 'RADIOLOGIST', 'FINANCE', 'OPERATOR'] and cardinality(roles) > 0),
  password_hash text not null,
  created_at timestamptz not null,
  disabled_at timestamptz,
  primary key (tenant_id, id)
);
-- The one unique key that does not start with the tenant: an address signs in to one organisation, before any tenant is known.
create unique index member_email_once on tenancy.member (email_hash);
alter table tenancy.member enable row level security;
alter table tenancy.member force row level security;
create policy own on tenancy.member for all to hounsfield_app
  using (tenant_id = scope.tenant()) with check (tenant_id = scope.tenant());
create policy presented on tenancy.member for select to hounsfield_app using (email_hash = tenancy.presented());
create policy worker on tenancy.member for all to hounsfield_worker using (true) with check (true);
grant select, insert, update (locale, password_hash, disabled_at, roles) on tenancy.member to hounsfield_app;
grant select, insert on tenancy.member to hounsfield_worker;

create table tenancy.session (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  token_hash bytea not null check (length(token_hash) = 32),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references tenancy.member (tenant_id, id)
);
-- Not unique: two equal digests of 256 random bits do not happen, and a unique key would answer a stranger's guess.
create index session_by_token on tenancy.session (token_hash);
create index session_by_member on tenancy.session (tenant_id, member_id) where revoked_at is null;
alter table tenancy.session enable row level security;
alter table tenancy.session force row level security;
create policy own on tenancy.session for all to hounsfield_app
  using (tenant_id = scope.tenant()) with check (tenant_id = scope.tenant());
create policy presented on tenancy.session for select to hounsfield_app using (token_hash = tenancy.presented());
create policy worker on tenancy.session for all to hounsfield_worker using (true) with check (true);
grant select, insert, update (last_seen_at, revoked_at) on tenancy.session to hounsfield_app;
grant select, delete on tenancy.session to hounsfield_worker;

create table tenancy.api_key (
  tenant_id uuid not null references tenancy.organisation (tenant_id),
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  prefix text not null,
  key_hash bytea not null check (length(key_hash) = 32),
  scopes text[] not null
    check (scopes <@ array['studies:write', 'studies:read', 'billing:read'] and cardinality(scopes) > 0),
  created_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, created_by) references tenancy.member (tenant_id, id)
);
create index api_key_by_hash on tenancy.api_key (key_hash);
alter table tenancy.api_key enable row level security;
alter table tenancy.api_key force row level security;
create policy own on tenancy.api_key for all to hounsfield_app
  using (tenant_id = scope.tenant()) with check (tenant_id = scope.tenant());
create policy presented on tenancy.api_key for select to hounsfield_app using (key_hash = tenancy.presented());
create policy worker on tenancy.api_key for all to hounsfield_worker using (true) with check (true);
grant select, insert, update (last_used_at, revoked_at) on tenancy.api_key to hounsfield_app;
grant select, insert on tenancy.api_key to hounsfield_worker;

-- Failed and running sign-ins of the last minutes, by the digest of the account or of the address they came from.
-- No tenant: an unknown account is limited exactly as a known one.
create table tenancy.sign_in_attempt (
  subject bytea not null check (length(subject) = 32),
  id uuid not null,
  at timestamptz not null,
  primary key (subject, id)
);
alter table tenancy.sign_in_attempt enable row level security;
alter table tenancy.sign_in_attempt force row level security;
create policy presented on tenancy.sign_in_attempt for all to hounsfield_app
  using (subject = tenancy.presented()) with check (subject = tenancy.presented());
create policy worker on tenancy.sign_in_attempt for all to hounsfield_worker using (true) with check (true);
grant select, insert, delete on tenancy.sign_in_attempt to hounsfield_app;
grant select, delete on tenancy.sign_in_attempt to hounsfield_worker;

-- A tenant's data keys, each wrapped by the master key named beside it (AES-256-GCM; the plain key is never stored).
create table tenancy.data_key (
  tenant_id uuid not null,
  purpose text not null check (purpose in ('uid-map', 'sealing')),
  master_key_id text not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, purpose)
);
alter table tenancy.data_key enable row level security;
alter table tenancy.data_key force row level security;
create policy own on tenancy.data_key for all to hounsfield_app
  using (tenant_id = scope.tenant()) with check (tenant_id = scope.tenant());
create policy worker on tenancy.data_key for all to hounsfield_worker using (true) with check (true);
grant select, insert on tenancy.data_key to hounsfield_app, hounsfield_worker;
grant update (master_key_id, wrapped) on tenancy.data_key to hounsfield_worker;

-- The audit chain: one per tenant. hash = SHA-256(previous hash || sequence as 8 bytes, big endian || entry as UTF-8).
create table tenancy.audit_head (
  tenant_id uuid primary key,
  seq bigint not null,
  prev_hash bytea not null,
  hash bytea not null
);
alter table tenancy.audit_head enable row level security;
alter table tenancy.audit_head force row level security;
create policy own on tenancy.audit_head for all to hounsfield_app
  using (tenant_id = scope.tenant()) with check (tenant_id = scope.tenant());
create policy worker on tenancy.audit_head for all to hounsfield_worker using (true) with check (true);
grant select, insert, update on tenancy.audit_head to hounsfield_app, hounsfield_worker;

create table tenancy.audit_entry (
  tenant_id uuid not null,
  seq bigint not null,
  -- Canonical JSON, the very text that was hashed.
  entry text not null,
  prev_hash bytea not null,
  hash bytea not null,
  primary key (tenant_id, seq)
);
alter table tenancy.audit_entry enable row level security;
alter table tenancy.audit_entry force row level security;
create policy own on tenancy.audit_entry for all to hounsfield_app
  using (tenant_id = scope.tenant()) with check (tenant_id = scope.tenant());
create policy worker on tenancy.audit_entry for all to hounsfield_worker using (true) with check (true);
grant select, insert on tenancy.audit_entry to hounsfield_app, hounsfield_worker;

-- Nobody rewrites history by accident, the owner included.
create function tenancy.append_only() returns trigger language plpgsql as $$
begin
  raise exception 'tenancy.audit_entry is append-only' using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete on tenancy.audit_entry
  for each row execute function tenancy.append_only();
create trigger append_only_whole before truncate on tenancy.audit_entry
  for each statement execute function tenancy.append_only();

-- The head moves one step at a time and never back.
create function tenancy.next_step_only() returns trigger language plpgsql as $$
begin
  if new.seq <> old.seq + 1 or new.prev_hash <> old.hash or new.tenant_id <> old.tenant_id then
    raise exception 'tenancy.audit_head moves one entry at a time' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger next_step_only before update on tenancy.audit_head
  for each row execute function tenancy.next_step_only();
