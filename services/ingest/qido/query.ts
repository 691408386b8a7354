// The query string of a search (PS3.18 section 8.3.4): attributes by keyword or tag, a window, and what we do not match by.
import { dictionaryVr, keywordOf, parseTag, type Tag, tagOfKeyword } from '@hounsfield/dicom';
import { badRequest } from '../http/problem.ts';

export type SearchQuery = {
  readonly limit: number;
  readonly offset: number;
  /** Wanted values by keyword, of the attributes in `supported`. */
  readonly wanted: ReadonlyMap<string, string>;
  /** Known attributes that were asked for and are not matched by. */
  readonly ignored: readonly string[];
};

const DEFAULT_LIMIT = 100;
const MOST = 1_000;
const LONGEST_VALUE = 1_024;
const WHOLE = /^\d{1,9}$/;

const whole = (name: string, text: string): number => {
  if (!WHOLE.test(text)) throw badRequest(`The parameter ${name} is no whole number.`);
  return Number(text);
};

const tagNamed = (name: string): Tag | undefined => tagOfKeyword(name) ?? parseTag(name);

/** Reads a query string; throws a 400 for parameters that are no attribute. */
export const parseQuery = (query: string, supported: readonly string[]): SearchQuery => {
  const wanted = new Map<string, string>();
  const ignored: string[] = [];
  let [limit, offset] = [DEFAULT_LIMIT, 0];
  for (const [name, value] of new URLSearchParams(query)) {
    if (value.length > LONGEST_VALUE) throw badRequest('A parameter is too long.');
    if (name === 'limit') limit = Math.min(MOST, whole(name, value));
    else if (name === 'offset') offset = whole(name, value);
    else if (name === 'fuzzymatching') {
      if (value === 'true') ignored.push(name);
    } else if (name !== 'includefield') {
      const tag = tagNamed(name);
      const keyword = tag === undefined ? undefined : keywordOf(tag);
      if (tag === undefined || keyword === undefined || dictionaryVr(tag) === undefined)
        throw badRequest('A parameter is no attribute.');
      // An empty value matches everything (PS3.4 section C.2.2.2.3).
      if (value === '') continue;
      if (supported.includes(keyword)) wanted.set(keyword, value);
      else ignored.push(keyword);
    }
  }
  return { limit, offset, wanted, ignored };
};
