-- What a journal is about in words that documents group by, e.g. `quantitative-ct ROUTINE v1`; never an identifier of a person.
alter table ledger.journal add column label text not null default '';
