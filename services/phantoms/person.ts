// Invented people and their paperwork: phantoms carry an identity in every usual place, so that what removes it can be tried.
import { createRandom, oneOf } from './random.ts';

/** Whose phantom it is; everything is invented. */
export type PhantomPerson = {
  /** Romanised name, `Family^Given`. */
  readonly name: string;
  /** Name in Chinese characters, `姓^名`; '' for none. */
  readonly ideographicName: string;
  readonly patientId: string;
  /** `YYYYMMDD`. */
  readonly birthDate: string;
  readonly sex: 'F' | 'M';
  readonly sizeMetres: number;
  readonly weightKilograms: number;
};

/** Character sets that carry Chinese names. */
export type PhantomCharacterSet = 'GB18030' | 'ISO_IR 192';

/** The order a study was made for. */
export type PhantomOrder = {
  readonly accessionNumber: string;
  readonly studyId: string;
  readonly institution: string;
  readonly address: string;
  readonly department: string;
  readonly referringPhysician: string;
  readonly performingPhysician: string;
  readonly operator: string;
  readonly stationName: string;
};

const FAMILIES: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['Wang', '王'],
  ['Li', '李'],
  ['Zhang', '张'],
  ['Liu', '刘'],
  ['Chen', '陈'],
  ['Ouyang', '欧阳'],
];
const GIVEN: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['Xiaoming', '小明'],
  ['Lihua', '丽华'],
  ['Jianguo', '建国'],
  ['Yuting', '雨婷'],
  ['Haoran', '浩然'],
  ['Meiling', '美玲'],
];
const PHYSICIANS: readonly [string, ...string[]] = [
  'Zhao^Qiang=赵^强',
  'Sun^Hong=孙^红',
  'Zhou^Jie=周^杰',
  'Wu^Fang=吴^芳',
];

const digits = (random: () => number, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

/** An invented person. */
export const personOf = (
  seed: number,
  ageYears: number,
  studyDate: string,
  chosen: Partial<PhantomPerson> = {},
): PhantomPerson => {
  const random = createRandom(seed ^ 0x5eed);
  const [family, familyHan] = oneOf(random, FAMILIES);
  const [given, givenHan] = oneOf(random, GIVEN);
  const sex = random() < 0.5 ? 'F' : 'M';
  const adult = ageYears >= 15;
  const size = adult ? 1.55 + 0.3 * random() : 0.75 + 0.06 * ageYears;
  return {
    name: `${family}^${given}`,
    ideographicName: `${familyHan}^${givenHan}`,
    patientId: `PH${digits(random, 8)}`,
    birthDate: `${Number(studyDate.slice(0, 4)) - ageYears}0101`,
    sex,
    sizeMetres: Math.round(size * 100) / 100,
    weightKilograms: Math.round(22 * size * size),
    ...chosen,
  };
};

/** An invented order. */
export const orderOf = (seed: number): PhantomOrder => {
  const random = createRandom(seed ^ 0x0de4);
  return {
    accessionNumber: `A${digits(random, 9)}`,
    studyId: digits(random, 5),
    institution: '幻影市第一人民医院',
    address: '幻影市解放路 1 号',
    department: '放射科',
    referringPhysician: oneOf(random, PHYSICIANS),
    performingPhysician: oneOf(random, PHYSICIANS),
    operator: oneOf(random, PHYSICIANS),
    stationName: 'PHANTOM1',
  };
};

/** The name as DICOM writes it, both component groups. */
export const fullName = ({ name, ideographicName }: PhantomPerson): string =>
  ideographicName === '' ? name : `${name}=${ideographicName}`;

/** Age on a date in the form of VR AS. */
export const ageOn = ({ birthDate }: PhantomPerson, date: string): string => {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (date.slice(4) < birthDate.slice(4) ? 1 : 0);
  return `${String(years).padStart(3, '0')}Y`;
};
