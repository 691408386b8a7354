// Words on a page that its language does not own: translation keys that leaked, and English where Chinese exists.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const LOCALES = join(import.meta.dirname, '../../services/console/locales');

type Tree = { readonly [name: string]: string | Tree };

const flatten = (tree: Tree, prefix = ''): readonly (readonly [string, string])[] =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${prefix}${name}`, value] as const] : flatten(value, `${prefix}${name}.`),
  );

const wordsOf = (locale: string): ReadonlyMap<string, string> =>
  new Map(flatten(JSON.parse(readFileSync(join(LOCALES, `${locale}.json`), 'utf8')) as Tree));

const ENGLISH = wordsOf('en');
const CHINESE = wordsOf('zh-CN');
const TRANSLATED = new Set([...ENGLISH].filter(([key, words]) => CHINESE.get(key) !== words).map(([, words]) => words));

const TEXTS = `(() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(node.textContent.trim());
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
    for (const name of ['aria-label', 'title', 'placeholder']) texts.push(element.getAttribute(name) || '');
  return texts.filter((text) => text !== '');
})()`;

/** Texts and labels of the page that are translation keys, or English words on a Chinese page. */
export const untranslated = async (page: Page, locale: 'en' | 'zh-CN'): Promise<readonly string[]> => {
  const texts = await page.evaluate<readonly string[]>(TEXTS);
  return texts.filter((text) => ENGLISH.has(text) || (locale === 'zh-CN' && TRANSLATED.has(text)));
};
