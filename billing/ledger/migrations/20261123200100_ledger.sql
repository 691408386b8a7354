-- The ledger: append-only double entry. Debit is positive, credit negative; a journal is of one currency and sums to zero.
create schema ledger;
grant usage on schema ledger to hounsfield_app, hounsfield_worker;

-- ISO 4217 codes the marketplace trades in, with their minor-unit digits.
create table ledger.currency (code char(3) primary key, exponent smallint not null check (exponent between 0 and 4));
insert into ledger.currency (code, exponent) values
  ('AED', 2), ('AUD', 2), ('BHD', 3), ('CAD', 2), ('CHF', 2), ('CNY', 2), ('EUR', 2), ('GBP', 2), ('HKD', 2), ('INR', 2),
  ('JOD', 3), ('JPY', 0), ('KRW', 0), ('KWD', 3), ('OMR', 3), ('SAR', 2), ('SGD', 2), ('TND', 3), ('USD', 2);
grant select on ledger.currency to hounsfield_app, hounsfield_worker;

-- The organisation that runs this marketplace: it sees every charge, and owns cash and fees. One row.
create table ledger.platform_party (only_one boolean primary key default true check (only_one), party_id uuid not null);
create trigger append_only before update or delete or truncate on ledger.platform_party
  for each statement execute function billing.refuse_change();
grant select on ledger.platform_party to hounsfield_app, hounsfield_worker;
grant insert on ledger.platform_party to hounsfield_worker;

create function ledger.tenant_is_platform() returns boolean language sql stable
  as $$ select exists (select 1 from ledger.platform_party where party_id = scope.tenant()) $$;

create extension if not exists btree_gist with schema public;

create table ledger.billing_period (
  id int generated always as identity primary key,
  currency char(3) not null references ledger.currency (code),
  starts timestamptz not null,
  ends timestamptz not null,
  status text not null default 'open' check (status in ('open', 'closing', 'closed')),
  closed_at timestamptz,
  check (starts < ends),
  check ((status = 'closed') = (closed_at is not null)),
  constraint billing_period_currency unique (id, currency),
  constraint billing_period_no_overlap exclude using gist (currency with =, tstzrange(starts, ends) with &&)
);
-- A period only moves forward, and never changes its bounds.
create function ledger.period_moves_forward() returns trigger language plpgsql as $$
begin
  if (old.id, old.currency, old.starts, old.ends) is distinct from (new.id, new.currency, new.starts, new.ends)
    or (old.status, new.status) not in (('open', 'closing'), ('closing', 'closed')) then
    raise exception 'period % cannot go from % to %', old.id, old.status, new.status
      using errcode = '23514', constraint = 'period_moves_forward';
  end if;
  if exists (select 1 from ledger.billing_period earlier where earlier.currency = new.currency
      and earlier.starts < new.starts and earlier.status = old.status) then
    raise exception 'period % waits for an earlier one', new.id
      using errcode = '23514', constraint = 'periods_close_in_order';
  end if;
  return new;
end $$;
create trigger period_moves_forward before update on ledger.billing_period
  for each row execute function ledger.period_moves_forward();
-- Nothing is opened behind a close: balances up to a closed period are final.
create function ledger.period_opens_ahead() returns trigger language plpgsql as $$
begin
  if new.status <> 'open' or exists (select 1 from ledger.billing_period later where later.currency = new.currency
      and later.starts > new.starts and later.status <> 'open') then
    raise exception 'a period opens ahead of every closed one' using errcode = '23514', constraint = 'period_opens_ahead';
  end if;
  return new;
end $$;
create trigger period_opens_ahead before insert on ledger.billing_period
  for each row execute function ledger.period_opens_ahead();
create trigger never_deleted before delete or truncate on ledger.billing_period
  for each statement execute function billing.refuse_change();
grant select on ledger.billing_period to hounsfield_app, hounsfield_worker;
grant insert, update (status, closed_at) on ledger.billing_period to hounsfield_worker;

