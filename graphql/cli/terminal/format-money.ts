// Money as people read it, from the integer that travels; no floating point on the way.
import type { Language } from '../messages/language.ts';

export type MoneyOnWire = { readonly amountMinor: string; readonly currency: string; readonly exponent: number };

/** `USD 19.99`, in the language's own digits and grouping. */
export const formatMoney = ({ amountMinor, currency, exponent }: MoneyOnWire, language: Language): string => {
  const digits = amountMinor.replace('-', '').padStart(exponent + 1, '0');
  const major = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'code' });
  return format
    .format(`${amountMinor.startsWith('-') ? '-' : ''}${major}` as unknown as number)
    .replaceAll('\u00a0', ' ');
};
