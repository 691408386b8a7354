// The generated table is what its source says, and the source is what the edition says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Tag } from '../tag.ts';
import { renderTable } from './generate-table.ts';
import { CONFIDENTIALITY_ROWS, TABLE_EDITION } from './generated/confidentiality-table.ts';
import { profileFor } from './profile.ts';

const here = import.meta.dirname;
const source = readFileSync(join(here, 'table-e1-1.tsv'), 'utf8');

test('the generated table is current', () => {
  expect(readFileSync(join(here, 'generated', 'confidentiality-table.ts'), 'utf8')).toBe(renderTable(source));
  expect(TABLE_EDITION).toBe('2026d');
  expect(CONFIDENTIALITY_ROWS).toHaveLength(653);
});

test('a changed cell is noticed', () => {
  expect(() =>
    renderTable(source.replace("(0010,0010)\tPatient's Name\tN\tY\tZ", "(0010,0010)\tPatient's Name\tN\tY\tK")),
  ).toThrow('digest');
});

test('the chosen options override the basic profile where they speak, cleaning before keeping', () => {
  const all = profileFor();
  const basic = profileFor([]);
  expect(all(Tag.PatientAge, 'AS').action).toBe('scrub');
  expect(basic(Tag.PatientAge, 'AS').action).toBe('remove');
  expect(all(Tag.StudyDate, 'DA').action).toBe('shift');
  expect(basic(Tag.StudyDate, 'DA').action).toBe('empty');
  expect(all(Tag.DateOfLastCalibration, 'DA').action).toBe('shift');
  expect(all(Tag.StudyDescription, 'LO').action).toBe('clean');
  expect(basic(Tag.StudyDescription, 'LO').action).toBe('remove');
  expect(all(Tag.ContentSequence, 'SQ').action).toBe('items');
  expect(all(Tag.PatientBirthDate, 'DA').action).toBe('empty');
  expect(all(Tag.OtherPatientIDsSequence, 'SQ').action).toBe('remove');
  expect(all(0x00090010, 'LO').action).toBe('remove');
  expect(all(0x60023000, 'OW').action).toBe('remove');
  expect(all(0x50000030, 'CS').action).toBe('remove');
  expect(all(0x00080ff0, 'LO').action).toBe('remove');
});
