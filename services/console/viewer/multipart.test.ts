// A DICOM file arrives whole, alone or as the one part of a multipart body.
import { expect, test } from '@jest/globals';
import { firstBodyPart } from './multipart.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('takes the first part out of a multipart body, line breaks inside it included', () => {
  const file = 'DICM\r\n\r\n--not-a-boundary\r\n';
  const body = bytes(`--b1\r\nContent-Type: application/dicom\r\n\r\n${file}\r\n--b1--\r\n`);
  const type = 'multipart/related; type="application/dicom"; boundary="b1"';
  expect(new TextDecoder().decode(firstBodyPart(body, type))).toBe(file);
});

test('leaves a plain body alone', () => {
  const body = bytes('DICM');
  expect(firstBodyPart(body, 'application/dicom')).toBe(body);
  expect(firstBodyPart(body, 'multipart/related')).toBe(body);
});
