// The character repertoires of DICOM PS3.3 C.12.1.1.2: defined terms, escape sequences and the codec that knows each code table.
import iconv from 'iconv-lite';

/** One repertoire. `g0` and `g1` are the ISO 2022 escape sequences (after ESC) that bring it into the lower or upper code half. */
export type Repertoire = {
  readonly codec: string;
  readonly bytesPerCharacter: 1 | 2;
  readonly g0?: string;
  readonly g1?: string;
};

const single = (codec: string, g1: string): Repertoire => ({ codec, bytesPerCharacter: 1, g1 });

/** ISO 2022 repertoires by registration number: each goes by `ISO_IR n` and `ISO 2022 IR n`. */
export const REPERTOIRES: ReadonlyMap<string, Repertoire> = new Map<string, Repertoire>([
  ['6', { codec: 'latin1', bytesPerCharacter: 1, g0: '(B' }],
  ['13', { codec: 'shift_jis', bytesPerCharacter: 1, g0: '(J', g1: ')I' }],
  ['58', { codec: 'gbk', bytesPerCharacter: 2, g1: '$)A' }],
  ['87', { codec: 'eucjp', bytesPerCharacter: 2, g0: '$B' }],
  ['100', single('latin1', '-A')],
  ['101', single('iso-8859-2', '-B')],
  ['109', single('iso-8859-3', '-C')],
  ['110', single('iso-8859-4', '-D')],
  ['126', single('iso-8859-7', '-F')],
  ['127', single('iso-8859-6', '-G')],
  ['138', single('iso-8859-8', '-H')],
  ['144', single('iso-8859-5', '-L')],
  ['148', single('iso-8859-9', '-M')],
  ['149', { codec: 'euckr', bytesPerCharacter: 2, g1: '$)C' }],
  ['159', { codec: 'eucjp', bytesPerCharacter: 2, g0: '$(D' }],
  ['166', single('tis620', '-T')],
  ['203', single('iso-8859-15', '-b')],
]);

/** Character sets without code extensions: the whole value is in one encoding. */
const WHOLE: Readonly<Record<string, string>> = { 'ISO_IR 192': 'utf-8', GB18030: 'gb18030', GBK: 'gbk' };

/** How the text of a dataset is coded: in one encoding, or by switching repertoires, the first of which holds at each start. */
export type CharacterSet =
  | { readonly kind: 'whole'; readonly codec: string }
  | { readonly kind: 'switching'; readonly repertoires: readonly Repertoire[] };

/** The default repertoire, ISO 646; it holds the lower half at the start of every value. */
export const ASCII = REPERTOIRES.get('6') as Repertoire;

/** After these the initial repertoires hold again: backslash, line ends, form feed, tab, and `^` `=` of person names. */
export const isReset = (byte: number, personName: boolean): boolean =>
  byte === 0x5c || (byte >= 0x09 && byte <= 0x0d) || (personName && (byte === 0x5e || byte === 0x3d));

/** Nothing said: the default repertoire. Bytes over 0x7f are taken as Latin-1, so that they survive a round trip. */
export const DEFAULT_CHARACTER_SET: CharacterSet = { kind: 'switching', repertoires: [ASCII] };

const parseTerm = (term: string): string | undefined => {
  if (term === '') return '6';
  const match = /^ISO[ _-]?(?:2022[ _-]?)?IR[ _-]?(\d+)$/i.exec(term);
  return match?.[1];
};

/** The character set of the terms of (0008,0005), or undefined when a term is on no allow-list. Misspelt separators are tolerated. */
export const parseCharacterSet = (terms: readonly string[]): CharacterSet | undefined => {
  const first = (terms[0] ?? '').trim().toUpperCase();
  const whole = WHOLE[first.replace(/^ISO[ _-]IR[ _-]?192$/, 'ISO_IR 192')];
  if (whole !== undefined) return { kind: 'whole', codec: whole };
  const repertoires: Repertoire[] = [];
  for (const term of terms.length === 0 ? [''] : terms) {
    const repertoire = REPERTOIRES.get(parseTerm(term.trim()) ?? '');
    if (repertoire === undefined) return undefined;
    repertoires.push(repertoire);
  }
  return { kind: 'switching', repertoires };
};

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const gb18030 = new TextDecoder('gb18030', { ignoreBOM: true });

/** Decodes bytes of one encoding; what is invalid becomes U+FFFD. */
export const decodeWith = (codec: string, bytes: Uint8Array): string => {
  if (codec === 'utf-8') return utf8.decode(bytes);
  if (codec === 'gb18030' || codec === 'gbk') return gb18030.decode(bytes);
  return iconv.decode(bytes, codec);
};

/** Encodes text in one encoding, or undefined when it has no code for some character. */
export const encodeWith = (codec: string, text: string): Uint8Array | undefined => {
  const bytes = codec === 'utf-8' ? new TextEncoder().encode(text) : new Uint8Array(iconv.encode(text, codec));
  return decodeWith(codec, bytes) === text ? bytes : undefined;
};
