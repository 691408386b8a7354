// Text to bytes by (0008,0005); ISO 2022 escapes are written where a character needs another repertoire.
import { ASCII, type CharacterSet, encodeWith, isReset, type Repertoire } from './repertoire.ts';

/** A character in the code half it takes, or undefined when the repertoire lacks it. */
const place = (repertoire: Repertoire, character: string) => {
  const bytes = encodeWith(repertoire.codec, character);
  if (bytes === undefined || bytes.some((byte) => byte < 0x80)) return undefined;
  if (repertoire.g1 !== undefined) {
    return bytes.length === repertoire.bytesPerCharacter && bytes.every((byte) => byte >= 0xa0)
      ? { half: 'g1' as const, bytes }
      : undefined;
  }
  const supplementary = bytes[0] === 0x8f;
  const pair = supplementary ? bytes.subarray(1) : bytes;
  if (supplementary !== (repertoire.g0 === '$(D') || pair.length !== 2 || pair.some((byte) => byte < 0xa1))
    return undefined;
  return { half: 'g0' as const, bytes: pair.map((byte) => byte & 0x7f) };
};

const escapeSequence = (code: string | undefined): number[] => [0x1b, ...Buffer.from(code ?? '', 'latin1')];

const encodeSwitching = (
  repertoires: readonly Repertoire[],
  text: string,
  personName: boolean,
): Uint8Array | undefined => {
  const initial = repertoires[0] ?? ASCII;
  const current = { g0: ASCII, g1: initial };
  const out: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 0x80) {
      if (current.g0 !== ASCII) out.push(...escapeSequence(ASCII.g0));
      current.g0 = ASCII;
      if (isReset(code, personName)) current.g1 = initial;
      out.push(code);
      continue;
    }
    const found = repertoires
      .map((repertoire) => ({ repertoire, placed: place(repertoire, character) }))
      .find(({ placed }) => placed !== undefined);
    if (found?.placed === undefined) {
      const raw = initial === ASCII && current.g1 === ASCII ? encodeWith('latin1', character) : undefined;
      if (raw === undefined) return undefined;
      out.push(...raw);
      continue;
    }
    const { repertoire, placed } = found;
    if (current[placed.half] !== repertoire) out.push(...escapeSequence(repertoire[placed.half]));
    current[placed.half] = repertoire;
    out.push(...placed.bytes);
  }
  if (current.g0 !== ASCII) out.push(...escapeSequence(ASCII.g0));
  return Uint8Array.from(out);
};

/** Encodes one element's text, or undefined when the character set lacks one of its characters. */
export const encodeText = (text: string, characterSet: CharacterSet, personName = false): Uint8Array | undefined =>
  characterSet.kind === 'whole'
    ? encodeWith(characterSet.codec, text)
    : encodeSwitching(characterSet.repertoires, text, personName);
