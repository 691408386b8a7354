-- Diagnoses: one run of one product over one study revision, its steps, its result. States are guarded here, not only in code.
create schema diagnoses;
grant usage on schema diagnoses to hounsfield_app, hounsfield_worker;

create table diagnoses.diagnosis (
  tenant_id uuid not null,
  id uuid not null,
  study_id uuid not null,
  study_revision int not null,
  product_slug text not null,
  model_slug text not null,
  model_version text not null,
  model_sha256 text not null,
  lane text not null,
  -- Born with the order, not with the attempt: the same key is the same diagnosis, forever.
  order_key text not null,
  -- The price version the customer saw and ordered at; 0 when it ordered at whatever is current.
  price_version int not null check (price_version >= 0),
  ordered_by uuid,
  status text not null default 'REQUESTED',
  step text not null default 'QUEUED',
  -- Fence: the number of the inference attempt that may still deliver a result.
  attempt int not null default 0,
  attempt_faults int not null default 0,
  reason_code text,
  reason_message text,
  requested_at timestamptz not null,
  started_at timestamptz,
  inferring_at timestamptz,
  finished_at timestamptz,
  charged_at timestamptz,
  attention_at timestamptz,
  attention_code text,
  changed_at timestamptz not null,
  ticket bigint,
  completed_id uuid generated always as (case when status = 'COMPLETED' then id end) stored,
  primary key (tenant_id, id),
  constraint diagnosis_once unique (tenant_id, study_id, study_revision, product_slug, model_version, order_key),
  constraint diagnosis_in_status unique (tenant_id, id, status),
  constraint diagnosis_status check (status in ('REQUESTED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'OUT_OF_SCOPE')),
  constraint diagnosis_step check (step in ('QUEUED', 'CHECKING_INPUT', 'INFERRING', 'REPORTING', 'BILLING', 'DONE')),
  constraint diagnosis_lane check (lane in ('STAT', 'ROUTINE', 'OFF_PEAK')),
  constraint diagnosis_revision check (study_revision >= 1),
  constraint diagnosis_model_hash check (model_sha256 ~ '^[0-9a-f]{64}$'),
  constraint diagnosis_order_key check (length(order_key) between 1 and 200),
  constraint finished_when_ended check ((finished_at is not null) = (status not in ('REQUESTED', 'RUNNING'))),
  constraint started_when_run check (status in ('REQUESTED', 'FAILED', 'CANCELLED') or started_at is not null),
  constraint reason_when_not_completed check (
    (status in ('FAILED', 'OUT_OF_SCOPE')) <= (reason_code is not null and reason_message is not null)
    and (status in ('REQUESTED', 'RUNNING', 'COMPLETED')) <= (reason_code is null)),
  -- Money only for what was completed; the billing steps exist for nothing else.
  constraint charged_only_when_completed check (charged_at is null or status = 'COMPLETED'),
  constraint billing_only_when_completed check ((step in ('BILLING', 'DONE')) = (status = 'COMPLETED')),
  constraint done_when_charged check ((step = 'DONE') = (charged_at is not null)),
  constraint attention_has_code check ((attention_at is null) = (attention_code is null))
);
-- One product version reads one study revision once: a second order answers the first, and costs nothing.
create unique index diagnosis_one_reading on diagnoses.diagnosis (tenant_id, study_id, study_revision, product_slug, model_version)
  where status in ('REQUESTED', 'RUNNING', 'COMPLETED');
create index diagnosis_newest on diagnoses.diagnosis (tenant_id, requested_at desc, id desc);
create index diagnosis_of_study on diagnoses.diagnosis (tenant_id, study_id);
create index diagnosis_unsettled on diagnoses.diagnosis (changed_at)
  where status in ('REQUESTED', 'RUNNING') or (status = 'COMPLETED' and charged_at is null);

create table diagnoses.diagnosis_step (
  tenant_id uuid not null,
  diagnosis_id uuid not null,
  name text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, diagnosis_id, name),
  constraint step_of_diagnosis foreign key (tenant_id, diagnosis_id) references diagnoses.diagnosis (tenant_id, id),
  constraint step_name check (name in ('QUEUED', 'CHECKING_INPUT', 'INFERRING', 'REPORTING', 'BILLING', 'DONE')),
  constraint step_order check (finished_at is null or finished_at >= started_at)
);

-- What inference answered, kept until the report stands: a draft that no reader of results may see.
create table diagnoses.outcome (
  tenant_id uuid not null,
  diagnosis_id uuid not null,
  attempt int not null,
  findings jsonb not null,
  -- What was read, and how the images were made.
  sources jsonb not null,
  acquisition jsonb not null,
  provenance jsonb not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, diagnosis_id),
  constraint outcome_of_diagnosis foreign key (tenant_id, diagnosis_id) references diagnoses.diagnosis (tenant_id, id),
  constraint outcome_has_findings check (jsonb_array_length(findings) > 0)
);

