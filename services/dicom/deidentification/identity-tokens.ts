// What names this patient, or anybody else in the dataset: collected before treatment, so that no other text can repeat it.
import { type Dataset, itemsOf } from '../dataset.ts';
import { texts } from '../element-values.ts';
import { VR_TRAITS } from '../vr.ts';
import type { Profile } from './profile.ts';
import { readableVr } from './readable-vr.ts';

const SHORTEST_PHRASE = 4;
const NAME_PARTS = /[\^=\s,.·_-]+/;
const HAN = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const WORD = /[\p{L}\p{N}]+/gu;

/** Identifiers of one dataset. */
export type IdentityTokens = {
  /** The word is a name or an identifier by itself. */
  readonly names: (word: string) => boolean;
  /** Some name or identifier stands in the text. */
  readonly occursIn: (text: string) => boolean;
  /** The text without them. */
  readonly without: (text: string) => string;
};

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

class Collector {
  readonly words = new Set<string>();
  readonly phrases = new Set<string>();

  addName(value: string): void {
    for (const group of value.split('=')) {
      const components = group.split(NAME_PARTS).filter((part) => part !== '');
      for (const part of components) this.addPart(part);
      const [family = '', given = ''] = components;
      for (const joined of [family + given, given + family]) this.addPhrase(joined);
    }
  }

  addPart(part: string): void {
    const word = fold(part);
    if (HAN.test(word)) {
      if ([...word].length >= 2) this.phrases.add(word);
    } else if (word.length >= 2) this.words.add(word);
  }

  addPhrase(value: string): void {
    const phrase = fold(value.trim());
    const long = HAN.test(phrase) ? 2 : SHORTEST_PHRASE;
    if ([...phrase].length >= long && /[\p{L}\p{N}]/u.test(phrase)) this.phrases.add(phrase);
    else if (phrase.length >= 2) this.words.add(phrase);
  }
}

const collect = (dataset: Dataset, profile: Profile, into: Collector): void => {
  for (const element of dataset) {
    for (const item of itemsOf(element)) collect(item, profile, into);
    const vr = readableVr(element);
    if (VR_TRAITS[vr].kind !== 'text') continue;
    const { identifying, action } = profile(element.tag, vr);
    if (vr === 'PN') for (const value of texts(dataset, element.tag)) into.addName(value);
    else if (identifying || (vr === 'UI' && action === 'uid')) {
      for (const value of texts(dataset, element.tag)) into.addPhrase(value);
    }
  }
};

/** Collects the names and identifiers of a dataset, at every nesting. */
export const identityTokens = (dataset: Dataset, profile: Profile): IdentityTokens => {
  const found = new Collector();
  collect(dataset, profile, found);
  const phrases = [...found.phrases].sort((a, b) => b.length - a.length);
  const names = (word: string): boolean => found.words.has(fold(word)) || found.phrases.has(fold(word));
  const occursIn = (text: string): boolean => {
    const folded = fold(text);
    if (phrases.some((phrase) => folded.includes(phrase))) return true;
    return (folded.match(WORD) ?? []).some((word) => found.words.has(word));
  };
  const without = (text: string): string => {
    if (!occursIn(text)) return text;
    let left = text.normalize('NFKC');
    for (const phrase of phrases) {
      left = left.replace(new RegExp(phrase.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu'), ' ');
    }
    left = left
      .replace(WORD, (word) => (found.words.has(fold(word)) ? '' : word))
      .replace(/\s+/g, ' ')
      .trim();
    return occursIn(left) ? '' : left;
  };
  return { names, occursIn, without };
};
