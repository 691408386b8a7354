-- Invoicing: what a closed period owes and is owed: invoices from the ledger's unbilled postings, statements, payouts.
create schema invoicing;
grant usage on schema invoicing to hounsfield_app, hounsfield_worker;

-- Tax of a customer, computed and rounded per line, never shared with anyone.
create table invoicing.tax_profile (
  tenant_id uuid primary key,
  label text not null,
  basis_points int not null check (basis_points between 0 and 5000)
);

create table invoicing.invoice (
  tenant_id uuid not null,
  id uuid not null,
  period_id int not null,
  currency char(3) not null,
  kind text not null check (kind in ('invoice', 'credit_note')),
  -- Gapless over the marketplace, under an advisory lock.
  number int not null check (number >= 1),
  -- Before tax; of the unbilled postings it takes over. Negative on a credit note.
  net_minor bigint not null,
  tax_minor bigint not null,
  -- What its reads come to before prepaid credit was drawn, and how much was drawn.
  charged_minor bigint not null,
  drawn_minor bigint not null check (drawn_minor >= 0),
  journal_id bigint,
  issued_at timestamptz not null,
  txid xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, id),
  constraint invoice_once unique (tenant_id, period_id, currency),
  constraint invoice_number_once unique (number),
  foreign key (period_id, currency) references ledger.billing_period (id, currency),
  foreign key (journal_id, currency) references ledger.journal (id, currency),
  check (net_minor = charged_minor - drawn_minor),
  check ((kind = 'credit_note') = (net_minor < 0)),
  check ((journal_id is null) = (net_minor = 0 and tax_minor = 0))
);
create table invoicing.invoice_line (
  tenant_id uuid not null,
  invoice_id uuid not null,
  line int not null check (line >= 1),
  kind text not null,
  label text not null,
  quantity int not null check (quantity >= 1),
  net_minor bigint not null,
  tax_label text,
  tax_basis_points int not null check (tax_basis_points >= 0),
  tax_minor bigint not null,
  primary key (tenant_id, invoice_id, line),
  foreign key (tenant_id, invoice_id) references invoicing.invoice (tenant_id, id)
);
-- Every unbilled posting is on one line of one invoice.
create table invoicing.invoice_journal (
  journal_id bigint primary key references ledger.journal (id),
  tenant_id uuid not null,
  invoice_id uuid not null,
  line int not null,
  amount_minor bigint not null,
  foreign key (tenant_id, invoice_id, line) references invoicing.invoice_line (tenant_id, invoice_id, line)
);
create index invoice_journal_by_line on invoicing.invoice_journal (tenant_id, invoice_id, line);

-- I11: lines are what their journals posted, the invoice is what its lines say, and it is posted as such; judged at commit.
create function invoicing.judge_invoice() returns trigger language plpgsql as $$
declare lines record; posted bigint;
begin
  select coalesce(sum(net_minor), 0) as net, coalesce(sum(tax_minor), 0) as tax into lines
    from invoicing.invoice_line where (tenant_id, invoice_id) = (new.tenant_id, new.id);
  if lines.net <> new.net_minor or lines.tax <> new.tax_minor then
    raise exception 'invoice % is not the sum of its lines', new.id using errcode = '23514', constraint = 'invoice_totals';
  end if;
  if exists (
    select 1 from invoicing.invoice_line line
      left join invoicing.invoice_journal taken using (tenant_id, invoice_id, line)
      where (line.tenant_id, line.invoice_id) = (new.tenant_id, new.id)
      group by line.line, line.net_minor, line.quantity
      having coalesce(sum(taken.amount_minor), 0) <> line.net_minor
  ) or exists (
    select 1 from invoicing.invoice_journal taken
      left join ledger.journal on journal.id = taken.journal_id
      left join ledger.posting on posting.journal_id = taken.journal_id and posting.party_id = new.tenant_id
        and posting.account_id = (select id from ledger.account
          where kind = 'customer_unbilled' and party_id = new.tenant_id and currency = new.currency)
      where (taken.tenant_id, taken.invoice_id) = (new.tenant_id, new.id)
        and (posting.amount_minor is distinct from taken.amount_minor or journal.period_id <> new.period_id
          or journal.kind = 'invoice')
  ) then
    raise exception 'a line of invoice % is not what its journals posted', new.id
      using errcode = '23514', constraint = 'invoice_lines';
  end if;
  select coalesce(sum(amount_minor), 0) into posted from ledger.posting
    join ledger.account on account.id = posting.account_id
    where posting.journal_id = new.journal_id and account.kind = 'customer_receivable' and account.party_id = new.tenant_id;
  if posted <> new.net_minor + new.tax_minor then
    raise exception 'invoice % is not posted as it says', new.id using errcode = '23514', constraint = 'invoice_posted';
  end if;
  return null;
end $$;
create constraint trigger invoice_totals after insert on invoicing.invoice
  deferrable initially deferred for each row execute function invoicing.judge_invoice();
