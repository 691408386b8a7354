// Text survives its character set: whole encodings, ISO 2022 switching, and bytes that lie about what they are.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Dataset } from '../dataset.ts';
import { personName, text, texts } from '../element-values.ts';
import { putBytes, putCharacterSet, putItems, putText } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { decodeText } from './decode-text.ts';
import { encodeText } from './encode-text.ts';
import { type CharacterSet, parseCharacterSet } from './repertoire.ts';

const charset = (...terms: string[]): CharacterSet => {
  const parsed = parseCharacterSet(terms);
  if (parsed === undefined) throw new Error(`unknown: ${terms.join()}`);
  return parsed;
};
const hex = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : Buffer.from(bytes).toString('hex'));
const unhex = (digits: string) => new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex'));

/** The examples of PS3.5 annexes H, I, J and K, byte for byte. */
const EXAMPLES: readonly (readonly [string, readonly string[], string, string])[] = [
  [
    'Japanese names (H.3.1)',
    ['', 'ISO 2022 IR 87'],
    'Yamada^Tarou=山田^太郎=やまだ^たろう',
    '59616d6164615e5461726f753d1b24423b3345441b28425e1b2442424 04f3a1b28423d1b2442246424 5e2440 1b28425e1b2442243f246d24261b2842',
  ],
  [
    'Korean names (I.2)',
    ['', 'ISO 2022 IR 149'],
    'Hong^Gildong=洪^吉洞=홍^길동',
    '486f6e675e47696c646f6e673d1b242943fbf35e1b242943d1ced4d73d1b242943c8ab5e1b242943b1e6b5bf',
  ],
  [
    'Chinese names in UTF-8 (J.1)',
    ['ISO_IR 192'],
    'Wang^XiaoDong=王^小東=',
    '57616e675e5869616f446f6e673de78e8b5ee5b08fe69db13d',
  ],
  [
    'Chinese names in GB18030 (J.2)',
    ['GB18030'],
    'Wang^XiaoDong=王^小东=',
    '57616e675e5869616f446f6e673dcdf55ed0a1b6ab3d',
  ],
  [
    'Chinese names by code extensions (K.2)',
    ['', 'ISO 2022 IR 58'],
    'Zhang^XiaoDong=张^小东=',
    '5a68616e675e5869616f446f6e673d1b242941d5c55e1b242941d0a1b6ab3d',
  ],
];

