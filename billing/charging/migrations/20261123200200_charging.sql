-- Charging: contracts with versioned prices and splits, and the charges rated from usage. Workers write; payer and parties read.
create schema charging;
grant usage on schema charging to hounsfield_app, hounsfield_worker;

create table charging.contract (
  tenant_id uuid not null,
  id uuid not null,
  product_slug text not null,
  currency char(3) not null references ledger.currency (code),
  -- While it lasts; one contract per customer and product at any instant.
  valid tstzrange not null check (not isempty(valid)),
  primary key (tenant_id, id),
  constraint contract_currency unique (tenant_id, id, currency),
  constraint contract_one_at_a_time exclude using gist (tenant_id with =, product_slug with =, valid with &&)
);

create table charging.price_version (
  tenant_id uuid not null,
  contract_id uuid not null,
  version int not null check (version >= 1),
  valid tstzrange not null check (not isempty(valid)),
  terms jsonb not null,
  primary key (tenant_id, contract_id, version),
  foreign key (tenant_id, contract_id) references charging.contract (tenant_id, id),
  constraint price_version_no_overlap exclude using gist (tenant_id with =, contract_id with =, valid with &&)
);

create table charging.split_version (
  tenant_id uuid not null,
  contract_id uuid not null,
  version int not null check (version >= 1),
  valid tstzrange not null check (not isempty(valid)),
  txid xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, contract_id, version),
  foreign key (tenant_id, contract_id) references charging.contract (tenant_id, id),
  constraint split_version_no_overlap exclude using gist (tenant_id with =, contract_id with =, valid with &&)
);

create table charging.split_share (
  tenant_id uuid not null,
  contract_id uuid not null,
  version int not null,
  party_id uuid not null,
  role text not null check (role in ('platform', 'partner', 'reading_centre', 'vendor', 'annotator')),
  basis_points int not null check (basis_points between 0 and 10000),
  primary key (tenant_id, contract_id, version, party_id, role),
  foreign key (tenant_id, contract_id, version) references charging.split_version (tenant_id, contract_id, version)
);
create index split_share_by_party on charging.split_share (party_id, tenant_id, contract_id);

-- The shares of a version are written with it and come to 10,000 basis points.
create function charging.judge_split_version() returns trigger language plpgsql as $$
declare total bigint;
begin
  select sum(basis_points) into total from charging.split_share
    where (tenant_id, contract_id, version) = (new.tenant_id, new.contract_id, new.version);
  if total is distinct from 10000 then
    raise exception 'shares come to % basis points', total using errcode = '23514', constraint = 'shares_are_whole';
  end if;
  return null;
end $$;
create constraint trigger shares_are_whole after insert on charging.split_version
  deferrable initially deferred for each row execute function charging.judge_split_version();
create constraint trigger shares_are_whole after insert on charging.split_share
  deferrable initially deferred for each row execute function charging.judge_split_version();
create function charging.refuse_late_share() returns trigger language plpgsql as $$
begin
  if exists (select 1 from added join charging.split_version v using (tenant_id, contract_id, version)
      where v.txid <> pg_current_xact_id()) then
    raise exception 'a split version is immutable' using errcode = '23514', constraint = 'split_sealed';
  end if;
  return null;
end $$;
create trigger split_sealed after insert on charging.split_share referencing new table as added
  for each statement execute function charging.refuse_late_share();

-- Reads counted per contract and month, for tiers and included reads; the row is the only lock charges of one contract share.
create table charging.contract_period_counter (
  tenant_id uuid not null,
  contract_id uuid not null,
  meter text not null check (meter = 'reads'),
  period_id int not null references ledger.billing_period (id),
  n bigint not null check (n >= 0),
  primary key (tenant_id, contract_id, meter, period_id),
  foreign key (tenant_id, contract_id) references charging.contract (tenant_id, id)
);