create function invoicing.seal_invoice_part() returns trigger language plpgsql as $$
begin
  if exists (select 1 from added join invoicing.invoice on invoice.tenant_id = added.tenant_id
      and invoice.id = added.invoice_id where invoice.txid <> pg_current_xact_id()) then
    raise exception 'an issued invoice is never added to' using errcode = '23514', constraint = 'invoice_sealed';
  end if;
  return null;
end $$;
create trigger invoice_sealed after insert on invoicing.invoice_line referencing new table as added
  for each statement execute function invoicing.seal_invoice_part();
create trigger invoice_sealed after insert on invoicing.invoice_journal referencing new table as added
  for each statement execute function invoicing.seal_invoice_part();

-- Money received on an invoice, in the order it came; never more than it asks for.
create table invoicing.payment (
  tenant_id uuid not null,
  invoice_id uuid not null,
  seq int not null check (seq >= 1),
  idem_key text not null,
  amount_minor bigint not null check (amount_minor > 0),
  prior_minor bigint not null check (prior_minor >= 0),
  journal_id bigint not null references ledger.journal (id),
  received_at timestamptz not null,
  primary key (tenant_id, invoice_id, seq),
  constraint payment_once unique (idem_key),
  foreign key (tenant_id, invoice_id) references invoicing.invoice (tenant_id, id)
);
create function invoicing.judge_payment() returns trigger language plpgsql as $$
declare before bigint; asked bigint;
begin
  select coalesce(sum(amount_minor), 0) into before from invoicing.payment
    where (tenant_id, invoice_id) = (new.tenant_id, new.invoice_id) and seq < new.seq;
  select net_minor + tax_minor into asked from invoicing.invoice where (tenant_id, id) = (new.tenant_id, new.invoice_id);
  if before <> new.prior_minor or new.prior_minor + new.amount_minor > asked then
    raise exception 'payment exceeds the invoice or leaves out an earlier one' using errcode = '23514', constraint = 'payment_bound';
  end if;
  return null;
end $$;
create constraint trigger payment_bound after insert on invoicing.payment
  deferrable initially deferred for each row execute function invoicing.judge_payment();

-- How a party is paid.
create table invoicing.payout_terms (
  party_id uuid primary key,
  -- True: its share becomes payable as its customers' money comes in; false: with the period's statement.
  pay_when_paid boolean not null,
  hold_days int not null check (hold_days between 0 and 365),
  minimum_minor bigint not null check (minimum_minor >= 0),
  rail text not null check (rail in ('stripe', 'bank_file'))
);

create function invoicing.keep_payout_basis() returns trigger language plpgsql as $$
begin
  if new.party_id <> old.party_id or new.pay_when_paid <> old.pay_when_paid then
    raise exception 'when a share becomes payable never changes' using errcode = '23514', constraint = 'payout_basis_is_kept';
  end if;
  return new;
end $$;
create trigger keep_basis before update on invoicing.payout_terms
  for each row execute function invoicing.keep_payout_basis();

create table invoicing.statement (
  party_id uuid not null,
  id uuid not null,
  period_id int not null,
  currency char(3) not null,
  opening_minor bigint not null,
  earned_minor bigint not null check (earned_minor >= 0),
  refunded_minor bigint not null check (refunded_minor >= 0),
  paid_minor bigint not null check (paid_minor >= 0),
  closing_minor bigint not null,
  entries int not null check (entries >= 0),
  root bytea not null check (length(root) = 32),
  previous_root bytea,
  key_id text not null,
  -- The signed file, gzip.
  document bytea not null,
  issued_at timestamptz not null,
  primary key (party_id, id),
  constraint statement_once unique (party_id, period_id, currency),
  foreign key (period_id, currency) references ledger.billing_period (id, currency),
  check (closing_minor = opening_minor + earned_minor - refunded_minor - paid_minor)
);
create index statement_by_currency on invoicing.statement (party_id, currency, period_id);

create table invoicing.payout_instruction (
  party_id uuid not null,
  id uuid not null,
  statement_id uuid not null,
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor > 0),
  rail text not null check (rail in ('stripe', 'bank_file')),
  state text not null default 'planned' check (state in ('planned', 'confirmed', 'rejected')),
  due_at timestamptz not null,
  external_id text,
  settled_at timestamptz,
  -- The journal that took the money out of transit: its period's statement shows the payout.
  settled_journal_id bigint references ledger.journal (id),
  primary key (party_id, id),
  -- I10: a statement is paid out at most once.
  constraint payout_once_a_statement unique (statement_id),
  foreign key (party_id, statement_id) references invoicing.statement (party_id, id),
  check ((state = 'planned') = (settled_at is null)),
  check ((state = 'confirmed') = (external_id is not null))
);
create function invoicing.settle_payout_once() returns trigger language plpgsql as $$
begin
  if old.state <> 'planned' or new.state = 'planned'
    or to_jsonb(old) - 'state' - 'external_id' - 'settled_at' - 'settled_journal_id'
      is distinct from to_jsonb(new) - 'state' - 'external_id' - 'settled_at' - 'settled_journal_id' then
    raise exception 'a payout is settled once' using errcode = '23514', constraint = 'payout_settled_once';
  end if;
  return new;
