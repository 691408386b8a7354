// Statements: what a party is told it earned, as a signed file that anyone can recompute offline. Pure.
export { inclusionProof, leafHash, merkleRoot, rootOfProof } from './merkle.ts';
export type { StatementProblem } from './read-statement.ts';
export {
  type ChargeEntry,
  type PayoutEntry,
  type RefundEntry,
  STATEMENT_FORMAT,
  type StatementEntry,
  type StatementHeader,
  type StatementShare,
  type StatementTotals,
} from './statement.ts';
export { type Verification, type VerifyOptions, verifyStatement } from './verify-statement.ts';
export { type StatementContent, statementKeyId, type WrittenStatement, writeStatement } from './write-statement.ts';
