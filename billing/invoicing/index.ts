// Invoicing: closing a period into invoices, signed statements and payouts, from the ledger's postings.
export { type CloseReport, closePeriod } from './close-period.ts';
export { invoiceCsv } from './invoice-csv.ts';
export {
  type Invoice,
  type InvoiceLine,
  invoiceById,
  invoicesOf,
  journalsOfLine,
  lineOfJournal,
} from './invoices.read-model.ts';
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
export {
  type PartyStanding,
  type PartyStatement,
  partyStanding,
  payoutsOf,
  statementDocument,
  statementsOf,
} from './statements.read-model.ts';
