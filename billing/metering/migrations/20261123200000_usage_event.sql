-- Metering: one row per billable fact, kept forever. Only workers write; a tenant reads its own facts.
create schema billing;
grant usage on schema billing to hounsfield_app, hounsfield_worker;

-- Guards every table of the wing that is a record of something that happened.
create function billing.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = '42501';
end $$;

create schema metering;
grant usage on schema metering to hounsfield_app, hounsfield_worker;

-- Keys are global, not per tenant: a diagnosis belongs to one tenant, and no tenant can insert here, so the key leaks nothing.
-- Every column is NOT NULL: a null would escape a unique key.
create table metering.usage_event (
  id uuid primary key,
  tenant_id uuid not null,
  source text not null,
  event_id text not null,
  diagnosis_id uuid not null,
  billable_class text not null check (billable_class in ('final', 'addendum')),
  outcome text not null check (outcome in ('completed', 'failed', 'cancelled', 'out_of_scope')),
  product_slug text not null,
  lane text not null check (lane in ('STAT', 'ROUTINE', 'OFF_PEAK')),
  -- The price version the customer saw and ordered at; 0 when it ordered at whatever is current.
  quoted_price_version int not null check (quoted_price_version >= 0),
  study_sha256 bytea not null check (length(study_sha256) = 32),
  model_slug text not null,
  model_version text not null,
  weights_sha256 bytea not null check (length(weights_sha256) = 32),
  workflow_id text not null,
  run_id text not null,
  activity_id text not null,
  occurred_at timestamptz not null,
  ingested_at timestamptz not null default now(),
  -- Over the business facts only: a retry under another run id is the same fact.
  payload_sha256 bytea not null check (length(payload_sha256) = 32),
  constraint usage_event_source_once unique (source, event_id),
  constraint usage_event_diagnosis_once unique (diagnosis_id, billable_class)
);
create index usage_event_by_tenant on metering.usage_event (tenant_id, id);
create trigger append_only before update or delete or truncate on metering.usage_event
  for each statement execute function billing.refuse_change();

alter table metering.usage_event enable row level security;
alter table metering.usage_event force row level security;
create policy tenant_reads on metering.usage_event for select to hounsfield_app using (tenant_id = scope.tenant());
create policy worker_all on metering.usage_event for all to hounsfield_worker using (true) with check (true);
grant select on metering.usage_event to hounsfield_app;
grant select, insert on metering.usage_event to hounsfield_worker;
