-- Charges are judged set by set, and only by way of indexes: a charge arrives in one statement with its splits, so nothing about
-- it is left for commit but its journal; and a journal is compared with its own charges, however many others there are.
drop trigger split_conserves on charging.rated_charge;
drop function charging.judge_new_charge();

create or replace function charging.judge_charges() returns trigger language plpgsql as $$
declare strange boolean; unposted boolean; unshared boolean;
begin
  select bool_or(event.id is not null and (event.outcome <> 'completed' or event.tenant_id <> added.tenant_id
        or event.product_slug <> added.product_slug)),
      bool_or(added.txid <> pg_current_xact_id() or (journal.id is not null and (journal.txid <> pg_current_xact_id()
        or journal.kind <> 'charge' or journal.period_id <> added.period_id))),
      bool_or(not exists (select 1 from charging.charge_split split where split.charge_id = added.id))
    into strange, unposted, unshared
    from added left join lateral (select * from metering.usage_event where id = added.usage_event_id offset 0) event on true
      left join lateral (select * from ledger.journal where id = added.journal_id offset 0) journal on true;
  if strange then
    raise exception 'only a completed read of the same tenant and product is charged'
      using errcode = '23514', constraint = 'charge_matches_event';
  end if;
  if unposted then
    raise exception 'a charge and its journal are one transaction' using errcode = '23514', constraint = 'charge_sealed';
  end if;
  if unshared then
    raise exception 'a charge arrives with its splits' using errcode = '23514', constraint = 'split_conserves';
  end if;
  return null;
end $$;

-- What a journal must post, from the charges and refunds that name it. `offset 0` keeps each look-up on its index.
create function charging.expected_of(journal bigint)
  returns table (party_id uuid, account_kind text, amount_minor numeric) language sql stable as $$
  select tenant_id, 'customer_unbilled', sum(net_minor) from charging.rated_charge where journal_id = journal group by tenant_id
  union all
  select split.party_id, case split.role when 'platform' then 'platform_revenue' else split.role || '_accrued' end,
      -sum(split.amount_minor)
    from charging.rated_charge charge
      cross join lateral (select * from charging.charge_split where charge_id = charge.id offset 0) split
    where charge.journal_id = journal group by split.party_id, split.role
  union all
  select tenant_id, 'customer_unbilled', -sum(amount_minor) from charging.refund where journal_id = journal group by tenant_id
  union all
  select split.party_id, case split.role when 'platform' then 'platform_revenue' else split.role || '_accrued' end,
      sum(split.amount_minor)
    from charging.refund
      cross join lateral (select * from charging.refund_split where refund_id = refund.id offset 0) split
    where refund.journal_id = journal group by split.party_id, split.role
$$;
grant execute on function charging.expected_of(bigint) to hounsfield_worker;

create or replace function charging.judge_charge_journal() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from (
      select party_id, account_kind as kind, amount_minor from charging.expected_of(new.id)
      union all
      select account.party_id, account.kind, -posting.amount_minor
        from ledger.posting cross join lateral (select * from ledger.account where id = posting.account_id offset 0) account
        where posting.journal_id = new.id
    ) legs group by party_id, kind having sum(amount_minor) <> 0
  ) then
    raise exception 'journal % does not post what its charges say', new.id
      using errcode = '23514', constraint = 'charge_is_posted';
  end if;
  return null;
end $$;

-- These run thousands of times on plans that are made once, often while the tables are still empty: they go by index.
alter function charging.judge_charges() set enable_seqscan to off;
alter function charging.judge_splits() set enable_seqscan to off;
alter function charging.judge_charge_journal() set enable_seqscan to off;
alter function charging.judge_refund(uuid) set enable_seqscan to off;
