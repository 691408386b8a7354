// Names as people write them.
import { expect, test } from '@jest/globals';
import { readablePersonName } from './person-name.ts';

test('puts the ideographic name first where the sender gave one', () => {
  expect(readablePersonName('Wang^XiaoDong=王^小东')).toBe('王小东 (Wang, XiaoDong)');
  expect(readablePersonName('=王^小东')).toBe('王小东');
});

test('reads family and given names without carets, and leaves a plain name as it is', () => {
  expect(readablePersonName('Okonkwo^Adaeze^^Dr')).toBe('Okonkwo, Adaeze, Dr');
  expect(readablePersonName('Anonymous')).toBe('Anonymous');
});