create table ledger.account (
  id bigint generated always as identity primary key,
  party_id uuid not null,
  kind text not null check (kind in (
    'customer_unbilled', 'customer_receivable', 'customer_credit', 'platform_revenue',
    'partner_accrued', 'partner_payable', 'reading_centre_accrued', 'reading_centre_payable',
    'vendor_accrued', 'vendor_payable', 'annotator_accrued', 'annotator_payable',
    'tax_payable', 'deferred_revenue', 'cash_stripe', 'stripe_fees', 'in_transit', 'write_off')),
  currency char(3) not null references ledger.currency (code),
  constraint account_once unique (kind, party_id, currency),
  constraint account_currency unique (id, party_id, currency)
);
create trigger append_only before update or delete or truncate on ledger.account
  for each statement execute function billing.refuse_change();
alter table ledger.account enable row level security;
alter table ledger.account force row level security;
create policy party_reads on ledger.account for select to hounsfield_app using (party_id = scope.tenant());
create policy worker_all on ledger.account for all to hounsfield_worker using (true) with check (true);
grant select on ledger.account to hounsfield_app;
grant select, insert on ledger.account to hounsfield_worker;

create table ledger.journal (
  id bigint generated always as identity primary key,
  idem_key text not null,
  kind text not null,
  currency char(3) not null,
  period_id int not null,
  effective_at timestamptz not null,
  posted_at timestamptz not null default now(),
  -- The transaction that wrote it; legs may be added by that transaction alone (savepoints share the top-level id).
  txid xid8 not null default pg_current_xact_id(),
  reverses bigint references ledger.journal (id),
  constraint journal_once unique (idem_key),
  constraint journal_reversed_once unique (reverses),
  constraint journal_currency unique (id, currency),
  constraint journal_period foreign key (period_id, currency) references ledger.billing_period (id, currency)
);
create index journal_by_period on ledger.journal (period_id, id);

create table ledger.posting (
  journal_id bigint not null,
  line smallint not null check (line >= 1),
  account_id bigint not null,
  party_id uuid not null,
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor <> 0),
  primary key (journal_id, line),
  constraint posting_journal foreign key (journal_id, currency) references ledger.journal (id, currency),
  -- A leg cannot sit on an account of another currency or another party.
  constraint posting_account foreign key (account_id, party_id, currency) references ledger.account (id, party_id, currency)
);
create index posting_by_account on ledger.posting (account_id, journal_id);
create index posting_by_party on ledger.posting (party_id, journal_id);

create trigger append_only before update or delete or truncate on ledger.journal
  for each statement execute function billing.refuse_change();
create trigger append_only before update or delete or truncate on ledger.posting
  for each statement execute function billing.refuse_change();

-- I1: not empty, zero per currency; judged at commit.
create function ledger.judge_journal(journal bigint) returns void language plpgsql as $$
declare legs int; unbalanced boolean;
begin
  select count(*), bool_or(total <> 0) into legs, unbalanced
    from (select sum(amount_minor) as total from ledger.posting where journal_id = journal group by currency) sums;
  if legs = 0 or unbalanced then
    raise exception 'journal % is unbalanced or empty', journal using errcode = '23514', constraint = 'journal_zero_sum';
  end if;
end $$;
create function ledger.judge_new_journal() returns trigger language plpgsql as $$
begin perform ledger.judge_journal(new.id); return null; end $$;
create function ledger.judge_new_posting() returns trigger language plpgsql as $$
begin perform ledger.judge_journal(new.journal_id); return null; end $$;
create constraint trigger journal_zero_sum after insert on ledger.journal
  deferrable initially deferred for each row execute function ledger.judge_new_journal();
-- I3: also per leg, so that `set constraints all immediate` followed by one more leg is caught.
create constraint trigger posting_zero_sum after insert on ledger.posting
  deferrable initially deferred for each row execute function ledger.judge_new_posting();

-- I2: legs only in the transaction that wrote their journal.
create function ledger.refuse_sealed() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from added join ledger.journal on journal.id = added.journal_id where journal.txid <> pg_current_xact_id()
  ) then
    raise exception 'a committed journal takes no more legs' using errcode = '23514', constraint = 'journal_sealed';
  end if;
  return null;
end $$;
create trigger journal_sealed after insert on ledger.posting referencing new table as added
  for each statement execute function ledger.refuse_sealed();

