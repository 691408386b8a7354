import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDateRange, matchesFilter } from './study-filter.ts';

const header = {
  studyInstanceUid: '1.2',
  patientName: 'Wang^XiaoDong=王^小东',
  patientId: 'PID-20931',
  studyDate: '20260312',
};
const matches = (filter: Parameters<typeof matchesFilter>[2]) => matchesFilter(header, ['CT', 'SR'], filter);

test.each([
  [{ patientName: 'wang*' }, true],
  [{ patientName: '王*' }, true],
  [{ patientName: 'Wang^XiaoDong' }, true],
  [{ patientName: 'Xiao*' }, false],
  [{ patientId: 'PID-2????' }, true],
  [{ patientId: 'PID-2???' }, false],
  [{ accessionNumber: '*' }, true],
  [{ accessionNumber: 'A*' }, false],
  [{ modality: 'SR' }, true],
  [{ modality: 'MR' }, false],
  [{ studyDate: '20260312' }, true],
  [{ studyDate: '-20260311' }, false],
  [{ studyDate: '20260301-' }, true],
  [{ patientBirthDate: '19000101-' }, false],
  [{}, true],
])('%j: %s', (filter, expected) => {
  expect(matches(filter)).toBe(expected);
});

test('wild cards match what the same pattern matches as a regular expression', () => {
  const letters = fc.constantFrom('a', 'b', '*', '?');
  const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }).map((each) => each.join(''));
  fc.assert(
    fc.property(text, fc.array(letters, { maxLength: 8 }), (value, pattern) => {
      const expression = new RegExp(`^${pattern.join('').replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(matchesFilter({ ...header, patientId: value }, [], { patientId: pattern.join('') })).toBe(
        expression.test(value),
      );
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['20260101', true],
  ['20260101-', true],
  ['-20260101', true],
  ['-', false],
  ['', false],
  ['2026', false],
  ['20260101-x', false],
])('%j is a date or a range: %s', (text, expected) => {
  expect(isDateRange(text)).toBe(expected);
});
