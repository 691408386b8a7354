import { loadModel, type NetworkManifest } from '@hounsfield/models';
import { expect, test } from '@jest/globals';
import { filmFinding } from './film-finding.ts';

const manifest = (await loadModel('cxr-pneumonia', '1.0.0')).manifest as NetworkManifest;
const answer = (probability: number, distance = 0.5) => ({
  probability: Float32Array.of(probability),
  adult_film: Float32Array.of(1),
  distance: Float32Array.of(distance),
});
const category = (population: string, probability: number) => {
  const finding = filmFinding(manifest, population, answer(probability));
  return 'kind' in finding ? finding.code : finding.category?.meaning;
};

test('says present, indeterminate or absent by the thresholds of the population', () => {
  for (const { population, presentFrom, absentBelow } of manifest.thresholds) {
    expect(category(population, presentFrom + 1e-4)).toBe('Present');
    expect(category(population, (presentFrom + absentBelow) / 2)).toBe('Indeterminate');
    expect(category(population, absentBelow - 1e-4)).toBe('Absent');
    expect(category(population, 1)).toBe('Present');
    expect(category(population, 0)).toBe('Absent');
  }
});

test('carries the probability, standard codes and names in both languages', () => {
  expect(filmFinding(manifest, 'adult', answer(0.25))).toEqual({
    trackingId: 'cxr-pneumonia',
    concept: { value: '233604007', scheme: 'SCT', meaning: 'Pneumonia' },
    site: { value: '39607008', scheme: 'SCT', meaning: 'Lung' },
    probability: 0.25,
    category: { value: '82334004', scheme: 'SCT', meaning: 'Indeterminate' },
    label: { en: 'Pneumonia', 'zh-CN': '肺炎' },
  });
});

test('judges no film that looks like none it was trained on', () => {
  expect(filmFinding(manifest, 'adult', answer(0.99, manifest.distanceLimit + 0.01))).toMatchObject({
    kind: 'out-of-scope',
    code: 'NOT_LIKE_TRAINING_FILMS',
  });
});

test('throws for an answer without what the product reports, never answers normal', () => {
  expect(() => filmFinding(manifest, 'adult', {})).toThrow(/no probability/);
  expect(() => filmFinding(manifest, 'youth', answer(0.1))).toThrow(/threshold/);
});
