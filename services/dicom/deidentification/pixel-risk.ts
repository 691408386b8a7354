// Tells whether pixels may show who the patient is: burned-in text is usual for some kinds of objects (PS3.15 E.3.1).
import type { Dataset } from '../dataset.ts';
import { text, texts } from '../element-values.ts';
import { Tag } from '../tag.ts';

/** How likely the pixels identify, and why. */
export type PixelRisk = { readonly level: 'none' | 'possible'; readonly reasons: readonly string[] };

const STORAGE = '1.2.840.10008.5.1.4.1.1.';

/** Storage SOP classes, without their common root, whose pixels usually carry text: captures, ultrasound, angiography, film, video, documents. */
const RISKY_CLASSES = [
  '3',
  '3.1',
  '6',
  '6.1',
  '6.2', // ultrasound, retired and current
  '7',
  '7.1',
  '7.2',
  '7.3',
  '7.4', // secondary capture
  '12.1',
  '12.1.1',
  '12.2',
  '12.2.1',
  '12.3', // angiography and fluoroscopy
  '77.1.1',
  '77.1.1.1',
  '77.1.2',
  '77.1.2.1',
  '77.1.3',
  '77.1.4',
  '77.1.4.1',
  '77.1.6', // visible light
  '104.1',
  '104.2',
  '104.3', // encapsulated documents
];

const RISKY_MODALITIES = new Set([
  'US',
  'IVUS',
  'XA',
  'RF',
  'ES',
  'GM',
  'SM',
  'XC',
  'SC',
  'OT',
  'DOC',
  'HC',
  'DG',
  'TG',
  'DMS',
]);

const RISKY_IMAGE_TYPE = /SCREEN|DOSE|CAPTURE|REPORT|PROTOCOL|SNAPSHOT/i;

/** Judges a dataset by its own words and its kind. A sender's BurnedInAnnotation NO does not clear a risky kind: it is often just a default. */
export const pixelRisk = (dataset: Dataset): PixelRisk => {
  const sopClass = text(dataset, Tag.SOPClassUID) ?? '';
  const modality = text(dataset, Tag.Modality) ?? '';
  const reasons: string[] = [];
  if (text(dataset, Tag.BurnedInAnnotation)?.toUpperCase() === 'YES') reasons.push('burned-in annotation is declared');
  if (text(dataset, Tag.RecognizableVisualFeatures)?.toUpperCase() === 'YES')
    reasons.push('recognizable features are declared');
  if (sopClass.startsWith(STORAGE) && RISKY_CLASSES.includes(sopClass.slice(STORAGE.length)))
    reasons.push('objects of this SOP class often carry text');
  if (RISKY_MODALITIES.has(modality)) reasons.push('images of this modality often carry text');
  if (dataset.has(Tag.ConversionType)) reasons.push('the image was captured, not acquired');
  if (texts(dataset, Tag.ImageType).some((value) => RISKY_IMAGE_TYPE.test(value)))
    reasons.push('the image type names a screen');
  return { level: reasons.length > 0 ? 'possible' : 'none', reasons };
};
