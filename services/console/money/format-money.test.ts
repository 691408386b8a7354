// Laws of money on screen: exact at any size, in every language, for every exponent.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalText, formatBasisPoints, formatMoney, sumMoney, unroundedShare } from './format-money.ts';

const exponents = fc.constantFrom(0, 2, 3);
const currencyOf = (exponent: number) => ({ 0: 'JPY', 2: 'CNY', 3: 'KWD' })[exponent] ?? 'CNY';
const digitsOf = (text: string) => text.replace(/[^\d]/g, '');

describe('money on screen', () => {
  test('shows the currency and exactly its minor digits in both languages', () => {
    const price = { amountMinor: '4800', currency: 'CNY', exponent: 2 };
    expect(formatMoney(price, 'en')).toBe('CN¥48.00');
    expect(formatMoney(price, 'zh-CN')).toBe('¥48.00');
    expect(formatMoney({ amountMinor: '1200', currency: 'JPY', exponent: 0 }, 'en')).toBe('¥1,200');
    expect(formatMoney({ amountMinor: '-5', currency: 'KWD', exponent: 3 }, 'en')).toBe('-KWD\u00a00.005');
  });

  test('keeps every digit of amounts that no float could hold', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), exponents, (minor, exponent) => {
        const shown = formatMoney({ amountMinor: minor.toString(), currency: currencyOf(exponent), exponent }, 'en');
        expect(BigInt(digitsOf(shown))).toBe(minor < 0n ? -minor : minor);
        expect(shown.includes('-')).toBe(minor < 0n);
      }),
    );
  });

  test('writes decimal text that reads back as the same minor units', () => {
    fc.assert(
      fc.property(fc.bigInt(), exponents, (minor, exponent) => {
        const text = decimalText({ amountMinor: minor.toString(), exponent });
        expect(BigInt(text.replace('.', ''))).toBe(minor);
        expect(text.split('.')[1]?.length ?? 0).toBe(exponent);
      }),
    );
  });

  test('adds amounts of one currency and refuses to add two currencies', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(), { minLength: 1 }), (amounts) => {
        const total = sumMoney(
          amounts.map((minor) => ({ amountMinor: minor.toString(), currency: 'USD', exponent: 2 })),
        );
        expect(total?.amountMinor).toBe(amounts.reduce((sum, minor) => sum + minor, 0n).toString());
      }),
    );
    expect(sumMoney([])).toBeUndefined();
    const mixed = [
      { amountMinor: '1', currency: 'USD', exponent: 2 },
      { amountMinor: '1', currency: 'CNY', exponent: 2 },
    ];
    expect(() => sumMoney(mixed)).toThrow(RangeError);
  });

  test('shows basis points as a percentage without losing one', () => {
    expect(formatBasisPoints(7000, 'en')).toBe('70.00%');
    expect(formatBasisPoints(1, 'en')).toBe('0.01%');
    expect(formatBasisPoints(3333, 'zh-CN')).toBe('33.33%');
  });

  test('gives the formula of a share with all the digits that rounding took away', () => {
    const net = { amountMinor: '4399', currency: 'CNY', exponent: 2 };
    expect(unroundedShare(net, 5500)).toEqual({ exact: false, text: '24.1945' });
    expect(unroundedShare({ ...net, amountMinor: '4400' }, 5500)).toEqual({ exact: true, text: '24.20' });
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.integer({ min: 0, max: 10_000 }),
        (minor, basisPoints) => {
          const { exact, text } = unroundedShare({ ...net, amountMinor: minor.toString() }, basisPoints);
          const [whole = '0', fraction = ''] = text.split('.');
          expect(BigInt(whole + fraction.padEnd(6, '0'))).toBe(minor * BigInt(basisPoints));
          expect(exact).toBe((minor * BigInt(basisPoints)) % 10_000n === 0n);
        },
      ),
    );
  });
});