create table charging.rated_charge (
  id uuid primary key,
  tenant_id uuid not null,
  kind text not null check (kind in ('usage', 'commit_trueup', 'volume_trueup', 'licence', 'subscription')),
  -- I4: a usage charge bears the id of its usage event, so the primary key bills an event at most once.
  usage_event_id uuid references metering.usage_event (id),
  contract_id uuid not null,
  product_slug text not null,
  lane text not null,
  price_version int not null,
  split_version int not null,
  -- The read's place in its month; 0 where the terms have no tiers.
  tier_seq bigint not null check (tier_seq >= 0),
  currency char(3) not null,
  gross_minor bigint not null check (gross_minor >= 0),
  discount_minor bigint not null check (discount_minor between 0 and gross_minor),
  net_minor bigint not null generated always as (gross_minor - discount_minor) stored,
  late boolean not null,
  period_id int not null,
  journal_id bigint,
  occurred_at timestamptz not null,
  charged_at timestamptz not null,
  txid xid8 not null default pg_current_xact_id(),
  constraint charge_of_its_event check (case kind when 'usage' then usage_event_id is not null and usage_event_id = id
    else usage_event_id is null end),
  constraint charge_has_journal check ((journal_id is null) = (gross_minor - discount_minor = 0)),
  foreign key (tenant_id, contract_id, price_version) references charging.price_version (tenant_id, contract_id, version),
  foreign key (tenant_id, contract_id, split_version) references charging.split_version (tenant_id, contract_id, version),
  foreign key (tenant_id, contract_id, currency) references charging.contract (tenant_id, id, currency),
  foreign key (period_id, currency) references ledger.billing_period (id, currency),
  constraint charge_journal foreign key (journal_id, currency) references ledger.journal (id, currency)
);
create index rated_charge_by_tenant on charging.rated_charge (tenant_id, charged_at, id);
create index rated_charge_by_journal on charging.rated_charge (journal_id);

create table charging.charge_split (
  charge_id uuid not null references charging.rated_charge (id),
  party_id uuid not null,
  role text not null,
  tenant_id uuid not null,
  basis_points int not null check (basis_points between 0 and 10000),
  amount_minor bigint not null check (amount_minor >= 0),
  charged_at timestamptz not null,
  -- The read's name for this party alone: a keyed hash of the diagnosis id.
  pseudonym bytea not null check (length(pseudonym) = 16),
  primary key (charge_id, party_id, role)
);
create index charge_split_by_party on charging.charge_split (party_id, charged_at, charge_id);

-- Secret of a party's pseudonyms; workers only.
create table charging.pseudonym_key (party_id uuid primary key, secret bytea not null check (length(secret) = 32));

-- I4, I5: a charge is of a completed read of its own tenant, and enters the ledger in its own transaction.
create function charging.judge_charges() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from added join metering.usage_event event on event.id = added.usage_event_id
    where event.outcome <> 'completed' or event.tenant_id <> added.tenant_id or event.product_slug <> added.product_slug
  ) then
    raise exception 'only a completed read of the same tenant and product is charged'
      using errcode = '23514', constraint = 'charge_matches_event';
  end if;
  if exists (
    select 1 from added left join ledger.journal on journal.id = added.journal_id
    where added.txid <> pg_current_xact_id()
      or (journal.id is not null and (journal.txid <> pg_current_xact_id() or journal.kind <> 'charge'
        or journal.period_id <> added.period_id))
  ) then
    raise exception 'a charge and its journal are one transaction' using errcode = '23514', constraint = 'charge_sealed';
  end if;
  return null;
end $$;
create trigger judge_charges after insert on charging.rated_charge referencing new table as added
  for each statement execute function charging.judge_charges();

create function charging.judge_splits() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from added join charging.rated_charge charge on charge.id = added.charge_id
    where charge.txid <> pg_current_xact_id() or charge.tenant_id <> added.tenant_id
      or charge.charged_at <> added.charged_at
  ) then
    raise exception 'a committed charge takes no more splits' using errcode = '23514', constraint = 'charge_sealed';
  end if;
  return null;
end $$;
create trigger judge_splits after insert on charging.charge_split referencing new table as added
  for each statement execute function charging.judge_splits();

