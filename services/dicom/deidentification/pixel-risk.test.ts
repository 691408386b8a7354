// Kinds of objects whose pixels may carry names are told from those that carry anatomy.
import { expect, test } from '@jest/globals';
import { datasetOf } from '../put-elements.ts';
import { pixelRisk } from './pixel-risk.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';

test.each([
  ['an axial CT image', { SOPClassUID: CT, Modality: 'CT', ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'] }, 'none'],
  ['a chest radiograph', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1', Modality: 'DX' }, 'none'],
  [
    'a CT image that declares burned-in text',
    { SOPClassUID: CT, Modality: 'CT', BurnedInAnnotation: 'YES' },
    'possible',
  ],
  [
    'a CT dose screen',
    { SOPClassUID: CT, Modality: 'CT', ImageType: ['DERIVED', 'SECONDARY', 'SCREEN SAVE'] },
    'possible',
  ],
  [
    'an ultrasound image, even one that says there is no text',
    { SOPClassUID: '1.2.840.10008.5.1.4.1.1.6.1', Modality: 'US', BurnedInAnnotation: 'NO' },
    'possible',
  ],
  [
    'a secondary capture under any modality',
    { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7', Modality: 'CT', ConversionType: 'WSD' },
    'possible',
  ],
  ['an angiogram', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.12.1', Modality: 'XA' }, 'possible'],
  ['an endoscopy image', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.77.1.1', Modality: 'ES' }, 'possible'],
] as const)('%s', (_kind, values, level) => {
  const risk = pixelRisk(datasetOf(values));
  expect(risk.level).toBe(level);
  expect(risk.reasons.length > 0).toBe(level === 'possible');
});
