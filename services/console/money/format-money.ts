// Money on screen: exact decimal text from integer minor units, through Intl, never through a float.

/** An amount as the gateway sends it. */
export type MoneyAmount = { readonly amountMinor: string; readonly currency: string; readonly exponent: number };

type ExactNumber = Intl.StringNumericLiteral;

/** Plain decimal text in major units: `-0.05`, `1200` (JPY), `1.500` (KWD). */
export const decimalText = ({ amountMinor, exponent }: Omit<MoneyAmount, 'currency'>): string => {
  const minor = BigInt(amountMinor);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const sign = minor < 0n ? '-' : '';
  return exponent === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
};

/** The amount in the reader's language, with its currency and exactly its minor-unit digits. */
export const formatMoney = (amount: MoneyAmount, locale: string): string =>
  new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: amount.currency,
    minimumFractionDigits: amount.exponent,
    maximumFractionDigits: amount.exponent,
    // Decimal text is formatted digit by digit (ECMA-402): no amount is too large to be exact.
  }).format(decimalText(amount) as ExactNumber);

/** The sum of amounts of one currency; undefined for none; throws RangeError across currencies. */
export const sumMoney = (amounts: readonly MoneyAmount[]): MoneyAmount | undefined => {
  const [first] = amounts;
  if (first === undefined) return undefined;
  let total = 0n;
  for (const { amountMinor, currency, exponent } of amounts) {
    if (currency !== first.currency || exponent !== first.exponent)
      throw new RangeError(`cannot add ${currency} to ${first.currency}`);
    total += BigInt(amountMinor);
  }
  return { amountMinor: total.toString(), currency: first.currency, exponent: first.exponent };
};

/** Basis points as a percentage: 7000 is `70.00 %` in the reader's language. */
export const formatBasisPoints = (basisPoints: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
    `${decimalText({ amountMinor: String(basisPoints), exponent: 4 })}` as ExactNumber,
  );

/** net x basis points, before rounding to a minor unit: exact, with as many digits as it needs. */
export const unroundedShare = (net: MoneyAmount, basisPoints: number): { exact: boolean; text: string } => {
  const product = BigInt(net.amountMinor) * BigInt(basisPoints);
  const text = decimalText({ amountMinor: product.toString(), exponent: net.exponent + 4 });
  const trimmed = text.replace(/0{1,4}$/, '').replace(/\.$/, '');
  return { exact: product % 10_000n === 0n, text: trimmed };
};
