// Values of findings for reading: numbers in the reader's language, UCUM units as clinicians write them. Pure.

// UCUM codes whose printed form differs from the code (The Unified Code for Units of Measure, section on customary units).
const PRINTED_UNIT: Readonly<Record<string, string>> = {
  "[hnsf'U]": 'HU',
  '[HU]': 'HU',
  hnsf_U: 'HU',
  ml: 'mL',
  '1': '',
  '{ratio}': '',
  mm2: 'mm²',
  cm2: 'cm²',
  mm3: 'mm³',
  cm3: 'cm³',
};

/** The unit as printed beside a number. */
export const printedUnit = (ucum: string): string => PRINTED_UNIT[ucum] ?? ucum;

/** `4,823.4 mL`, `12.3 %`, `-932 HU`: the measured value with its unit, never rounded to fewer than four digits. */
export const formatMeasurement = (value: number, unit: string | null | undefined, locale: string): string => {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 1000 ? 0 : magnitude >= 100 ? 1 : 2;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  // A real minus sign: a hyphen is easily overlooked, and some screen readers skip it.
  const signed = number.replace(/^-/, '\u2212');
  const printed = printedUnit(unit ?? '');
  return printed === '' ? signed : `${signed}\u00a0${printed}`;
};

/** A probability as a percentage with one decimal; never 0 % or 100 %, which no model can promise. */
export const formatProbability = (probability: number, locale: string): string => {
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  if (probability > 0 && probability < 0.001) return `< ${percent.format(0.001)}`;
  if (probability < 1 && probability > 0.999) return `> ${percent.format(0.999)}`;
  return percent.format(probability);
};

export type Likelihood = 'low' | 'middle' | 'high';

/** The words beside a probability; thirds of the scale, wide enough that no one reads precision into them. */
export const likelihoodOf = (probability: number): Likelihood =>
  probability < 1 / 3 ? 'low' : probability < 2 / 3 ? 'middle' : 'high';
