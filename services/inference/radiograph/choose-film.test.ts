import { loadModel, type SingleImageContract } from '@hounsfield/models';
import { expect, test } from '@jest/globals';
import { readStudy } from '../study/read-study.ts';
import { type TestFilm, testFilm } from '../testing/test-film.ts';
import { chooseFilm } from './choose-film.ts';

const contract = (await loadModel('cxr-pneumonia', '1.0.0')).manifest.inputContract as SingleImageContract;
const choose = async (...films: readonly TestFilm[]) =>
  chooseFilm(await readStudy(films.map((film) => ({ bytes: testFilm(film) }))), contract);

test('takes a frontal film of an adult or a young child', async () => {
  expect(await choose({})).toMatchObject({ view: 'PA', ageYears: 45, population: 'adult' });
  expect(await choose({ view: 'AP', age: '003Y' })).toMatchObject({ view: 'AP', ageYears: 3, population: 'child' });
  expect(await choose({ modality: 'CR', sopClassUid: '1.2.840.10008.5.1.4.1.1.1' })).toMatchObject({ view: 'PA' });
  expect(await choose({ photometricInterpretation: 'MONOCHROME1' })).toMatchObject({ view: 'PA' });
});

test.each<[string, TestFilm]>([
  ['WRONG_MODALITY', { modality: 'MG' }],
  ['WRONG_SOP_CLASS', { sopClassUid: '1.2.840.10008.5.1.4.1.1.7' }],
  ['WRONG_SOP_CLASS', { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1.1' }],
  ['WRONG_BODY_PART', { bodyPart: 'HAND' }],
  ['WRONG_VIEW', { view: 'LL' }],
  ['WRONG_VIEW', { view: '' }],
  ['MULTI_FRAME', { frames: 2 }],
  ['WRONG_PIXELS', { photometricInterpretation: 'PALETTE COLOR' }],
  ['IMAGE_TOO_SMALL', { rows: 100 }],
  ['IMAGE_TOO_SMALL', { columns: 199 }],
  ['AGE_UNKNOWN', { age: '' }],
  ['AGE_OUT_OF_RANGE', { age: '011M' }],
  ['AGE_OUT_OF_RANGE', { age: '006Y' }],
  ['AGE_OUT_OF_RANGE', { age: '017Y' }],
])('answers %s for a film with %j', async (code, film) => {
  const answer = await choose(film);
  expect(answer).toMatchObject({ kind: 'out-of-scope', code });
  expect((answer as { message: string }).message).toMatch(/^[A-Z].*\.$/);
});

test.each([
  ['child', '001Y'],
  ['child', '005Y'],
  ['adult', '018Y'],
  ['adult', '101Y'],
])('includes both ends of the age ranges: %s at %s', async (population, age) => {
  expect(await choose({ age })).toMatchObject({ population });
});

test('prefers PA to AP, then the lower instance number, and passes over a lateral film', async () => {
  const films = [
    { view: 'LL', instanceNumber: 1 },
    { view: 'AP', instanceNumber: 2 },
    { view: 'PA', instanceNumber: 4 },
    { view: 'PA', instanceNumber: 3 },
  ];
  expect(await choose(...films)).toMatchObject({ image: { instanceNumber: 3 } });
});

test('explains the film that came nearest to the contract', async () => {
  expect(await choose({ modality: 'MR' }, { age: '012Y' })).toMatchObject({ code: 'AGE_OUT_OF_RANGE' });
});
