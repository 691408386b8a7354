// The two languages hold the same keys with the same gaps, every key is used, and every key that code asks for exists.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOM = join(import.meta.dirname, '..');
const PLURAL = /_(zero|one|two|few|many|other)$/;

type Words = { readonly [key: string]: string | Words };

const flatten = (words: Words, prefix = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  );
const load = (locale: string): Map<string, string> =>
  new Map(flatten(JSON.parse(readFileSync(join(import.meta.dirname, `${locale}.json`), 'utf8')) as Words));

const sources = (folder = ROOM): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory())
      return ['dist', 'node_modules', 'testing', 'generated'].includes(entry.name)
        ? []
        : sources(join(folder, entry.name));
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.')
      ? [readFileSync(join(folder, entry.name), 'utf8')]
      : [];
  });

const en = load('en');
const zh = load('zh-CN');
const code = sources().join('\n');
const literal = new Set([...code.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key as string));
// `t(`status.${status}`)`: the part before the first gap; which of its keys exist is the type checker's business.
const families = [...code.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)].map(([, start]) => start as string);
const dynamic = [...families, 'code.'];
const base = (key: string) => key.replace(PLURAL, '');
const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe('locales', () => {
  test('have the same keys in English and Chinese, plural forms apart', () => {
    const bases = (words: Map<string, string>) => [...new Set([...words.keys()].map(base))].sort();
    expect(bases(zh)).toEqual(bases(en));
  });

  test('have the plural forms that each language needs', () => {
    for (const [locale, words] of [
      ['en', en],
      ['zh-CN', zh],
    ] as const) {
      const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
      const plural = [...words.keys()].filter((key) => PLURAL.test(key)).map(base);
      for (const key of new Set(plural))
        for (const form of wanted) expect(words.has(`${key}_${form}`) ? '' : `${locale} ${key}_${form}`).toBe('');
    }
  });

  test('leave the same gaps open for values', () => {
    for (const [key, text] of zh) {
      const twin = en.get(key);
      if (twin !== undefined) expect([key, gaps(text)]).toEqual([key, gaps(twin)]);
    }
  });

  test('hold every key that the code asks for', () => {
    expect(literal.size).toBeGreaterThan(100);
    const known = new Set([...en.keys()].map(base));
    expect([...literal].filter((key) => !known.has(key))).toEqual([]);
  });

  test('hold no key that the code does not ask for', () => {
    const unused = [...new Set([...en.keys()].map(base))].filter(
      (key) => !literal.has(key) && !dynamic.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  test('leave nothing empty, and nothing in English on the Chinese side', () => {
    const notWords = /^(\{\{\w+\}\}[ ·]*)+$/;
    for (const [key, text] of [...en, ...zh]) expect(text.trim() === '' ? key : '').toBe('');
    const latin = [...zh]
      .filter(([, text]) => !/\p{Script=Han}/u.test(text) && !notWords.test(text))
      .map(([key]) => key);
    expect(latin).toEqual([]);
  });
});
