// The patient's age in whole years at the study, as the image records it.
import { type Dataset, Tag, text } from '@hounsfield/dicom';

const DAYS_PER = { D: 1, W: 7, M: 30.436_875, Y: 365.25 } as const;

/** From Patient's Age (0010,1010), else from birth and study date; undefined where neither says. */
export const ageInYears = (dataset: Dataset): number | undefined => {
  const age = /^(\d{1,3})([DWMY])$/.exec(text(dataset, Tag.PatientAge) ?? '');
  if (age !== null) {
    const count = Number(age[1]);
    const unit = age[2] as keyof typeof DAYS_PER;
    return unit === 'Y' ? count : Math.floor((count * DAYS_PER[unit]) / DAYS_PER.Y);
  }
  const birth = text(dataset, Tag.PatientBirthDate);
  const study = text(dataset, Tag.StudyDate) ?? text(dataset, Tag.AcquisitionDate) ?? text(dataset, Tag.ContentDate);
  if (!isDate(birth) || !isDate(study)) return undefined;
  const years = Number(study.slice(0, 4)) - Number(birth.slice(0, 4));
  const beforeBirthday = study.slice(4) < birth.slice(4);
  const whole = beforeBirthday ? years - 1 : years;
  return whole >= 0 && whole <= 130 ? whole : undefined;
};

const isDate = (value: string | undefined): value is string => value !== undefined && /^\d{8}$/.test(value);
