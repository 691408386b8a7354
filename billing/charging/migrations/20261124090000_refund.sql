-- Refunds: part of a charge given back, taken from each party by what it got; never more than the charge, nor than anyone's share.
create table charging.refund (
  id uuid primary key,
  tenant_id uuid not null,
  charge_id uuid not null references charging.rated_charge (id),
  seq int not null check (seq >= 1),
  idem_key text not null,
  reason text not null check (reason in ('rejected_read', 'late', 'duplicate', 'dispute', 'goodwill', 'volume_trueup')),
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor > 0),
  prior_minor bigint not null check (prior_minor >= 0),
  period_id int not null,
  journal_id bigint not null,
  refunded_at timestamptz not null,
  txid xid8 not null default pg_current_xact_id(),
  constraint refund_seq_once unique (charge_id, seq),
  constraint refund_once unique (idem_key),
  foreign key (period_id, currency) references ledger.billing_period (id, currency),
  foreign key (journal_id, currency) references ledger.journal (id, currency)
);
create index refund_by_journal on charging.refund (journal_id);
create index refund_by_tenant on charging.refund (tenant_id, refunded_at, id);

create table charging.refund_split (
  refund_id uuid not null references charging.refund (id),
  party_id uuid not null,
  role text not null,
  tenant_id uuid not null,
  amount_minor bigint not null check (amount_minor >= 0),
  refunded_at timestamptz not null,
  primary key (refund_id, party_id, role)
);
create index refund_split_by_party on charging.refund_split (party_id, refunded_at, refund_id);

-- I6: refunds follow one another, stay within the net, and take from nobody more than its share; judged at commit.
create function charging.judge_refund(refunded uuid) returns void language plpgsql as $$
declare r charging.refund; net bigint; before bigint; split bigint;
begin
  select * into r from charging.refund where id = refunded;
  select net_minor into net from charging.rated_charge
    where id = r.charge_id and tenant_id = r.tenant_id and currency = r.currency;
  select coalesce(sum(amount_minor), 0) into before from charging.refund where charge_id = r.charge_id and seq < r.seq;
  if net is null or before <> r.prior_minor or r.prior_minor + r.amount_minor > net
    or r.seq <> 1 + (select count(*) from charging.refund where charge_id = r.charge_id and seq < r.seq) then
    raise exception 'refund % of charge % exceeds it or leaves out an earlier one', r.seq, r.charge_id
      using errcode = '23514', constraint = 'refund_bound';
  end if;
  select sum(amount_minor) into split from charging.refund_split where refund_id = r.id;
  if split is distinct from r.amount_minor then
    raise exception 'refund % is split to %', r.id, split using errcode = '23514', constraint = 'refund_split_conserves';
  end if;
  if exists (
    select 1 from (
      select s.party_id, s.role, sum(s.amount_minor) as taken
        from charging.refund_split s join charging.refund f on f.id = s.refund_id
        where f.charge_id = r.charge_id group by 1, 2
    ) back left join charging.charge_split share
      on share.charge_id = r.charge_id and share.party_id = back.party_id and share.role = back.role
    where share.amount_minor is null or back.taken > share.amount_minor
  ) then
    raise exception 'a party gives back more than it got' using errcode = '23514', constraint = 'refund_party_bound';
  end if;
end $$;
create function charging.judge_new_refund() returns trigger language plpgsql as $$
begin perform charging.judge_refund(new.id); return null; end $$;
create function charging.judge_new_refund_split() returns trigger language plpgsql as $$
begin perform charging.judge_refund(new.refund_id); return null; end $$;
create constraint trigger refund_bound after insert on charging.refund
  deferrable initially deferred for each row execute function charging.judge_new_refund();
create constraint trigger refund_bound after insert on charging.refund_split
  deferrable initially deferred for each row execute function charging.judge_new_refund_split();

create function charging.seal_refund() returns trigger language plpgsql as $$
begin
  if new.txid <> pg_current_xact_id() or not exists (select 1 from ledger.journal
      where id = new.journal_id and txid = new.txid and kind = 'refund' and period_id = new.period_id) then
    raise exception 'a refund and its journal are one transaction' using errcode = '23514', constraint = 'refund_sealed';
  end if;
  return new;
