// Which character set holds for the text of a dataset, from its own (0008,0005) or the one around it.
import { characterSetBytes, type Dataset } from '../dataset.ts';
import { type CharacterSet, DEFAULT_CHARACTER_SET, parseCharacterSet } from './repertoire.ts';

const cache = new Map<string, CharacterSet>();
const MOST_CACHED = 64;

/** Terms of (0008,0005) in raw bytes. */
export const characterSetTerms = (bytes: Uint8Array): string[] =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('latin1')
    .split('\\')
    .map((term) => term.replace(/[\0 ]+$/, '').trimStart());

/** The character set of a dataset; terms that are on no allow-list read as the default repertoire. */
export const characterSetOf = (dataset: Dataset): CharacterSet => {
  const bytes = characterSetBytes(dataset);
  if (bytes === undefined) return DEFAULT_CHARACTER_SET;
  const terms = characterSetTerms(bytes);
  const key = terms.join('\\');
  const known = cache.get(key);
  if (known !== undefined) return known;
  const parsed = parseCharacterSet(terms) ?? DEFAULT_CHARACTER_SET;
  if (cache.size < MOST_CACHED) cache.set(key, parsed);
  return parsed;
};
