// Cleans descriptions: words known to be harmless stay, everything else goes (PS3.15 E.3.5: known not to contain identifying information).
import type { IdentityTokens } from './identity-tokens.ts';
import { HAN_WORDS, KERNEL, LONGEST_HAN_WORD, PLAIN_WORDS, UNITS } from './lexicon.ts';

const TOKEN = /\p{Script=Han}+|[\p{L}\p{N}]+(?:[.,]\p{N}+)?\p{L}*\+?/gu;
const QUANTITY = /^(\d{1,4}(?:[.,]\d{1,4})?)([a-z]+)$/;
const NUMBER = /^\d{1,4}(?:[.,]\d{1,4})?$/;

const cutHan = (run: string): { readonly kept: string[]; readonly whole: boolean } => {
  const kept: string[] = [];
  let whole = true;
  for (let at = 0; at < run.length; ) {
    let length = Math.min(LONGEST_HAN_WORD, run.length - at);
    while (length > 0 && !HAN_WORDS.has(run.slice(at, at + length))) length -= 1;
    if (length > 0) kept.push(run.slice(at, at + length));
    else whole = false;
    at += Math.max(1, length);
  }
  return { kept, whole };
};

const isHarmless = (token: string, next: string | undefined): boolean => {
  const word = token.toLowerCase();
  if (PLAIN_WORDS.has(word) || UNITS.has(word) || KERNEL.test(word)) return true;
  const quantity = QUANTITY.exec(word);
  if (quantity) return UNITS.has(quantity[2] ?? '');
  if (!NUMBER.test(word)) return false;
  // A bare number could be part of a date or an id: one digit says nothing, more need a unit beside them.
  return word.length === 1 || (next !== undefined && UNITS.has(next.toLowerCase()));
};

/** What may stay of a description, '' when nothing may. A description of harmless words only stays as it is, punctuation included. */
export const cleanText = (value: string, identity: IdentityTokens): string => {
  const tokens = value.match(TOKEN) ?? [];
  const kept: string[] = [];
  let whole = true;
  tokens.forEach((token, index) => {
    if (identity.names(token)) {
      whole = false;
    } else if (/\p{Script=Han}/u.test(token)) {
      const cut = cutHan(token);
      kept.push(...cut.kept.filter((word) => !identity.names(word)));
      whole &&= cut.whole;
    } else if (isHarmless(token, tokens[index + 1])) kept.push(token);
    else whole = false;
  });
  if (kept.length === 0) return '';
  return whole && kept.every((word) => !identity.names(word)) && !identity.occursIn(value) ? value : kept.join(' ');
};
