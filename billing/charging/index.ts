// Charging: contracts with versioned prices and splits, and every charge exactly once.
export type { Charge, ChargeId, ChargeSplit } from './charge.ts';
export { type BatchReport, chargeUsageBatch } from './charge-batch.ts';
export { chargeFee, type Fee, type FeeKind } from './charge-fee.ts';
export { chargePeriodFees } from './charge-period-fees.ts';
export { type ChargeRefusal, chargeUsage, type NotCharged } from './charge-usage.ts';
export {
  chargesByDiagnosis,
  chargesByJournal,
  chargesPage,
  type UsageMonth,
  usageMonths,
} from './charges.read-model.ts';
export {
  type Contract,
  type ContractId,
  type ContractRefusal,
  changePrice,
  changeSplit,
  contractAt,
  createContract,
  type NewContract,
} from './contract.ts';
export { creditRejectedRead } from './credit-rejected-read.ts';
export { type CurrentPrice, currentPrice } from './current-price.ts';
export type { Page, PageRequest } from './page.ts';
export { type Provenance, provenanceOf } from './provenance.read-model.ts';
export {
  type Refund,
  type RefundId,
  type RefundOrder,
  type RefundReason,
  type RefundRefusal,
  refundCharge,
} from './refund-charge.ts';
export {
  type ReadOrder,
  type Reservation,
  type ReserveRefusal,
  releaseRead,
  releaseReadIn,
  reserveRead,
  reserveReadIn,
} from './reserve-read.ts';
export { type RevenueMonth, type RevenueRead, revenueMonths, revenueReads } from './revenue.read-model.ts';
export { type StatementEntries, statementEntries } from './statement-entries.read-model.ts';
export { ALERT_PERCENTS, setWallet, topUp, type Wallet, type WalletSettings, wallets } from './wallet.ts';