end $$;
create trigger refund_sealed before insert on charging.refund for each row execute function charging.seal_refund();
create function charging.seal_refund_split() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from charging.refund where id = new.refund_id and txid = pg_current_xact_id()
      and tenant_id = new.tenant_id and refunded_at = new.refunded_at) then
    raise exception 'a committed refund takes no more splits' using errcode = '23514', constraint = 'refund_sealed';
  end if;
  return new;
end $$;
create trigger refund_sealed before insert on charging.refund_split for each row execute function charging.seal_refund_split();

-- The same entry, the other way round. What the customer gets back lowers what it has not been billed for yet.
create or replace view charging.expected_posting with (security_invoker = true) as
  select journal_id, tenant_id as party_id, 'customer_unbilled' as account_kind, net_minor as amount_minor
    from charging.rated_charge where journal_id is not null
  union all
  select charge.journal_id, split.party_id,
      case split.role when 'platform' then 'platform_revenue' else split.role || '_accrued' end, -split.amount_minor
    from charging.rated_charge charge join charging.charge_split split on split.charge_id = charge.id
    where charge.journal_id is not null
  union all
  select journal_id, tenant_id, 'customer_unbilled', -amount_minor from charging.refund
  union all
  select refund.journal_id, split.party_id,
      case split.role when 'platform' then 'platform_revenue' else split.role || '_accrued' end, split.amount_minor
    from charging.refund join charging.refund_split split on split.refund_id = refund.id;
create constraint trigger refund_is_posted after insert on ledger.journal
  deferrable initially deferred for each row when (new.kind = 'refund') execute function charging.judge_charge_journal();

do $$
declare name text;
begin
  foreach name in array array['refund', 'refund_split'] loop
    execute format('create trigger append_only before update or delete or truncate on charging.%I
      for each statement execute function billing.refuse_change()', name);
    execute format('alter table charging.%I enable row level security', name);
    execute format('alter table charging.%I force row level security', name);
    execute format('create policy worker_all on charging.%I for all to hounsfield_worker using (true) with check (true)', name);
    execute format('grant select, insert on charging.%I to hounsfield_worker', name);
    execute format('grant select on charging.%I to hounsfield_app', name);
  end loop;
end $$;
create policy parties_read on charging.refund_split for select to hounsfield_app
  using (tenant_id = scope.tenant() or party_id = scope.tenant() or ledger.tenant_is_platform());
create policy parties_read on charging.refund for select to hounsfield_app using (
  tenant_id = scope.tenant() or ledger.tenant_is_platform()
  or exists (select 1 from charging.refund_split s where s.refund_id = refund.id and s.party_id = scope.tenant()));

create or replace view charging.violations with (security_invoker = true) as
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
        join ledger.journal on journal.id = posting.journal_id where journal.kind in ('charge', 'refund')
    ) legs group by journal_id, party_id, kind having sum(amount_minor) <> 0
  union all
  select 'I6', 'charge ' || charge.id, 'refunded ' || sum(refund.amount_minor) || ' of ' || charge.net_minor
    from charging.refund join charging.rated_charge charge on charge.id = refund.charge_id
    group by charge.id having sum(refund.amount_minor) > charge.net_minor
  union all
  select 'I6', 'refund ' || refund.id, 'splits differ from its amount'
    from charging.refund left join charging.refund_split split on split.refund_id = refund.id
    group by refund.id having sum(split.amount_minor) is distinct from refund.amount_minor
  union all
  select 'I6', 'charge ' || refund.charge_id, split.role || ' gave back more than its share'
    from charging.refund join charging.refund_split split on split.refund_id = refund.id
      left join charging.charge_split share on share.charge_id = refund.charge_id
        and share.party_id = split.party_id and share.role = split.role
    group by refund.charge_id, split.party_id, split.role
    having sum(split.amount_minor) > coalesce(max(share.amount_minor), -1)
  union all
  select 'I13', 'usage event ' || event.id, 'completed, neither charged nor zero-rated after 15 minutes'
    from metering.usage_event event left join charging.rated_charge charge on charge.id = event.id
    where event.outcome = 'completed' and charge.id is null and event.ingested_at < now() - interval '15 minutes';