-- I5: the splits of a charge come to its net; judged at commit, and again for every split that arrives.
create function charging.judge_conservation(charge uuid) returns void language plpgsql as $$
declare total bigint; net bigint;
begin
  select sum(amount_minor) into total from charging.charge_split where charge_id = charge;
  select net_minor into net from charging.rated_charge where id = charge;
  if total is distinct from net then
    raise exception 'splits % differ from net % of charge %', total, net, charge
      using errcode = '23514', constraint = 'split_conserves';
  end if;
end $$;
create function charging.judge_new_charge() returns trigger language plpgsql as $$
begin perform charging.judge_conservation(new.id); return null; end $$;
create function charging.judge_new_split() returns trigger language plpgsql as $$
begin perform charging.judge_conservation(new.charge_id); return null; end $$;
create constraint trigger split_conserves after insert on charging.rated_charge
  deferrable initially deferred for each row execute function charging.judge_new_charge();
create constraint trigger split_conserves after insert on charging.charge_split
  deferrable initially deferred for each row execute function charging.judge_new_split();

-- Charge, split and journal are the same entry: what a charge journal posts is what its charges say.
create view charging.expected_posting with (security_invoker = true) as
  select journal_id, tenant_id as party_id, 'customer_unbilled' as account_kind, net_minor as amount_minor
    from charging.rated_charge where journal_id is not null
  union all
  select charge.journal_id, split.party_id,
      case split.role when 'platform' then 'platform_revenue' else split.role || '_accrued' end, -split.amount_minor
    from charging.rated_charge charge join charging.charge_split split on split.charge_id = charge.id
    where charge.journal_id is not null;
create function charging.judge_charge_journal() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from (
      select party_id, account_kind as kind, amount_minor from charging.expected_posting where journal_id = new.id
      union all
      select account.party_id, account.kind, -posting.amount_minor
        from ledger.posting join ledger.account on account.id = posting.account_id where posting.journal_id = new.id
    ) legs group by party_id, kind having sum(amount_minor) <> 0
  ) then
    raise exception 'journal % does not post what its charges say', new.id
      using errcode = '23514', constraint = 'charge_is_posted';
  end if;
  return null;
end $$;
create constraint trigger charge_is_posted after insert on ledger.journal
  deferrable initially deferred for each row when (new.kind = 'charge') execute function charging.judge_charge_journal();

create trigger append_only before update or delete or truncate on charging.rated_charge
  for each statement execute function billing.refuse_change();
create trigger append_only before update or delete or truncate on charging.charge_split
  for each statement execute function billing.refuse_change();
create trigger append_only before update or delete or truncate on charging.split_share
  for each statement execute function billing.refuse_change();
create trigger append_only before update or delete or truncate on charging.pseudonym_key
  for each statement execute function billing.refuse_change();
create trigger never_deleted before delete or truncate on charging.contract
  for each statement execute function billing.refuse_change();
create trigger never_deleted before delete or truncate on charging.price_version
  for each statement execute function billing.refuse_change();
create trigger never_deleted before delete or truncate on charging.split_version
  for each statement execute function billing.refuse_change();

-- Versions and contracts are immutable but for one thing: an open end may be given an end, once.
create function charging.only_ends() returns trigger language plpgsql as $$
begin
  if to_jsonb(old) - 'valid' is distinct from to_jsonb(new) - 'valid'
    or lower(old.valid) is distinct from lower(new.valid) or not upper_inf(old.valid) or upper_inf(new.valid) then
    raise exception '%.% is immutable but for its end', tg_table_schema, tg_table_name
      using errcode = '23514', constraint = 'only_ends';
  end if;
  return new;
end $$;
create trigger only_ends before update on charging.contract for each row execute function charging.only_ends();
create trigger only_ends before update on charging.price_version for each row execute function charging.only_ends();
create trigger only_ends before update on charging.split_version for each row execute function charging.only_ends();

