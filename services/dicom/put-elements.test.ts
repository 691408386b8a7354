// Values put into a dataset come out as they were, within what their value representation can hold.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { copyDataset, Dataset, walk } from './dataset.ts';
import { decimal, integer, items, numbers, text, texts } from './element-values.ts';
import { datasetOf, decimalString, putEmpty, putItems, putNumbers, putText } from './put-elements.ts';
import { dictionaryVr, formatTag, keywordOf, parseTag, Tag, tagOfKeyword } from './tag.ts';

test('writes any finite number as a decimal string of at most 16 characters, near to the number', () => {
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
      const written = decimalString(value);
      expect(written.length).toBeLessThanOrEqual(16);
      expect(written).toMatch(/^[-+.\deE]+$/);
      expect(Math.abs(Number(written) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-8);
    }),
  );
});

test('reads numbers of every kind and says NaN where there is none', () => {
  const dataset = new Dataset();
  putNumbers(dataset, Tag.ImagePositionPatient, [1.5, -2, 1 / 3]);
  putText(dataset, Tag.WindowCenter, ['40', 'wide', '']);
  putNumbers(dataset, Tag.FrameIncrementPointer, Tag.FrameTime);
  expect(numbers(dataset, Tag.ImagePositionPatient)[2]).toBeCloseTo(1 / 3, 12);
  expect(numbers(dataset, Tag.WindowCenter)).toEqual([40, Number.NaN, Number.NaN]);
  expect(numbers(dataset, Tag.FrameIncrementPointer)).toEqual([Tag.FrameTime]);
  expect(decimal(dataset, Tag.ImagePositionPatient)).toBe(1.5);
  expect(integer(dataset, Tag.ImagePositionPatient)).toBeUndefined();
  expect(integer(dataset, Tag.Rows)).toBeUndefined();
});

test('takes a missing element and an empty one alike', () => {
  const dataset = new Dataset();
  putEmpty(dataset, Tag.PatientName);
  putEmpty(dataset, Tag.ReferencedSeriesSequence);
  expect(text(dataset, Tag.PatientName)).toBeUndefined();
  expect(texts(dataset, Tag.PatientID)).toEqual([]);
  expect(items(dataset, Tag.ReferencedSeriesSequence)).toEqual([]);
});

test('lists elements in the order of their tags whatever the order they came in', () => {
  const dataset = datasetOf({ Rows: 2, PatientID: 'A', SOPClassUID: '1.2' });
  expect([...dataset].map(({ tag }) => tag)).toEqual([Tag.SOPClassUID, Tag.PatientID, Tag.Rows]);
});

test('copies a dataset so deep that changing the copy leaves the original alone', () => {
  const original = datasetOf({ PatientID: 'A', ReferencedSeriesSequence: [datasetOf({ SeriesInstanceUID: '1.2' })] });
  const copy = copyDataset(original);
  for (const { dataset } of [...walk(copy)]) dataset.delete(Tag.SeriesInstanceUID);
  putText(copy, Tag.PatientID, 'B');
  const [item] = items(original, Tag.ReferencedSeriesSequence);
  expect([text(original, Tag.PatientID), item && text(item, Tag.SeriesInstanceUID)]).toEqual(['A', '1.2']);
});

test('refuses to put a value under a representation that cannot hold it', () => {
  const dataset = new Dataset();
  expect(() => putText(dataset, Tag.Rows, '4')).toThrow('(0028,0010) is US');
  expect(() => putNumbers(dataset, Tag.PatientName, 4)).toThrow('(0010,0010) is PN');
  expect(() => putText(dataset, 0x00131001, 'A')).toThrow('name one');
  expect(() => putItems(dataset, Tag.PatientName, [])).toThrow('(0010,0010) is PN');
});

test('knows tags by name and number, repeating groups and private creators too', () => {
  expect(parseTag('(0010,0010)')).toBe(Tag.PatientName);
  expect(formatTag(0x7fe00010)).toBe('(7FE0,0010)');
  expect(tagOfKeyword('PixelData')).toBe(0x7fe00010);
  expect(tagOfKeyword('toString')).toBeUndefined();
  expect(keywordOf(0x60023000)).toBe('OverlayData');
  expect(dictionaryVr(0x60023000)).toBe('OW');
  expect(dictionaryVr(0x00130010)).toBe('LO');
  expect(dictionaryVr(Tag.SmallestImagePixelValue, true)).toBe('SS');
});
