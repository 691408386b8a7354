import { expect, test } from '@jest/globals';
import { boundaryOf, parseAccept, parseContentType } from './content-type.ts';

test.each([
  ['multipart/related; type="application/dicom"; boundary=abc', 'abc'],
  ['Multipart/Related;boundary="a b\'c";TYPE=application/dicom', "a b'c"],
  ['multipart/related; boundary="a\\"b"', undefined],
  ['multipart/related; boundary=""', undefined],
  ['multipart/related; boundary="ends with space "', undefined],
  [`multipart/related; boundary=${'x'.repeat(73)}`, 'x'.repeat(73)],
  [`multipart/related; boundary=${'x'.repeat(201)}`, undefined],
])('reads the boundary of %s', (text, boundary) => {
  const media = parseContentType(text);
  expect(media && boundaryOf(media)).toBe(boundary);
});

test.each(['', 'multipart', 'a/b; c', 'a/b; c=', 'a/b c/d', 'a/b; c="d', ';', undefined])(
  '%j is no media type',
  (text) => {
    expect(parseContentType(text)).toBeUndefined();
  },
);

test('accepted types come in the order of their weights, refused ones not at all', () => {
  const essences = (text: string | undefined) => parseAccept(text)?.map(({ essence }) => essence);
  expect(essences('a/a;q=0.1, b/b; x="1,2"; q=0.5,c/c,d/d;q=0')).toEqual(['c/c', 'b/b', 'a/a']);
  expect(essences(undefined)).toEqual(['*/*']);
  expect(essences(' ')).toEqual(['*/*']);
  expect(essences('a/b, nonsense')).toBeUndefined();
  expect(essences('a/b, '.repeat(1_000))).toBeUndefined();
});