-- I2, the other side: nobody may write a journal under a transaction id that is not the current one.
-- I7: the poster holds the period's lock shared, the closer exclusively; the status is read after the lock is held,
-- with the fresh snapshot that READ COMMITTED gives every statement.
create function ledger.admit_journal() returns trigger language plpgsql as $$
begin
  if new.txid <> pg_current_xact_id() then
    raise exception 'a journal carries its own transaction id' using errcode = '23514', constraint = 'journal_sealed';
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'journals are posted at READ COMMITTED' using errcode = '25001', constraint = 'journal_isolation';
  end if;
  perform pg_advisory_xact_lock_shared(7201, new.period_id);
  if (select status from ledger.billing_period where id = new.period_id) is distinct from 'open' then
    raise exception 'period % is not open', new.period_id using errcode = '23514', constraint = 'period_open';
  end if;
  return new;
end $$;
create trigger admit_journal before insert on ledger.journal for each row execute function ledger.admit_journal();

create table ledger.balance_snapshot (
  account_id bigint not null references ledger.account (id),
  period_id int not null references ledger.billing_period (id),
  party_id uuid not null,
  -- The account's balance over all periods up to and including this one.
  balance_minor bigint not null,
  primary key (account_id, period_id)
);
create trigger append_only before update or delete or truncate on ledger.balance_snapshot
  for each statement execute function billing.refuse_change();

alter table ledger.journal enable row level security;
alter table ledger.journal force row level security;
alter table ledger.posting enable row level security;
alter table ledger.posting force row level security;
alter table ledger.balance_snapshot enable row level security;
alter table ledger.balance_snapshot force row level security;
create policy party_reads on ledger.posting for select to hounsfield_app using (party_id = scope.tenant());
create policy party_reads on ledger.balance_snapshot for select to hounsfield_app using (party_id = scope.tenant());
create policy party_reads on ledger.journal for select to hounsfield_app
  using (exists (select 1 from ledger.posting where posting.journal_id = journal.id and posting.party_id = scope.tenant()));
create policy worker_all on ledger.journal for all to hounsfield_worker using (true) with check (true);
create policy worker_all on ledger.posting for all to hounsfield_worker using (true) with check (true);
create policy worker_all on ledger.balance_snapshot for all to hounsfield_worker using (true) with check (true);
grant select on ledger.journal, ledger.posting, ledger.balance_snapshot to hounsfield_app;
grant select, insert on ledger.journal, ledger.posting, ledger.balance_snapshot to hounsfield_worker;

-- What every account stands at now; a projection, never stored on the write path.
create view ledger.balance with (security_invoker = true) as
  select account.id as account_id, account.party_id, account.kind, account.currency,
    coalesce(sum(posting.amount_minor), 0)::bigint as balance_minor
  from ledger.account left join ledger.posting on posting.account_id = account.id
  group by account.id;
grant select on ledger.balance to hounsfield_app, hounsfield_worker;

-- Rows that break an invariant of this room. Triggers should make it empty; superusers can bypass triggers, so it is asked.
create view ledger.violations with (security_invoker = true) as
  select 'I1' as invariant, 'journal ' || journal.id as subject, 'unbalanced or empty' as detail
    from ledger.journal left join ledger.posting on posting.journal_id = journal.id
    group by journal.id having count(posting.line) = 0 or sum(posting.amount_minor) <> 0
  union all
  select 'I1', 'currency ' || currency, 'trial balance is ' || sum(amount_minor)
    from ledger.posting group by currency having sum(amount_minor) <> 0
  union all
  select 'I7', 'journal ' || journal.id, 'posted after its period closed'
    from ledger.journal join ledger.billing_period on billing_period.id = journal.period_id
    where billing_period.closed_at < journal.posted_at
  union all
  select 'I9', 'posting ' || posting.journal_id || '/' || posting.line, 'currency differs from the account'
    from ledger.posting join ledger.account on account.id = posting.account_id
    where account.currency <> posting.currency or account.party_id <> posting.party_id
  union all
  select 'I12', 'account ' || snapshot.account_id || ' period ' || snapshot.period_id, 'snapshot differs from its postings'
    from ledger.balance_snapshot snapshot join ledger.billing_period closed on closed.id = snapshot.period_id
    where snapshot.balance_minor <> (
      select coalesce(sum(posting.amount_minor), 0) from ledger.posting
        join ledger.journal on journal.id = posting.journal_id
        join ledger.billing_period earlier on earlier.id = journal.period_id
        where posting.account_id = snapshot.account_id and earlier.starts <= closed.starts);
grant select on ledger.violations to hounsfield_worker;
