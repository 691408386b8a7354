// Invoicing: closing a period into invoices, signed statements and payouts, from the ledger's postings.
export { type CloseReport, closePeriod } from './close-period.ts';
export { customersOfPeriod, type InvoiceId, issueInvoice } from './issue-invoice.ts';
export {
  type EntriesOf,
  makeStatement,
  type PartyEntries,
  partiesOfPeriod,
  type StatementDeps,
  type StatementId,
} from './make-statement.ts';
export {
  duePayouts,
  type PayoutId,
  type PayoutInstruction,
  type PayoutRail,
  type PayoutTerms,
  planPayout,
  setPayoutTerms,
  settlePayout,
} from './payout-instruction.ts';
export { type PaymentRecorded, type Receipt, recordPayment } from './record-payment.ts';
