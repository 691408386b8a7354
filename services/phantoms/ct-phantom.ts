// A whole CT study of the chest phantom as DICOM files, with the figures that are true of it.
import { dicomFile, nameBasedUid, putBytes, putEmpty, putNumbers, putText, Tag, writeDicom } from '@hounsfield/dicom';
import { FIELD_OF_VIEW_MM } from './ct-anatomy.ts';
import { paintEmphysema, paintVessels } from './ct-lung-content.ts';
import { type CtTruth, truthOf } from './ct-truth.ts';
import { addNoise, paintVolume, type VolumePlan } from './ct-volume.ts';
import { orderOf, type PhantomCharacterSet, type PhantomPerson, personOf } from './person.ts';
import { instanceHeader, type StudyHeader } from './study-headers.ts';

/** What kind of CT study to make; everything has a default. */
export type CtPhantomOptions = Partial<VolumePlan> & {
  readonly person?: Partial<PhantomPerson>;
  readonly ageYears?: number;
  readonly characterSet?: PhantomCharacterSet;
  /** `YYYYMMDD`. */
  readonly studyDate?: string;
  readonly kernel?: string;
};

/** Part 10 files, foot to head, and the truth. */
export type CtPhantom = { readonly files: readonly Uint8Array[]; readonly truth: CtTruth };

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
const INTERCEPT = -1024;
const DEFAULT_SEED = 1;
const DEFAULT_KERNEL = 'B31f';

const checked = (plan: VolumePlan): VolumePlan => {
  const whole = [plan.seed, plan.slices, plan.size].every(Number.isSafeInteger);
  const fits =
    plan.slices >= 8 &&
    plan.slices <= 1024 &&
    plan.size >= 64 &&
    plan.size <= 512 &&
    plan.thicknessMm > 0 &&
    plan.thicknessMm <= 10 &&
    plan.emphysemaPercent >= 0 &&
    plan.emphysemaPercent <= 60 &&
    plan.noiseHu >= 0 &&
    plan.noiseHu <= 100;
  if (!whole || !fits)
    throw new RangeError(
      'a CT phantom has 8 to 1024 slices of 64 to 512 pixels, up to 10 mm, 60 % emphysema and 100 HU noise',
    );
  return plan;
};

const planOf = (options: CtPhantomOptions): VolumePlan =>
  checked({
    seed: options.seed ?? DEFAULT_SEED,
    slices: options.slices ?? 64,
    size: options.size ?? 256,
    thicknessMm: options.thicknessMm ?? 2.5,
    emphysemaPercent: options.emphysemaPercent ?? 8,
    noiseHu: options.noiseHu ?? 0,
  });

const studyOf = (options: CtPhantomOptions, plan: VolumePlan, kernel: string): StudyHeader => {
  const studyDate = options.studyDate ?? '20260115';
  const person = personOf(plan.seed, options.ageYears ?? 62, studyDate, options.person);
  const key = ['ct', JSON.stringify(plan), kernel, studyDate, person.patientId];
  return {
    person,
    order: orderOf(plan.seed),
    characterSet: options.characterSet ?? 'GB18030',
    studyDate,
    key,
    modality: 'CT',
    sopClassUid: CT_IMAGE_STORAGE,
    studyDescription: '胸部平扫',
    seriesDescription: `Chest ${plan.thicknessMm} mm ${kernel}`,
    bodyPart: 'CHEST',
  };
};

/**
 * Makes a chest CT whose lungs are known voxel by voxel. The same options give the same bytes.
 * Without noise every tissue keeps to its own range of Hounsfield units: any threshold between -700 and -200 HU parts lung from the rest.
 */
export const ctPhantom = (options: CtPhantomOptions = {}): CtPhantom => {
  const plan = planOf(options);
  const kernel = options.kernel ?? DEFAULT_KERNEL;
  const study = studyOf(options, plan, kernel);
  const volume = paintVolume(plan);
  const lungs = [volume.anatomy.right, volume.anatomy.left] as const;
  paintVessels(volume, plan, lungs);
  paintEmphysema(volume, plan, lungs);
  addNoise(volume, plan);
  const area = plan.size * plan.size;
  const files = Array.from({ length: plan.slices }, (_, slice) => {
    // Instances count from the head, as scanners number them.
    const dataset = instanceHeader(study, plan.slices - slice);
    const z = (slice + 0.5) * plan.thicknessMm;
    const corner = volume.spacingMm / 2 - FIELD_OF_VIEW_MM / 2;
    putNumbers(dataset, Tag.SliceThickness, plan.thicknessMm);
    putNumbers(dataset, Tag.KVP, 120);
    putNumbers(dataset, Tag.DataCollectionDiameter, 500);
    putNumbers(dataset, Tag.ReconstructionDiameter, FIELD_OF_VIEW_MM);
    putNumbers(dataset, Tag.GantryDetectorTilt, 0);
    putNumbers(dataset, Tag.ExposureTime, 500);
    putNumbers(dataset, Tag.XRayTubeCurrent, 200);
    putNumbers(dataset, Tag.Exposure, 100);
    putText(dataset, Tag.ConvolutionKernel, kernel);
    putText(dataset, Tag.PatientPosition, 'HFS');
    putNumbers(dataset, Tag.ImagePositionPatient, [corner, corner, z]);
    putNumbers(dataset, Tag.ImageOrientationPatient, [1, 0, 0, 0, 1, 0]);
    putText(dataset, Tag.FrameOfReferenceUID, nameBasedUid('phantom', ...study.key, 'frame'));
    putEmpty(dataset, Tag.PositionReferenceIndicator);
    putNumbers(dataset, Tag.SliceLocation, z);
    putNumbers(dataset, Tag.SamplesPerPixel, 1);
    putText(dataset, Tag.PhotometricInterpretation, 'MONOCHROME2');
    putNumbers(dataset, Tag.Rows, plan.size);
    putNumbers(dataset, Tag.Columns, plan.size);
    putNumbers(dataset, Tag.PixelSpacing, [volume.spacingMm, volume.spacingMm]);
    putNumbers(dataset, Tag.BitsAllocated, 16);
    putNumbers(dataset, Tag.BitsStored, 12);
    putNumbers(dataset, Tag.HighBit, 11);
    putNumbers(dataset, Tag.PixelRepresentation, 0);
    putText(dataset, Tag.BurnedInAnnotation, 'NO');
    putNumbers(dataset, Tag.WindowCenter, [-600, 40]);
    putNumbers(dataset, Tag.WindowWidth, [1500, 400]);
    putNumbers(dataset, Tag.RescaleIntercept, INTERCEPT);
    putNumbers(dataset, Tag.RescaleSlope, 1);
    putText(dataset, Tag.RescaleType, 'HU');
    const pixels = new Uint8Array(area * 2);
    for (let at = 0; at < area; at++) {
      const stored = (volume.hu[slice * area + at] as number) - INTERCEPT;
      pixels[at * 2] = stored & 0xff;
      pixels[at * 2 + 1] = stored >> 8;
    }
    putBytes(dataset, Tag.PixelData, pixels, 'OW');
    return writeDicom(dicomFile(dataset));
  });
  return { files, truth: truthOf(volume, plan, kernel) };
};