end $$;
create trigger settle_once before update on invoicing.payout_instruction
  for each row execute function invoicing.settle_payout_once();

do $$
declare name text;
begin
  foreach name in array array['invoice', 'invoice_line', 'invoice_journal', 'payment', 'statement'] loop
    execute format('create trigger append_only before update or delete or truncate on invoicing.%I
      for each statement execute function billing.refuse_change()', name);
    execute format('grant select, insert on invoicing.%I to hounsfield_worker', name);
  end loop;
  foreach name in array array['payout_instruction', 'payout_terms', 'tax_profile'] loop
    execute format('create trigger never_deleted before delete or truncate on invoicing.%I
      for each statement execute function billing.refuse_change()', name);
    execute format('grant select, insert, update on invoicing.%I to hounsfield_worker', name);
  end loop;
  foreach name in array array['invoice', 'invoice_line', 'invoice_journal', 'payment', 'statement', 'payout_instruction',
    'payout_terms', 'tax_profile'] loop
    execute format('alter table invoicing.%I enable row level security', name);
    execute format('alter table invoicing.%I force row level security', name);
    execute format('create policy worker_all on invoicing.%I for all to hounsfield_worker using (true) with check (true)', name);
    execute format('grant select on invoicing.%I to hounsfield_app', name);
  end loop;
  foreach name in array array['invoice', 'invoice_line', 'invoice_journal', 'payment', 'tax_profile'] loop
    execute format('create policy tenant_reads on invoicing.%I for select to hounsfield_app
      using (tenant_id = scope.tenant() or ledger.tenant_is_platform())', name);
  end loop;
  foreach name in array array['statement', 'payout_instruction', 'payout_terms'] loop
    execute format('create policy party_reads on invoicing.%I for select to hounsfield_app
      using (party_id = scope.tenant() or ledger.tenant_is_platform())', name);
  end loop;
end $$;

-- What a party is owed: accrued, payable, and on its way.
create view invoicing.owed_posting with (security_invoker = true) as
  select posting.party_id, journal.period_id, journal.currency, -posting.amount_minor as owed_minor
  from ledger.posting join ledger.account on account.id = posting.account_id
    join ledger.journal on journal.id = posting.journal_id
  where account.kind like '%\_accrued' or account.kind like '%\_payable' and account.kind <> 'tax_payable'
    or account.kind = 'in_transit';
grant select on invoicing.owed_posting to hounsfield_worker;

create view invoicing.violations with (security_invoker = true) as
  select 'I11' as invariant, 'invoice ' || invoice.id as subject, 'differs from its lines' as detail
    from invoicing.invoice left join invoicing.invoice_line line on line.tenant_id = invoice.tenant_id and line.invoice_id = invoice.id
    group by invoice.tenant_id, invoice.id
    having coalesce(sum(line.net_minor), 0) <> invoice.net_minor or coalesce(sum(line.tax_minor), 0) <> invoice.tax_minor
  union all
  select 'I11', 'invoice line ' || line.invoice_id || '/' || line.line, 'differs from its journals'
    from invoicing.invoice_line line left join invoicing.invoice_journal taken using (tenant_id, invoice_id, line)
    group by line.tenant_id, line.invoice_id, line.line having coalesce(sum(taken.amount_minor), 0) <> line.net_minor
  union all
  select 'I12', 'statement ' || statement.id, 'closing ' || statement.closing_minor || ', the ledger owes ' || coalesce(sum(owed.owed_minor), 0)
    from invoicing.statement join ledger.billing_period period on period.id = statement.period_id
      left join (invoicing.owed_posting owed join ledger.billing_period earlier on earlier.id = owed.period_id)
        on owed.party_id = statement.party_id and owed.currency = statement.currency and earlier.starts <= period.starts
    group by statement.party_id, statement.id having coalesce(sum(owed.owed_minor), 0) <> statement.closing_minor
  union all
  select 'I12', 'statement ' || statement.id, 'does not follow its predecessor'
    from (select s.id, s.opening_minor, s.previous_root,
        lag(s.closing_minor, 1, 0) over chain as before, lag(s.root) over chain as root_before
      from invoicing.statement s join ledger.billing_period period on period.id = s.period_id
      window chain as (partition by s.party_id, s.currency order by period.starts)) statement
    where opening_minor <> before or previous_root is distinct from root_before
  union all
  select 'I10', 'payout ' || payout.id, 'in transit differs'
    from invoicing.payout_instruction payout join ledger.account on account.kind = 'in_transit'
      and account.party_id = payout.party_id and account.currency = payout.currency
      join ledger.balance on balance.account_id = account.id
    group by payout.party_id, payout.currency, balance.balance_minor, payout.id
    having -balance.balance_minor <> (select coalesce(sum(p.amount_minor), 0) from invoicing.payout_instruction p
      where p.party_id = payout.party_id and p.currency = payout.currency and p.state = 'planned');
grant select on invoicing.violations to hounsfield_worker;

create or replace view billing.violations with (security_invoker = true) as
  select * from ledger.violations union all select * from charging.violations
  union all select * from charging.wallet_violations union all select * from invoicing.violations;
