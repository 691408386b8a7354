// Laws of exported files: any text comes back as it was, and no cell can run as a formula.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvCell, csvText } from './csv.ts';

/** A small RFC 4180 reader, to read back what was written. */
const readCsv = (text: string): string[][] => {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted && char === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (!quoted && char === ',') {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (!quoted && char === '\r' && text[at + 1] === '\n') {
      rows.at(-1)?.push(cell);
      rows.push([]);
      cell = '';
      at += 1;
    } else cell += char;
  }
  return rows.slice(0, -1);
};

describe('exported CSV', () => {
  test('opens with a byte-order mark, so that spreadsheets read Chinese names right', () => {
    expect(csvText(['customer'], [['东港影像中心']])).toBe('\uFEFFcustomer\r\n东港影像中心\r\n');
  });

  test('reads back as the rows that were written, whatever is in them', () => {
    const harmless = fc.string({ unit: 'grapheme' }).filter((text) => !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.array(harmless, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
        expect(readCsv(csvText(['a', 'b'], rows).slice(1))).toEqual([['a', 'b'], ...rows]);
      }),
    );
  });

  test('never lets a cell begin as a formula', () => {
    for (const attack of ['=HYPERLINK("http://x")', '+1+cmd|x', '-2+3', '@SUM(A1)', '\t=1', '\r=1']) {
      const [[cell = ''] = []] = readCsv(csvText([attack], []).slice(1));
      expect(cell).toBe(`'${attack}`);
    }
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@'), fc.string(), (start, rest) => {
        const [[cell = ''] = []] = readCsv(`${csvCell(start + rest)}\r\n`);
        expect(cell.startsWith("'") || /^-\d+(\.\d+)?$/.test(cell)).toBe(true);
      }),
    );
  });

  test('leaves negative amounts numbers, so that a column still adds up', () => {
    expect(csvCell('-12.50')).toBe('-12.50');
  });
});
