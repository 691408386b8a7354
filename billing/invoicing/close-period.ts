// Closes a period: no more postings, then invoices, statements and payouts, then balances. Every step may be run again.
import { crashPoint } from '@hounsfield/kernel';
import { beginClose, finishClose } from '@hounsfield/ledger';
import { customersOfPeriod, issueInvoice } from './issue-invoice.ts';
import { makeStatement, partiesOfPeriod, type StatementDeps } from './make-statement.ts';
import { planPayout } from './payout-instruction.ts';

export type CloseReport = { readonly customers: number; readonly parties: number };

/**
 * Runs the whole close; after a crash anywhere it is run again and finishes what is missing. A workflow may as well run its
 * parts as activities of its own. Needs the worker role.
 */
export const closePeriod = async <Tables>(deps: StatementDeps<Tables>, periodId: number): Promise<CloseReport> => {
  const { db, clock } = deps;
  await beginClose(db, periodId);
  crashPoint('close:begun');
  const customers = await customersOfPeriod(db, periodId);
  for (const tenantId of customers) await issueInvoice(db, { tenantId, periodId }, clock);
  crashPoint('close:invoiced');
  const parties = await partiesOfPeriod(db, periodId);
  for (const partyId of parties) await makeStatement(deps, partyId, periodId);
  crashPoint('close:stated');
  for (const partyId of parties) await planPayout(db, partyId, periodId, clock);
  crashPoint('close:planned');
  await finishClose(db, periodId);
  return { customers: customers.length, parties: parties.length };
};
