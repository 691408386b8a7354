-- Outcome rules, prepaid credit, budgets: what is held when a read is ordered, taken when it is charged, let go when it is not.
alter table charging.rated_charge add column waiver text check (waiver in ('late', 'duplicate')),
  add constraint waived_is_free check (waiver is null or gross_minor = discount_minor);

-- The first completed read of one study by one product's model; later ones are duplicates.
create table charging.first_read (
  tenant_id uuid not null,
  product_slug text not null,
  model_version text not null,
  study_sha256 bytea not null,
  usage_event_id uuid not null references metering.usage_event (id),
  primary key (tenant_id, product_slug, model_version, study_sha256)
);

-- One row a customer and currency, for customers that prepay or keep a budget; the only rows charges ever lock.
create table charging.wallet (
  tenant_id uuid not null,
  currency char(3) not null references ledger.currency (code),
  prepaid boolean not null default false,
  -- Spending wanted at most in a calendar month (UTC).
  budget_minor bigint check (budget_minor > 0),
  hard_stop boolean not null default false,
  credit_minor bigint not null default 0 check (credit_minor >= 0),
  held_minor bigint not null default 0 check (held_minor >= 0),
  primary key (tenant_id, currency)
);
create table charging.wallet_month (
  tenant_id uuid not null,
  currency char(3) not null,
  month date not null check (extract(day from month) = 1),
  spent_minor bigint not null,
  primary key (tenant_id, currency, month),
  foreign key (tenant_id, currency) references charging.wallet (tenant_id, currency)
);
create table charging.budget_alert (
  tenant_id uuid not null,
  currency char(3) not null,
  month date not null,
  percent int not null check (percent in (50, 75, 90, 100)),
  raised_at timestamptz not null,
  primary key (tenant_id, currency, month, percent),
  foreign key (tenant_id, currency) references charging.wallet (tenant_id, currency)
);
create table charging.reservation (
  tenant_id uuid not null,
  diagnosis_id uuid not null,
  currency char(3) not null,
  product_slug text not null,
  lane text not null,
  price_version int not null,
  amount_minor bigint not null check (amount_minor >= 0),
  state text not null default 'held' check (state in ('held', 'captured', 'released')),
  held_at timestamptz not null,
  settled_at timestamptz,
  primary key (tenant_id, diagnosis_id),
  foreign key (tenant_id, currency) references charging.wallet (tenant_id, currency),
  check ((state = 'held') = (settled_at is null))
);
create function charging.settle_reservation_once() returns trigger language plpgsql as $$
begin
  if old.state <> 'held' or new.state = 'held'
    or to_jsonb(old) - 'state' - 'settled_at' is distinct from to_jsonb(new) - 'state' - 'settled_at' then
    raise exception 'a reservation is settled once' using errcode = '23514', constraint = 'reservation_settled_once';
  end if;
  return new;
end $$;
create trigger settle_once before update on charging.reservation
  for each row execute function charging.settle_reservation_once();

do $$
declare name text;
begin
  foreach name in array array['first_read', 'wallet', 'wallet_month', 'budget_alert', 'reservation'] loop
    execute format('create trigger never_deleted before delete or truncate on charging.%I
      for each statement execute function billing.refuse_change()', name);
    execute format('alter table charging.%I enable row level security', name);
    execute format('alter table charging.%I force row level security', name);
    execute format('create policy worker_all on charging.%I for all to hounsfield_worker using (true) with check (true)', name);
    execute format('create policy tenant_own on charging.%I for all to hounsfield_app
      using (tenant_id = scope.tenant()) with check (tenant_id = scope.tenant())', name);
    execute format('grant select, insert on charging.%I to hounsfield_worker', name);
    execute format('grant select on charging.%I to hounsfield_app', name);
  end loop;
end $$;
grant update on charging.wallet, charging.wallet_month, charging.reservation to hounsfield_worker;
-- Ordering holds money on the customer's own behalf, cancelling lets it go; spending it is the workers'.
grant insert on charging.reservation to hounsfield_app;
grant update (held_minor) on charging.wallet to hounsfield_app;
grant update (state, settled_at) on charging.reservation to hounsfield_app;

create view charging.wallet_violations with (security_invoker = true) as
  select 'W1' as invariant, 'wallet ' || wallet.tenant_id || ' ' || wallet.currency as subject,
      'credit is ' || wallet.credit_minor || ', the ledger says ' || -coalesce(balance.balance_minor, 0) as detail
    from charging.wallet left join ledger.balance on balance.kind = 'customer_credit'
      and balance.party_id = wallet.tenant_id and balance.currency = wallet.currency
    where wallet.credit_minor <> -coalesce(balance.balance_minor, 0)
  union all
  select 'W2', 'wallet ' || wallet.tenant_id || ' ' || wallet.currency, 'held differs from its reservations'
    from charging.wallet left join charging.reservation on reservation.tenant_id = wallet.tenant_id
      and reservation.currency = wallet.currency and reservation.state = 'held'
    group by wallet.tenant_id, wallet.currency having wallet.held_minor <> coalesce(sum(reservation.amount_minor), 0)
  union all
  select 'W3', 'reservation ' || reservation.diagnosis_id, 'captured without a charge, or charged and still held'
    from charging.reservation left join (
      select event.tenant_id, event.diagnosis_id from charging.rated_charge charge
        join metering.usage_event event on event.id = charge.usage_event_id where event.billable_class = 'final'
    ) charged on charged.tenant_id = reservation.tenant_id and charged.diagnosis_id = reservation.diagnosis_id
    where (reservation.state = 'captured' and charged.diagnosis_id is null)
      or (reservation.state = 'held' and charged.diagnosis_id is not null);
grant select on charging.wallet_violations to hounsfield_worker;

create or replace view billing.violations with (security_invoker = true) as
  select * from ledger.violations union all select * from charging.violations
  union all select * from charging.wallet_violations;
