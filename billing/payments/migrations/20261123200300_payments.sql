-- Payments: what we ask of Stripe (frozen before it is sent), what Stripe tells us (stored before it is believed). Workers only.
create schema payments;
grant usage on schema payments to hounsfield_worker;

-- One request to the outside. Its id is the idempotency key; everything that is sent is frozen with it.
create table payments.request (
  id uuid primary key,
  operation text not null,
  -- The business act, e.g. an invoice or payout id; with the operation it names what must happen at most once.
  subject text not null,
  attempt int not null check (attempt >= 1),
  params jsonb not null,
  params_sha256 bytea not null check (length(params_sha256) = 32),
  state text not null default 'planned' check (state in ('planned', 'submitting', 'unknown', 'confirmed', 'rejected')),
  -- How often it was handed to the outside; above zero it may have arrived, whatever we heard.
  submissions int not null default 0,
  claimed_until timestamptz,
  next_at timestamptz not null,
  stripe_id text,
  facts jsonb,
  error_code text,
  error_message text,
  created_at timestamptz not null,
  constraint request_once unique (operation, subject, attempt),
  check ((state = 'confirmed') = (stripe_id is not null)),
  check ((state = 'rejected') = (error_code is not null))
);
-- I10: of one business act at most one request is alive.
create unique index request_one_live on payments.request (operation, subject) where state <> 'rejected';
create index request_due on payments.request (next_at) where state in ('planned', 'submitting', 'unknown');

create function payments.request_moves() returns trigger language plpgsql as $$
begin
  if (old.id, old.operation, old.subject, old.attempt, old.params, old.params_sha256, old.created_at)
    is distinct from (new.id, new.operation, new.subject, new.attempt, new.params, new.params_sha256, new.created_at) then
    raise exception 'a request is frozen' using errcode = '23514', constraint = 'request_frozen';
  end if;
  if (old.state, new.state) not in (('planned', 'submitting'), ('submitting', 'submitting'), ('submitting', 'planned'),
    ('submitting', 'unknown'), ('submitting', 'confirmed'), ('submitting', 'rejected'), ('unknown', 'submitting')) then
    raise exception 'a request cannot go from % to %', old.state, new.state
      using errcode = '23514', constraint = 'request_moves_forward';
  end if;
  return new;
end $$;
create trigger request_moves before update on payments.request for each row execute function payments.request_moves();
create trigger never_deleted before delete or truncate on payments.request
  for each statement execute function billing.refuse_change();

-- Who an organisation is at Stripe, as payer and as recipient.
create table payments.customer (tenant_id uuid primary key, stripe_id text not null unique);
create table payments.recipient (
  party_id uuid primary key,
  stripe_id text not null unique,
  transfers_active boolean not null default false
);

-- Events as they came in, before anything was done about them.
create table payments.inbox (
  stripe_event_id text primary key,
  type text not null,
  api_version text,
  object_id text not null,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  attempt int not null default 0,
  next_at timestamptz not null default now(),
  last_error text
);
create index inbox_due on payments.inbox (next_at) where processed_at is null;
create trigger never_deleted before delete or truncate on payments.inbox
  for each statement execute function billing.refuse_change();

-- What Stripe's objects looked like when they were last fetched; written under the object's lock, so never older than before.
create table payments.mirror (
  stripe_id text primary key,
  kind text not null check (kind in ('invoice', 'transfer')),
  subject text not null,
  status text not null,
  facts jsonb not null,
  fetched_at timestamptz not null
);

do $$
declare name text;
begin
  foreach name in array array['request', 'customer', 'recipient', 'inbox', 'mirror'] loop
    execute format('alter table payments.%I enable row level security', name);
    execute format('alter table payments.%I force row level security', name);
    execute format('create policy worker_all on payments.%I for all to hounsfield_worker using (true) with check (true)', name);
    execute format('grant select, insert, update on payments.%I to hounsfield_worker', name);
  end loop;
end $$;
