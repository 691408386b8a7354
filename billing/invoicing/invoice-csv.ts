// An invoice as CSV (RFC 4180): one row a line and a total, amounts in major units; no cell can start a formula.
import { CURRENCY_EXPONENT, formatDecimal, type Money } from '@hounsfield/kernel';
import type { Invoice } from './invoices.read-model.ts';

const HEADER = ['invoice', 'kind', 'period', 'line', 'what', 'label', 'quantity', 'net', 'tax', 'total', 'currency'];

/** A text cell: quoted where it must be, and with an apostrophe before what a spreadsheet would take for a formula. */
const cell = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};
const amount = (value: Money): string => formatDecimal(value);

/** The invoice's rows, with a row of totals at the end. */
export const invoiceCsv = (invoice: Invoice): string => {
  const { number, kind, periodStarts, net, tax, total, lines } = invoice;
  if (!(net.currency in CURRENCY_EXPONENT)) throw new RangeError(`unknown currency ${net.currency}`);
  const start = [`${number}`, kind, periodStarts.toISOString().slice(0, 7)];
  const rows = lines.map((line) => {
    const sum = { amountMinor: line.net.amountMinor + line.tax.amountMinor, currency: net.currency };
    const texts = [...start, `${line.line}`, line.kind, line.label, `${line.quantity}`].map(cell);
    return [...texts, amount(line.net), amount(line.tax), amount(sum), net.currency];
  });
  const totals = [...start, '', 'total', '', '', amount(net), amount(tax), amount(total), net.currency];
  return [HEADER, ...rows, totals].map((row) => `${row.join(',')}\r\n`).join('');
};
