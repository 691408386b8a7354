// Reads a statement's lines back, field by field; what cannot be read is named, never guessed.
import { type CanonicalValue, canonicalJson } from '@hounsfield/kernel';
import type { StatementEntry, StatementHeader, StatementSignature, StatementTotals } from './statement.ts';

/** One disagreement: where, what the file says, and what it should say (empty where that cannot be told). */
export type StatementProblem = {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly field: string;
  readonly stated: string;
  readonly recomputed: string;
};

export type ReadStatement = {
  readonly header: StatementHeader;
  readonly entries: readonly { readonly entry: StatementEntry; readonly leaf: string; readonly line: number }[];
  readonly totals: StatementTotals;
  readonly signature: StatementSignature;
  readonly headerLine: string;
  readonly totalsLine: string;
};

type Kind = 'text' | 'amount' | 'hash' | 'signature' | 'flag' | 'count' | 'splits';
const CHECKS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  amount: (value) => typeof value === 'string' && /^-?(0|[1-9]\d{0,30})$/.test(value),
  hash: (value) => typeof value === 'string' && /^([0-9a-f]{64})?$/.test(value),
  // Hexadecimal, since one signature has several spellings in base64.
  signature: (value) => typeof value === 'string' && /^[0-9a-f]{128}$/.test(value),
  flag: (value) => typeof value === 'boolean',
  count: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  splits: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (shares) =>
        Array.isArray(shares) &&
        shares.length > 0 &&
        shares.every(
          (share: Record<string, unknown>) =>
            typeof share?.role === 'string' && typeof share.own === 'boolean' && CHECKS.count(share.basisPoints),
        ) &&
        shares.reduce((sum: number, { basisPoints }: { basisPoints: number }) => sum + basisPoints, 0) === 10_000,
    ),
};

const FIELDS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  header: {
    format: 'text',
    statementId: 'text',
    party: 'text',
    currency: 'text',
    periodStarts: 'text',
    periodEnds: 'text',
    previousRoot: 'hash',
    opening: 'amount',
    splits: 'splits',
  },
  charge: {
    pseudonym: 'text',
    product: 'text',
    serviceDate: 'text',
    chargedAt: 'text',
    late: 'flag',
    split: 'text',
    net: 'amount',
    share: 'amount',
  },
  refund: {
    pseudonym: 'text',
    product: 'text',
    reason: 'text',
    refundedAt: 'text',
    split: 'text',
    net: 'amount',
    prior: 'amount',
    amount: 'amount',
    share: 'amount',
  },
  payout: { payoutId: 'text', paidAt: 'text', amount: 'amount' },
  totals: { entries: 'count', earned: 'amount', refunded: 'amount', paid: 'amount', closing: 'amount', root: 'hash' },
  signature: { algorithm: 'text', keyId: 'text', signature: 'signature' },
};

const fieldProblems = (value: Record<string, unknown>, types: readonly string[], line: number): StatementProblem[] => {
  const type = String(value.type);
  const fields = types.includes(type) ? FIELDS[type] : undefined;
  if (!fields) return [{ line, field: 'type', stated: type, recomputed: types.join(' or ') }];
  const wrong = Object.entries(fields).filter(([field, kind]) => !CHECKS[kind](value[field]));
  const strange = Object.keys(value).filter((field) => field !== 'type' && !(field in fields));
  return [
    ...wrong.map(([field, kind]) => ({
      line,
      field,
      stated: JSON.stringify(value[field]) ?? 'nothing',
      recomputed: `a valid ${kind}`,
    })),
    ...strange.map((field) => ({ line, field, stated: JSON.stringify(value[field]), recomputed: 'no such field' })),
  ];
};

const parseLine = (
  text: string,
  line: number,
  types: readonly string[],
): { value?: Record<string, unknown>; problems: StatementProblem[] } => {
  const unreadable = (stated: string, recomputed: string) => ({
    problems: [{ line, field: '(line)', stated, recomputed }],
  });
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return unreadable(text.slice(0, 80), 'a JSON object');
    if (canonicalJson(value as CanonicalValue) !== text) return unreadable(text.slice(0, 80), 'canonical JSON');
    const inner = types[0] === 'entry' ? value.entry : value;
    if (typeof inner !== 'object' || inner === null) return unreadable(text.slice(0, 80), 'an entry');
    const wanted = types[0] === 'entry' ? ['charge', 'refund', 'payout'] : types;
    return { value, problems: fieldProblems(inner as Record<string, unknown>, wanted, line) };
  } catch (error) {
    return unreadable(text.slice(0, 80), error instanceof Error ? error.message : String(error));
  }
};

/** The statement of a file's text, or the problems that keep it from being read. */
export const readStatement = (text: string): ReadStatement | readonly StatementProblem[] => {
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  if (lines.length < 3)
    return [{ line: lines.length, field: '(file)', stated: `${lines.length} lines`, recomputed: 'at least 3' }];
  const last = lines.length - 1;
  const parsed = lines.map((line, index) => {
    const types =
      index === 0 ? ['header'] : index === last ? ['signature'] : index === last - 1 ? ['totals'] : ['entry'];
    return parseLine(line, index + 1, types);
  });
  const problems = parsed.flatMap((line) => line.problems);
  if (problems.length > 0) return problems;
  const at = <Value>(index: number): Value => parsed[index]?.value as unknown as Value;
  return {
    header: at(0),
    entries: parsed.slice(1, -2).map(({ value }, index) => ({
      entry: value?.entry as StatementEntry,
      leaf: String(value?.leaf),
      line: index + 2,
    })),
    totals: at(last - 1),
    signature: at(last),
    headerLine: lines[0] ?? '',
    totalsLine: lines[last - 1] ?? '',
  };
};