describe('a character set', () => {
  test.each(EXAMPLES)('reads and writes %s as PS3.5 prints them', (_, terms, name, bytes) => {
    expect(decodeText(unhex(bytes), charset(...terms), true)).toBe(name);
    expect(hex(encodeText(name, charset(...terms), true))).toBe(bytes.replaceAll(' ', ''));
  });

  test.each([
    ['ISO_IR 192', ['ISO_IR 192'], 'aß王🙂'],
    ['GB18030', ['GB18030'], 'a王㐂𠮷€ä'],
    ['Japanese with half-width katakana', ['ISO 2022 IR 13', 'ISO 2022 IR 87'], 'aﾔﾏﾀﾞ山田'],
    ['Japanese with JIS X 0212', ['', 'ISO 2022 IR 87', 'ISO 2022 IR 159'], 'a山丂丄'],
    ['Latin with Greek and Cyrillic', ['ISO 2022 IR 100', 'ISO 2022 IR 126', 'ISO 2022 IR 144'], 'äöΔЖaß'],
    ['Korean and Chinese', ['', 'ISO 2022 IR 149', 'ISO 2022 IR 58'], '홍王东a'],
    ['Thai', ['ISO_IR 166'], 'กขa'],
    ['Hebrew', ['ISO_IR 138'], 'אבa'],
    ['Turkish', ['ISO_IR 148'], 'İşğa'],
  ] as const)('gives back any text it can write: %s', (_, terms, characters) => {
    const set = charset(...terms);
    const unit = fc.constantFrom(...characters, '^', '=', '\\', ' ', '\r', '\n', 'Z');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), fc.boolean(), (words, isName) => {
        const encoded = encodeText(words, set, isName);
        expect(encoded).toBeDefined();
        expect(decodeText(encoded ?? new Uint8Array(0), set, isName)).toBe(words);
      }),
      { numRuns: 150 },
    );
  });

  test('never throws and never hangs, whatever the bytes', () => {
    const sets = [charset('GB18030'), charset('ISO_IR 192'), charset('', 'ISO 2022 IR 87', 'ISO 2022 IR 149')];
    const bytes = fc.array(
      fc.oneof(fc.constantFrom(0x1b, 0x24, 0x28, 0x29, 0x42, 0x5c), fc.integer({ max: 255, min: 0 })),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom(...sets), (octets, set) => {
        expect(typeof decodeText(Uint8Array.from(octets), set, true)).toBe('string');
      }),
    );
  });

  test('turns overlong UTF-8 and broken GB18030 into replacement characters', () => {
    expect(decodeText(unhex('c0af'), charset('ISO_IR 192'))).toMatch(/^\ufffd+$/);
    expect(decodeText(unhex('81'), charset('GB18030'))).toBe('\ufffd');
  });

  test('is refused when it is on no allow-list', () => {
    expect(parseCharacterSet(['UTF-7'])).toBeUndefined();
    expect(parseCharacterSet(['ISO_IR 999'])).toBeUndefined();
  });

  test('does not write what it cannot hold', () => {
    expect(encodeText('王', charset('ISO_IR 100'))).toBeUndefined();
    const dataset = new Dataset();
    expect(() => putText(dataset, Tag.PatientName, '王')).toThrow('lacks a character');
  });
});

describe('the text of a dataset', () => {
  test('splits values at backslashes, not at second bytes that look like one', () => {
    const dataset = new Dataset();
    putText(dataset, Tag.SpecificCharacterSet, 'GB18030');
    putText(dataset, Tag.OtherPatientNames, ['誠', '王']); // 誠 is d55c in GBK: its second byte is a backslash
    expect(hex(dataset.get(Tag.OtherPatientNames)?.value as Uint8Array)).toContain('5c');
    expect(texts(dataset, Tag.OtherPatientNames)).toEqual(['誠', '王']);
  });

  test('in an item follows the dataset around it unless the item has its own character set', () => {
    const inner = new Dataset();
    const own = new Dataset();
    putText(own, Tag.SpecificCharacterSet, 'ISO_IR 144');
    putText(own, Tag.CodeMeaning, 'Люкc');
    const dataset = new Dataset();
    putText(dataset, Tag.SpecificCharacterSet, 'GB18030');
    putItems(dataset, Tag.ConceptNameCodeSequence, [inner, own]);
    putText(inner, Tag.CodeMeaning, '肺炎');
    expect(text(inner, Tag.CodeMeaning)).toBe('肺炎');
    expect(text(own, Tag.CodeMeaning)).toBe('Люкc');
    putCharacterSet(dataset, 'ISO_IR 192');
    expect(own.has(Tag.SpecificCharacterSet)).toBe(false);
    expect([text(inner, Tag.CodeMeaning), text(own, Tag.CodeMeaning)]).toEqual(['肺炎', 'Люкc']);
  });

  test('tells the three component groups of a name apart', () => {
    const dataset = new Dataset();
    putText(dataset, Tag.SpecificCharacterSet, 'GB18030');
    putText(dataset, Tag.PatientName, 'Li^Si=李^四');
    expect(personName(dataset, Tag.PatientName)).toEqual({ alphabetic: 'Li^Si', ideographic: '李^四', phonetic: '' });
  });

  test('keeps bytes of an undeclared encoding as they are', () => {
    const dataset = new Dataset();
    putBytes(dataset, Tag.PatientName, unhex('cdf55e41'));
    expect(hex(Buffer.from(text(dataset, Tag.PatientName) ?? '', 'latin1'))).toBe('cdf55e41');
  });
});