-- Results name the status they depend on: no finding and no report can exist for a diagnosis that is not COMPLETED.
create table diagnoses.report (
  tenant_id uuid not null,
  diagnosis_id uuid not null,
  diagnosis_status text not null default 'COMPLETED',
  -- Our SR among the study's instances; its UIDs are de-identified.
  instance_id uuid not null,
  object_key text not null,
  sha256 text not null,
  study_instance_uid text not null,
  series_instance_uid text not null,
  sop_instance_uid text not null,
  acquisition jsonb not null,
  provenance jsonb not null,
  primary key (tenant_id, diagnosis_id),
  constraint report_of_completed check (diagnosis_status = 'COMPLETED'),
  constraint report_of_diagnosis foreign key (tenant_id, diagnosis_id, diagnosis_status)
    references diagnoses.diagnosis (tenant_id, id, status) deferrable initially deferred,
  constraint report_hash check (sha256 ~ '^[0-9a-f]{64}$')
);
-- ... and the other way round: a COMPLETED diagnosis has its report.
alter table diagnoses.diagnosis add constraint completed_has_report foreign key (tenant_id, completed_id)
  references diagnoses.report (tenant_id, diagnosis_id) deferrable initially deferred;

create table diagnoses.finding (
  tenant_id uuid not null,
  diagnosis_id uuid not null,
  ordinal int not null,
  diagnosis_status text not null default 'COMPLETED',
  tracking_id text not null,
  tracking_uid text,
  concept jsonb not null,
  label jsonb not null,
  value double precision,
  unit jsonb,
  category jsonb,
  probability double precision,
  site jsonb,
  primary key (tenant_id, diagnosis_id, ordinal),
  constraint finding_of_completed check (diagnosis_status = 'COMPLETED'),
  constraint finding_of_diagnosis foreign key (tenant_id, diagnosis_id, diagnosis_status)
    references diagnoses.diagnosis (tenant_id, id, status) deferrable initially deferred,
  constraint finding_says_something check (value is not null or category is not null or probability is not null),
  constraint finding_is_finite check (
    (value is null or value not in ('NaN', 'Infinity', '-Infinity')) and (probability is null or probability between 0 and 1)),
  constraint measured_in_a_unit check (value is null or unit is not null)
);

-- The queue as everybody may see it: a ticket and a lane, not whose. Rows come and go by trigger alone.
create table diagnoses.waiting (
  ticket bigint generated always as identity primary key,
  lane_rank smallint not null
);
create index waiting_by_lane on diagnoses.waiting (lane_rank, ticket);

create function diagnoses.lane_rank(lane text) returns smallint language sql immutable
  as $$ select case lane when 'STAT' then 1 when 'ROUTINE' then 2 else 3 end::smallint $$;

create function diagnoses.take_ticket() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into diagnoses.waiting (lane_rank) values (diagnoses.lane_rank(new.lane)) returning ticket into new.ticket;
  return new;
end $$;
create trigger take_ticket before insert on diagnoses.diagnosis for each row execute function diagnoses.take_ticket();

