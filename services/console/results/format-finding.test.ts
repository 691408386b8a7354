// Measured values and probabilities as readers see them.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatMeasurement, formatProbability, likelihoodOf } from './format-finding.ts';

test('prints UCUM units as clinicians write them, with a real minus sign', () => {
  expect(formatMeasurement(-931, "[hnsf'U]", 'en')).toBe('−931\u00a0HU');
  expect(formatMeasurement(5214.62, 'ml', 'en')).toBe('5,215\u00a0mL');
  expect(formatMeasurement(7.382, '%', 'zh-CN')).toBe('7.38\u00a0%');
  expect(formatMeasurement(0.5, '1', 'en')).toBe('0.5');
});

test('never promises certainty: no probability between 0 and 1 is shown as 0 % or 100 %', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (probability) => {
      expect(['0.0%', '100.0%']).not.toContain(formatProbability(probability, 'en'));
    }),
  );
  expect(formatProbability(0.8672, 'en')).toBe('86.7%');
});

test('names thirds of the scale', () => {
  expect([0.1, 0.5, 0.9].map(likelihoodOf)).toEqual(['low', 'middle', 'high']);
});
