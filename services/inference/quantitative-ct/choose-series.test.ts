import { type Dataset, dicomFile, putNumbers, putText, readDicom, Tag, writeDicom } from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';
import { type AlgorithmManifest, loadModel } from '@hounsfield/models';
import { ctPhantom } from '@hounsfield/phantoms';
import { expect, test } from '@jest/globals';
import { readStudy } from '../study/read-study.ts';
import { measureStudy } from './measure-study.ts';

const manifest = (await loadModel('quantitative-ct', '1.0.0')).manifest as AlgorithmManifest;
const { files } = ctPhantom({ seed: 2, slices: 12, size: 64, thicknessMm: 10 });

type Change = (dataset: Dataset, index: number) => unknown;
/** The phantom's slices with some elements changed. */
const changed = async (change: Change): Promise<Uint8Array[]> => {
  const out: Uint8Array[] = [];
  for (const [index, bytes] of files.entries()) {
    const file = await readDicom(bytes);
    if (isRefusal(file)) throw new Error(file.message);
    change(file.dataset, index);
    out.push(writeDicom(dicomFile(file.dataset)));
  }
  return out;
};
const answer = async (slices: readonly Uint8Array[]) => {
  const result = await measureStudy(await readStudy(slices.map((bytes) => ({ bytes }))), manifest, () => undefined);
  return result.kind === 'measured' ? 'measured' : result.code;
};

test('measures the series as it is', async () => {
  expect(await answer(files)).toBe('measured');
});

test.each<[string, string, Change]>([
  ['is no CT', 'WRONG_MODALITY', (dataset) => putText(dataset, Tag.Modality, 'MR')],
  [
    'is another kind of object',
    'WRONG_SOP_CLASS',
    (dataset) => putText(dataset, Tag.SOPClassUID, '1.2.840.10008.5.1.4.1.1.2.1'),
  ],
  [
    'holds only localizers',
    'WRONG_SOP_CLASS',
    (dataset) => putText(dataset, Tag.ImageType, ['ORIGINAL', 'PRIMARY', 'LOCALIZER']),
  ],
  ['has text burned in', 'WRONG_SOP_CLASS', (dataset) => putText(dataset, Tag.BurnedInAnnotation, 'YES')],
  ['is coronal', 'NOT_AXIAL', (dataset) => putNumbers(dataset, Tag.ImageOrientationPatient, [1, 0, 0, 0, 0, -1])],
  [
    'is tilted by 20 degrees',
    'NOT_AXIAL',
    (dataset) => putNumbers(dataset, Tag.ImageOrientationPatient, [1, 0, 0, 0, 0.9397, -0.342]),
  ],
  ['records no orientation', 'NOT_AXIAL', (dataset) => void dataset.delete(Tag.ImageOrientationPatient)],
  [
    'mixes pixel spacings',
    'NOT_AXIAL',
    (dataset, index) => putNumbers(dataset, Tag.PixelSpacing, index === 3 ? [1, 1] : [2, 2]),
  ],
  ['has slices of 12 mm', 'SLICES_TOO_THICK', (dataset) => putNumbers(dataset, Tag.SliceThickness, 12)],
  [
    'has one slice shifted by 2 mm',
    'SPACING_NOT_UNIFORM',
    (dataset, index) => putNumbers(dataset, Tag.ImagePositionPatient, [0, 0, index * 10 + (index === 5 ? 2 : 0)]),
  ],
  [
    'has two slices at one place',
    'SPACING_NOT_UNIFORM',
    (dataset, index) => putNumbers(dataset, Tag.ImagePositionPatient, [0, 0, Math.max(1, index) * 10]),
  ],
  ['records no positions', 'SPACING_NOT_UNIFORM', (dataset) => void dataset.delete(Tag.ImagePositionPatient)],
  [
    'does not say how values become Hounsfield units',
    'NOT_HOUNSFIELD',
    (dataset) => void dataset.delete(Tag.RescaleIntercept),
  ],
  ['is rescaled to another unit', 'NOT_HOUNSFIELD', (dataset) => putText(dataset, Tag.RescaleType, 'OD')],
  [
    'holds numbers that are no body in air',
    'NOT_HOUNSFIELD',
    (dataset) => putNumbers(dataset, Tag.RescaleIntercept, 4000),
  ],
])('refuses a series that %s', async (_, code, change) => {
  expect(await answer(await changed(change))).toBe(code);
});

test('refuses a series with a slice missing, and one that is too short', async () => {
  expect(await answer(files.filter((_, index) => index !== 6))).toBe('MISSING_SLICE');
  expect(await answer(files.slice(0, 7))).toBe('TOO_FEW_SLICES');
});

test('refuses a scan without lungs', async () => {
  const belly = await changed((dataset) => dataset.set({ tag: Tag.PixelData, vr: 'OW', value: discOfWater() }));
  expect(await answer(belly)).toBe('LUNGS_NOT_FOUND');
});

test('refuses nothing for a localizer, a capture or an unreadable file beside a good series', async () => {
  const [localizer] = await changed((dataset) => {
    putText(dataset, Tag.ImageType, ['ORIGINAL', 'PRIMARY', 'LOCALIZER']);
    putText(dataset, Tag.SOPInstanceUID, '2.25.99');
  });
  expect(await answer([new Uint8Array(300), localizer as Uint8Array, ...files])).toBe('measured');
});

test('takes the thinner of two series', async () => {
  const thin = ctPhantom({ seed: 2, slices: 40, size: 64, thicknessMm: 3 });
  const study = await readStudy([...files, ...thin.files].map((bytes) => ({ bytes })));
  const result = await measureStudy(study, manifest, () => undefined);
  expect(result).toMatchObject({ kind: 'measured', acquisition: { sliceThicknessMm: 3, sliceCount: 40 } });
});

test('says that nothing was readable where nothing was', async () => {
  expect(await answer([new Uint8Array(300)])).toBe('UNREADABLE_IMAGE');
});

/** Soft tissue in air: a disc of water in the middle of the picture. */
const discOfWater = (): Uint8Array => {
  const pixels = new Uint16Array(64 * 64);
  for (let at = 0; at < pixels.length; at++) {
    const x = (at % 64) - 32;
    const y = Math.floor(at / 64) - 32;
    pixels[at] = x * x + y * y < 24 * 24 ? 1024 : 24;
  }
  return new Uint8Array(pixels.buffer);
};
