// CSV that spreadsheets open well and safely: UTF-8 with BOM, RFC 4180 quoting, and no cell that runs as a formula.

// A text cell starting with one of these would be run as a formula by a spreadsheet.
const FORMULA_START = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

/** One cell: quoted where needed; text that a spreadsheet would run gets a leading apostrophe. Plain numbers stay numbers. */
export const csvCell = (value: string): string => {
  const safe = FORMULA_START.test(value) && !PLAIN_NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A whole file: header and rows, CRLF line ends, byte-order mark first. */
export const csvText = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  `\uFEFF${[header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
