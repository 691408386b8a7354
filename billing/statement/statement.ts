// What a partner statement says. Amounts are minor units in decimal text; nothing in it names a patient, a study or a diagnosis.

export const STATEMENT_FORMAT = 'hounsfield-statement/1';

/** Who shares in a charge under one split version, in the order that equal remainders are served. */
export type StatementShare = {
  readonly role: string;
  readonly basisPoints: number;
  /** True for the shares of the party the statement is for. */
  readonly own: boolean;
};

export type StatementHeader = {
  readonly type: 'header';
  readonly format: typeof STATEMENT_FORMAT;
  readonly statementId: string;
  /** The party's organisation id. */
  readonly party: string;
  /** ISO 4217. */
  readonly currency: string;
  /** RFC 3339, UTC; the end is exclusive. */
  readonly periodStarts: string;
  readonly periodEnds: string;
  /** Root of the party's statement before this one in this currency; empty for the first. */
  readonly previousRoot: string;
  /** What the party was owed when the period began. */
  readonly opening: string;
  /** Split versions that the entries name. */
  readonly splits: Readonly<Record<string, readonly StatementShare[]>>;
};

export type ChargeEntry = {
  readonly type: 'charge';
  readonly pseudonym: string;
  readonly product: string;
  readonly serviceDate: string;
  readonly chargedAt: string;
  /** True when the read occurred in an earlier period. */
  readonly late: boolean;
  /** Key into the header's splits. */
  readonly split: string;
  /** What the customer paid for the read. */
  readonly net: string;
  /** What the party gets of it. */
  readonly share: string;
};
export type RefundEntry = {
  readonly type: 'refund';
  readonly pseudonym: string;
  readonly product: string;
  readonly reason: string;
  readonly refundedAt: string;
  readonly split: string;
  /** The charge's net, what was refunded of it before, and what is refunded now. */
  readonly net: string;
  readonly prior: string;
  readonly amount: string;
  /** What the party gives back. */
  readonly share: string;
};
export type PayoutEntry = {
  readonly type: 'payout';
  readonly payoutId: string;
  readonly paidAt: string;
  readonly amount: string;
};
export type StatementEntry = ChargeEntry | RefundEntry | PayoutEntry;

export type StatementTotals = {
  readonly type: 'totals';
  readonly entries: number;
  readonly earned: string;
  readonly refunded: string;
  readonly paid: string;
  /** opening + earned - refunded - paid. */
  readonly closing: string;
  /** Merkle root over the entries, RFC 6962. */
  readonly root: string;
};

export type StatementSignature = {
  readonly type: 'signature';
  readonly algorithm: 'Ed25519';
  /** First 16 hex digits of the SHA-256 of the public key's DER (SPKI). */
  readonly keyId: string;
  /** Over the header's line, a line feed and the totals' line; hexadecimal. */
  readonly signature: string;
};
