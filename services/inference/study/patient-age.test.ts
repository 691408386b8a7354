import { datasetOf } from '@hounsfield/dicom';
import { expect, test } from '@jest/globals';
import { ageInYears } from './patient-age.ts';

test.each([
  ['045Y', 45],
  ['003Y', 3],
  ['018M', 1],
  ['011M', 0],
  ['090W', 1],
  ['400D', 1],
  ['364D', 0],
])('reads the age %s as %i whole years', (age, years) => {
  expect(ageInYears(datasetOf({ PatientAge: age }))).toBe(years);
});

test.each([
  ['20000615', '20200615', 20],
  ['20000616', '20200615', 19],
  ['20200101', '20200102', 0],
])('takes the age from birth %s and study %s where none is recorded', (birth, study, years) => {
  expect(ageInYears(datasetOf({ PatientBirthDate: birth, StudyDate: study }))).toBe(years);
});

test.each([
  [{}],
  [{ PatientAge: 'adult' }],
  [{ PatientBirthDate: '20200101' }],
  [{ PatientBirthDate: '20200101', StudyDate: '20190101' }],
  [{ PatientBirthDate: '18000101', StudyDate: '20190101' }],
])('knows no age from %j', (values) => {
  expect(ageInYears(datasetOf(values))).toBeUndefined();
});
