-- I5 judged set by set: the splits of a charge arrive in one statement and come to its net there and then. What is left for
-- commit is a charge that never got any. One statement may bring the splits of thousands of charges.
drop trigger split_conserves on charging.charge_split;
drop function charging.judge_new_split();

create or replace function charging.judge_splits() returns trigger language plpgsql as $$
declare sealed boolean; unequal boolean;
begin
  select bool_or(charge.txid is distinct from pg_current_xact_id() or part.strange),
      bool_or(part.total is distinct from charge.net_minor)
    into sealed, unequal
    from (select distinct charge_id from added) touched
      join charging.rated_charge charge on charge.id = touched.charge_id
      cross join lateral (
        select sum(amount_minor) as total,
          bool_or(split.tenant_id <> charge.tenant_id or split.charged_at <> charge.charged_at) as strange
        from charging.charge_split split where split.charge_id = charge.id
      ) part;
  if sealed then
    raise exception 'a committed charge takes no more splits' using errcode = '23514', constraint = 'charge_sealed';
  end if;
  if unequal then
    raise exception 'the splits of a charge differ from its net' using errcode = '23514', constraint = 'split_conserves';
  end if;
  return null;
end $$;

create or replace function charging.judge_new_charge() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from charging.charge_split where charge_id = new.id) then
    raise exception 'charge % is shared by nobody', new.id using errcode = '23514', constraint = 'split_conserves';
  end if;
  return null;
end $$;
drop function charging.judge_conservation(uuid);
