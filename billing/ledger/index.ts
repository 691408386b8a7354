// The ledger: append-only double entry in Postgres, by period and currency.
export { balanceOf } from './balance.read-model.ts';
export { type BillingPeriod, beginClose, finishClose, monthOf, openPeriod } from './period.ts';
export { namePlatformParty, platformParty } from './platform-party.ts';
export {
  ACCOUNT_KINDS,
  type AccountKind,
  type AccountName,
  ensureAccounts,
  type JournalEntry,
  type Leg,
  type PostedJournal,
  postJournal,
  postJournalInto,
} from './post-journal.ts';
export { type Violation, violations } from './violations.read-model.ts';
