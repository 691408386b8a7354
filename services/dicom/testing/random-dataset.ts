// Random datasets for property tests: every value representation, nested sequences, text in a given character set.
import fc from 'fast-check';
import { Dataset, type DicomElement } from '../dataset.ts';
import { putBytes, putItems, putNumbers, putText } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { VR_TRAITS, type Vr } from '../vr.ts';

const TEXT_VRS = Object.keys(VR_TRAITS).filter((vr) => VR_TRAITS[vr as Vr].kind === 'text') as Vr[];
const NUMBER_RANGES: Readonly<Partial<Record<Vr, readonly [number, number]>>> = {
  US: [0, 0xffff],
  SS: [-0x8000, 0x7fff],
  UL: [0, 0xffffffff],
  SL: [-0x80000000, 0x7fffffff],
  AT: [0, 0xffffffff],
  UV: [0, Number.MAX_SAFE_INTEGER],
  SV: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};
const OCTET_VRS: readonly Vr[] = ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN'];

/** Characters that each character set of the tests can write, beside ASCII letters. */
const REPERTOIRE: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'äöüÅéñß',
  'ISO_IR 192': 'äЖ王小東ひ한🙂',
  GB18030: '王小东㐂𠮷ä€',
  GBK: '王小东岳陽镕',
  '\\ISO 2022 IR 87': '山田太郎やまだ',
  '\\ISO 2022 IR 149': '홍길동洪吉洞',
  '\\ISO 2022 IR 58': '王小东张伟',
  'ISO_IR 144': 'Люкceмбypг',
};
export const CHARACTER_SETS: readonly string[] = Object.keys(REPERTOIRE);

const letters = (characterSet: string, localised: boolean): fc.Arbitrary<string> =>
  fc.constantFrom(...'ABCdef 0189-', ...(localised ? (REPERTOIRE[characterSet] ?? '') : ''));

/** Words without leading or trailing spaces, which padding would swallow. */
const word = (characterSet: string, localised: boolean): fc.Arbitrary<string> =>
  fc.string({ unit: letters(characterSet, localised), minLength: 1, maxLength: 12 }).map((text) => text.trim());

const uid = (): fc.Arbitrary<string> =>
  fc.array(fc.nat(), { minLength: 2, maxLength: 5 }).map((components) => components.join('.'));

type Put = (dataset: Dataset, tag: number) => void;

const putWords = (characterSet: string): fc.Arbitrary<Put> =>
  fc.constantFrom(...TEXT_VRS).chain((vr) => {
    const { localised, multiple } = VR_TRAITS[vr];
    const one = vr === 'UI' ? uid() : word(characterSet, localised);
    const values = fc.array(vr === 'PN' ? fc.array(one, { maxLength: 3 }).map((parts) => parts.join('^')) : one, {
      minLength: 1,
      maxLength: multiple ? 4 : 1,
    });
    return values.map(
      (words): Put =>
        (dataset, tag) =>
          putText(dataset, tag, words, vr),
    );
  });

const putSome = (characterSet: string): fc.Arbitrary<Put> =>
  fc.oneof(
    putWords(characterSet),
    fc.constantFrom(...(Object.entries(NUMBER_RANGES) as [Vr, readonly [number, number]][])).chain(([vr, [min, max]]) =>
      fc
        .array(
          fc.maxSafeInteger().map((value) => min + (Math.abs(value) % (max - min + 1))),
          { maxLength: 5 },
        )
        .map(
          (values): Put =>
            (dataset, tag) =>
              putNumbers(
                dataset,
                tag,
                values.filter((value) => value <= max),
                vr,
              ),
        ),
    ),
    fc.array(fc.float({ noNaN: true }), { maxLength: 5 }).map(
      (values): Put =>
        (d, tag) =>
          putNumbers(d, tag, values, 'FL'),
    ),
    fc.array(fc.double(), { maxLength: 5 }).map(
      (values): Put =>
        (d, tag) =>
          putNumbers(d, tag, values, 'FD'),
    ),
    fc.tuple(fc.constantFrom(...OCTET_VRS), fc.uint8Array({ maxLength: 40 })).map(
      ([vr, octets]): Put =>
        (dataset, tag) =>
          putBytes(dataset, tag, octets.slice(0, octets.length & ~7), vr),
    ),
  );

/** What to put into a dataset and into the items of its one sequence. */
type Recipe = { readonly puts: readonly Put[]; readonly items: readonly Recipe[] };

const recipe = (characterSet: string, depth: number): fc.Arbitrary<Recipe> =>
  fc.record({
    puts: fc.array(putSome(characterSet), { maxLength: 8 }),
    items: depth === 0 ? fc.constant([]) : fc.array(recipe(characterSet, depth - 1), { maxLength: 2 }),
  });

/** Items stand in their dataset before they are filled, because their text follows its character set. */
const fill = (dataset: Dataset, { puts, items }: Recipe): void => {
  const children = items.map(() => new Dataset());
  if (children.length > 0) putItems(dataset, Tag.ReferencedSeriesSequence, children);
  children.forEach((child, index) => {
    fill(child, items[index] as Recipe);
  });
  // Private tags, so that no dictionary has a say in their value representation.
  puts.forEach((put, index) => {
    put(dataset, 0x00131000 + index * 3);
  });
};

/** A dataset with nested sequences, its text in one of the character sets. */
export const randomDataset = (characterSet: string): fc.Arbitrary<Dataset> =>
  recipe(characterSet, 3).map((root) => {
    const dataset = new Dataset();
    putText(dataset, Tag.SpecificCharacterSet, characterSet.split('\\'));
    putText(dataset, Tag.SOPClassUID, '1.2.840.10008.5.1.4.1.1.88.11');
    putText(dataset, Tag.SOPInstanceUID, '1.2.3.4');
    fill(dataset, root);
    return dataset;
  });

/** A dataset as plain data, for comparing. */
export const plain = (dataset: Dataset): unknown[] =>
  [...dataset].map(({ tag, vr, value }: DicomElement) => [
    tag,
    vr,
    Array.isArray(value)
      ? (value as Dataset[]).map(plain)
      : value instanceof Uint8Array
        ? Buffer.from(value).toString('hex')
        : value,
  ]);
