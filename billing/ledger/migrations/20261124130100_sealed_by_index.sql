-- The seal looks each journal up by its key, whatever the planner knows about tables that grow by the hour.
create or replace function ledger.refuse_sealed() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from (select distinct journal_id from added) touched
    where (select txid from ledger.journal where id = touched.journal_id) is distinct from pg_current_xact_id()
  ) then
    raise exception 'a committed journal takes no more legs' using errcode = '23514', constraint = 'journal_sealed';
  end if;
  return null;
end $$;
alter function ledger.refuse_sealed() set enable_seqscan to off;
alter function ledger.judge_journal(bigint) set enable_seqscan to off;
