// Money: an integer count of minor units (`bigint`) and an ISO 4217 currency; no floating point anywhere.

/** Minor-unit digits (ISO 4217 "exponent") of the currencies the marketplace trades in. */
export const CURRENCY_EXPONENT = {
  AED: 2,
  AUD: 2,
  BHD: 3,
  CAD: 2,
  CHF: 2,
  CNY: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  INR: 2,
  JOD: 3,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  OMR: 3,
  SAR: 2,
  SGD: 2,
  TND: 3,
  USD: 2,
} as const;

/** An ISO 4217 alphabetic code that the marketplace trades in. */
export type Currency = keyof typeof CURRENCY_EXPONENT;

/** An amount in minor units: `{ amountMinor: 1999n, currency: 'USD' }` is 19.99 US dollars. */
export type Money = { readonly amountMinor: bigint; readonly currency: Currency };

export const isCurrency = (code: string): code is Currency => Object.hasOwn(CURRENCY_EXPONENT, code);

/** Builds an amount from minor units. */
export const money = (amountMinor: bigint, currency: Currency): Money => ({ amountMinor, currency });

const sameCurrency = (a: Money, b: Money): Currency => {
  if (a.currency !== b.currency) throw new RangeError(`cannot combine ${a.currency} with ${b.currency}`);
  return a.currency;
};

/** Sum of two amounts of one currency; throws RangeError across currencies. */
export const addMoney = (a: Money, b: Money): Money => money(a.amountMinor + b.amountMinor, sameCurrency(a, b));

/** Difference of two amounts of one currency; throws RangeError across currencies. */
export const subtractMoney = (a: Money, b: Money): Money => money(a.amountMinor - b.amountMinor, sameCurrency(a, b));

/** Plain decimal text in major units, e.g. `-0.05`, `1200` (JPY), `1.500` (KWD); for files and logs, not for people. */
export const formatDecimal = ({ amountMinor, currency }: Money): string => {
  const exponent = CURRENCY_EXPONENT[currency];
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(exponent + 1, '0');
  const sign = amountMinor < 0n ? '-' : '';
  return exponent === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
};

/** Parses {@link formatDecimal}'s text; `undefined` where the text is no exact amount of the currency. */
export const parseDecimal = (text: string, currency: Currency): Money | undefined => {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,3}))?$/.exec(text);
  const exponent = CURRENCY_EXPONENT[currency];
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > exponent) return undefined;
  const minor = BigInt(`${match[2]}${fraction.padEnd(exponent, '0')}`);
  return money(match[1] === '-' ? -minor : minor, currency);
};