-- Legal changes of state; once ended, only the bookkeeping of the charge and of attention goes on.
create function diagnoses.guard_change() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if (new.tenant_id, new.id, new.study_id, new.study_revision, new.product_slug, new.model_slug, new.model_version,
      new.model_sha256, new.lane, new.order_key, new.price_version, new.requested_at)
    is distinct from (old.tenant_id, old.id, old.study_id, old.study_revision, old.product_slug, old.model_slug,
      old.model_version, old.model_sha256, old.lane, old.order_key, old.price_version, old.requested_at)
  then
    raise exception 'what was ordered does not change' using errcode = 'integrity_constraint_violation';
  end if;
  if new.status <> old.status and not (
    (old.status = 'REQUESTED' and new.status in ('RUNNING', 'FAILED', 'CANCELLED'))
    or (old.status = 'RUNNING' and new.status in ('COMPLETED', 'FAILED', 'CANCELLED', 'OUT_OF_SCOPE')))
  then
    raise exception 'a diagnosis does not go from % to %', old.status, new.status
      using errcode = 'integrity_constraint_violation';
  end if;
  if old.finished_at is not null and (
    (new.finished_at, new.reason_code, new.reason_message, new.attempt, new.started_at)
      is distinct from (old.finished_at, old.reason_code, old.reason_message, old.attempt, old.started_at)
    or (old.charged_at is not null and new.charged_at is distinct from old.charged_at))
  then
    raise exception 'an ended diagnosis does not change' using errcode = 'integrity_constraint_violation';
  end if;
  if new.attempt < old.attempt then
    raise exception 'attempts only go up' using errcode = 'integrity_constraint_violation';
  end if;
  if old.ticket is not null and (new.inferring_at is not null or new.finished_at is not null) then
    delete from diagnoses.waiting where ticket = old.ticket;
    new.ticket := null;
  end if;
  return new;
end $$;
create trigger guard_change before update on diagnoses.diagnosis for each row execute function diagnoses.guard_change();

-- Tells listeners (subscriptions) at commit that something about the diagnosis changed.
create function diagnoses.announce() returns trigger language plpgsql as $$
begin
  perform pg_notify('diagnosis', new.tenant_id || ':' || new.id);
  return null;
end $$;
create trigger announce after insert or update on diagnoses.diagnosis for each row execute function diagnoses.announce();

create function diagnoses.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'a result does not change' using errcode = 'integrity_constraint_violation';
end $$;
create trigger immutable before update or delete on diagnoses.finding for each row execute function diagnoses.refuse_change();
create trigger immutable before update or delete on diagnoses.report for each row execute function diagnoses.refuse_change();

do $$
declare t text;
begin
  foreach t in array array['diagnosis', 'diagnosis_step', 'outcome', 'report', 'finding', 'waiting'] loop
    execute format('alter table diagnoses.%I enable row level security', t);
    execute format('alter table diagnoses.%I force row level security', t);
  end loop;
  foreach t in array array['diagnosis', 'diagnosis_step', 'outcome', 'report', 'finding'] loop
    execute format('create policy worker_all on diagnoses.%I for all to hounsfield_worker using (true) with check (true)', t);
  end loop;
  foreach t in array array['diagnosis', 'diagnosis_step', 'report', 'finding'] loop
    execute format('create policy tenant_reads on diagnoses.%I for select to hounsfield_app using (tenant_id = scope.tenant())', t);
  end loop;
end $$;
-- A tenant orders, and cancels what it ordered: nothing else. Everything between is the workers'.
create policy tenant_orders on diagnoses.diagnosis for insert to hounsfield_app
  with check (tenant_id = scope.tenant() and status = 'REQUESTED');
create policy tenant_cancels on diagnoses.diagnosis for update to hounsfield_app
  using (tenant_id = scope.tenant()) with check (tenant_id = scope.tenant() and status = 'CANCELLED');
create policy tenant_queues on diagnoses.diagnosis_step for insert to hounsfield_app
  with check (tenant_id = scope.tenant() and name = 'QUEUED' and finished_at is null);
create policy tenant_closes on diagnoses.diagnosis_step for update to hounsfield_app
  using (tenant_id = scope.tenant()) with check (tenant_id = scope.tenant() and finished_at is not null);
-- No tenant's data is in it; grants (select alone) and the triggers' owner decide who writes.
create policy everyone on diagnoses.waiting for all using (true) with check (true);

grant select, insert on diagnoses.diagnosis, diagnoses.diagnosis_step to hounsfield_app;
grant update (status, finished_at, reason_code, reason_message, attention_at, attention_code, changed_at)
  on diagnoses.diagnosis to hounsfield_app;
grant update (finished_at) on diagnoses.diagnosis_step to hounsfield_app;
grant select on diagnoses.report, diagnoses.finding, diagnoses.waiting to hounsfield_app;
grant select, insert, update on diagnoses.diagnosis, diagnoses.diagnosis_step, diagnoses.outcome to hounsfield_worker;
grant select, insert on diagnoses.report, diagnoses.finding to hounsfield_worker;
grant select on diagnoses.waiting to hounsfield_worker;