do $$
declare name text;
begin
  foreach name in array array['contract', 'price_version', 'split_version', 'split_share', 'contract_period_counter',
    'rated_charge', 'charge_split', 'pseudonym_key'] loop
    execute format('alter table charging.%I enable row level security', name);
    execute format('alter table charging.%I force row level security', name);
    execute format('create policy worker_all on charging.%I for all to hounsfield_worker using (true) with check (true)', name);
    execute format('grant select, insert on charging.%I to hounsfield_worker', name);
  end loop;
  -- Customer, platform, and the parties that share in the contract.
  foreach name in array array['price_version', 'split_version'] loop
    execute format('create policy parties_read on charging.%I for select to hounsfield_app using (
      tenant_id = scope.tenant() or ledger.tenant_is_platform())', name);
    execute format('grant select on charging.%I to hounsfield_app', name);
  end loop;
end $$;
create policy parties_read on charging.contract for select to hounsfield_app using (
  tenant_id = scope.tenant() or ledger.tenant_is_platform()
  or exists (select 1 from charging.split_share s where s.party_id = scope.tenant() and s.contract_id = contract.id));
create policy parties_read on charging.split_share for select to hounsfield_app
  using (tenant_id = scope.tenant() or party_id = scope.tenant() or ledger.tenant_is_platform());
create policy parties_read on charging.charge_split for select to hounsfield_app
  using (tenant_id = scope.tenant() or party_id = scope.tenant() or ledger.tenant_is_platform());
create policy parties_read on charging.rated_charge for select to hounsfield_app using (
  tenant_id = scope.tenant() or ledger.tenant_is_platform()
  or exists (select 1 from charging.charge_split s where s.charge_id = rated_charge.id and s.party_id = scope.tenant()));
create policy tenant_reads on charging.contract_period_counter for select to hounsfield_app using (tenant_id = scope.tenant());
grant select on charging.contract, charging.split_share, charging.charge_split, charging.rated_charge,
  charging.contract_period_counter to hounsfield_app;
grant update (valid) on charging.contract, charging.price_version, charging.split_version to hounsfield_worker;
grant update (n) on charging.contract_period_counter to hounsfield_worker;
grant select on charging.expected_posting to hounsfield_worker;

create view charging.violations with (security_invoker = true) as
  select 'I4' as invariant, 'diagnosis ' || diagnosis_id as subject, count(*) || ' events of class ' || billable_class as detail
    from metering.usage_event group by diagnosis_id, billable_class having count(*) > 1
  union all
  select 'I4', 'charge ' || charge.id, 'charged although ' || event.outcome
    from charging.rated_charge charge join metering.usage_event event on event.id = charge.usage_event_id
    where event.outcome <> 'completed'
  union all
  select 'I5', 'charge ' || charge.id, 'splits differ from net'
    from charging.rated_charge charge left join charging.charge_split split on split.charge_id = charge.id
    group by charge.id having sum(split.amount_minor) is distinct from charge.net_minor
  union all
  select 'I5', 'journal ' || coalesce(journal_id::text, '?'), 'posts ' || sum(amount_minor) || ' beside its charges on ' || kind
    from (
      select journal_id, party_id, account_kind as kind, amount_minor from charging.expected_posting
      union all
      select posting.journal_id, account.party_id, account.kind, -posting.amount_minor
        from ledger.posting join ledger.account on account.id = posting.account_id
        join ledger.journal on journal.id = posting.journal_id where journal.kind = 'charge'
    ) legs group by journal_id, party_id, kind having sum(amount_minor) <> 0
  union all
  select 'I13', 'usage event ' || event.id, 'completed, neither charged nor zero-rated after 15 minutes'
    from metering.usage_event event left join charging.rated_charge charge on charge.id = event.id
    where event.outcome = 'completed' and charge.id is null and event.ingested_at < now() - interval '15 minutes';
grant select on charging.violations to hounsfield_worker;

-- Every broken invariant of the wing; must be empty.
create view billing.violations with (security_invoker = true) as
  select * from ledger.violations union all select * from charging.violations;
grant select on billing.violations to hounsfield_worker;
