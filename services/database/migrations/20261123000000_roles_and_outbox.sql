-- Scope helper and the transactional outbox. Roles `hounsfield_app` and `hounsfield_worker` exist before migrations run.
create schema scope;
grant usage on schema scope to hounsfield_app, hounsfield_worker;

-- The tenant of the current transaction, or null. NULLIF: a released setting reads back as '' on a pooled connection.
create function scope.tenant() returns uuid language sql stable
  as $$ select nullif(current_setting('app.tenant', true), '')::uuid $$;

create schema outbox;
grant usage on schema outbox to hounsfield_app, hounsfield_worker;

-- One row per business event that another process must act on; written in the transaction of the fact it announces.
create table outbox.event (
  id bigint generated always as identity primary key,
  topic text not null,
  idem_key text not null,
  tenant_id uuid not null,
  payload jsonb not null,
  created_at timestamptz not null default now(),
  next_attempt_at timestamptz not null default now(),
  attempt int not null default 0,
  published_at timestamptz,
  last_error text,
  constraint outbox_event_once unique (topic, idem_key)
);
create index outbox_event_pending on outbox.event (topic, next_attempt_at) where published_at is null;

alter table outbox.event enable row level security;
alter table outbox.event force row level security;
create policy tenant_appends on outbox.event for insert to hounsfield_app with check (tenant_id = scope.tenant());
create policy worker_all on outbox.event for all to hounsfield_worker using (true) with check (true);
-- `on conflict` reads the key columns.
create policy tenant_reads_keys on outbox.event for select to hounsfield_app using (tenant_id = scope.tenant());
grant insert, select (topic, idem_key, tenant_id) on outbox.event to hounsfield_app;
grant select, insert, update on outbox.event to hounsfield_worker;

-- Wakes listeners at commit; the payload is the topic alone.
create function outbox.announce() returns trigger language plpgsql as $$
begin
  perform pg_notify('outbox', new.topic);
  return null;
end $$;
create trigger announce after insert on outbox.event for each row execute function outbox.announce();
