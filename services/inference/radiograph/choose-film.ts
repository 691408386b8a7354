// The input contract of single-image products: picks the film to judge, or says in one sentence why there is none.
import { items, Tag, text } from '@hounsfield/dicom';
import type { SingleImageContract } from '@hounsfield/models';
import { type OutOfScopeCode, type OutOfScopeResult, outOfScope } from '../finding.ts';
import { ageInYears } from '../study/patient-age.ts';
import type { ReadStudy, StudyImage } from '../study/read-study.ts';

/** The film that meets the contract, with what the contract made sure of. */
export type ChosenFilm = {
  readonly image: StudyImage;
  readonly view: string;
  readonly ageYears: number;
  /** The contract's age range, which is also the thresholds' key. */
  readonly population: string;
};

// View Code Sequence (0054,0220), PS3.16 CID 4010, for devices that leave View Position empty.
const VIEW_CODES: Readonly<Record<string, string>> = {
  '272479007': 'PA',
  'R-10214': 'PA',
  '399348003': 'AP',
  'R-10206': 'AP',
  '399067008': 'LATERAL',
  '399198007': 'RL',
  '399173006': 'LL',
};

type Check = { readonly code: OutOfScopeCode; readonly holds: boolean; readonly message: string };

/** Chooses among the study's images: PA before AP, then the lowest instance number. */
export const chooseFilm = (study: ReadStudy, contract: SingleImageContract): ChosenFilm | OutOfScopeResult => {
  if (study.images.length === 0) {
    return outOfScope('UNREADABLE_IMAGE', study.unreadable[0] ?? 'The study holds no images.');
  }
  const films: ChosenFilm[] = [];
  let nearest: { readonly passed: number; readonly failed: Check } | undefined;
  for (const image of study.images) {
    const view = viewOf(image);
    const ageYears = ageInYears(image.file.dataset);
    const range = contract.ages.find(
      ({ minYears, maxYears }) => ageYears !== undefined && ageYears >= minYears && ageYears <= maxYears,
    );
    const checks = filmChecks(image, contract, view, ageYears, range !== undefined);
    const passed = checks.findIndex(({ holds }) => !holds);
    const failed = checks[passed];
    if (failed !== undefined) {
      if (nearest === undefined || passed > nearest.passed) nearest = { passed, failed };
    } else if (range !== undefined && ageYears !== undefined) {
      films.push({ image, view, ageYears, population: range.population });
    }
  }
  const rank = ({ view }: ChosenFilm) => contract.views.indexOf(view);
  const [film] = films.sort((a, b) => rank(a) - rank(b) || a.image.instanceNumber - b.image.instanceNumber);
  if (film !== undefined) return film;
  // The image that came furthest explains best what was missing.
  const { failed } = nearest as { failed: Check };
  return outOfScope(failed.code, failed.message);
};

const viewOf = ({ file: { dataset } }: StudyImage): string => {
  const position = text(dataset, Tag.ViewPosition)?.toUpperCase();
  if (position !== undefined) return position;
  const [view] = items(dataset, Tag.ViewCodeSequence);
  return (view && VIEW_CODES[text(view, Tag.CodeValue) ?? '']) ?? '';
};

const agesInWords = ({ ages }: SingleImageContract): string =>
  ages
    .map(({ minYears, maxYears }) => (maxYears >= 130 ? `${minYears} and older` : `${minYears} to ${maxYears}`))
    .join(' or ');

const filmChecks = (
  image: StudyImage,
  contract: SingleImageContract,
  view: string,
  ageYears: number | undefined,
  ageFits: boolean,
): Check[] => {
  const bodyPart = text(image.file.dataset, Tag.BodyPartExamined)?.toUpperCase();
  const { modality, rows, columns, frames, samplesPerPixel, photometricInterpretation } = image;
  return [
    {
      code: 'WRONG_MODALITY',
      holds: contract.modalities.includes(modality),
      message: `The study holds no ${contract.modalities.join(' or ')} image.`,
    },
    {
      code: 'WRONG_SOP_CLASS',
      holds: contract.sopClasses.includes(image.sopClassUid),
      message: 'The image is of a kind (SOP class) that the product does not read.',
    },
    {
      code: 'WRONG_BODY_PART',
      holds: bodyPart === undefined || contract.bodyParts.includes(bodyPart),
      message: 'The image is recorded as another body part than the chest.',
    },
    {
      code: 'WRONG_VIEW',
      holds: contract.views.includes(view),
      message:
        view === ''
          ? 'The image does not record its view position; the product reads frontal films only.'
          : `The image is recorded as view ${view}; the product reads ${contract.views.join(' and ')} only.`,
    },
    {
      code: 'MULTI_FRAME',
      holds: frames === 1,
      message: 'The image has several frames; the product reads single films.',
    },
    {
      code: 'WRONG_PIXELS',
      holds: samplesPerPixel === 1 && contract.photometricInterpretations.includes(photometricInterpretation),
      message: `The image's pixels are ${photometricInterpretation || 'of unknown kind'}; the product reads grey films only.`,
    },
    {
      code: 'IMAGE_TOO_SMALL',
      holds: rows >= contract.minRows && columns >= contract.minColumns,
      message: `The image has ${columns} x ${rows} pixels; the product needs at least ${contract.minColumns} x ${contract.minRows}.`,
    },
    {
      code: 'IMAGE_TOO_LARGE',
      holds: rows * columns <= contract.maxPixels,
      message: `The image has more than ${contract.maxPixels} pixels.`,
    },
    {
      code: 'AGE_UNKNOWN',
      holds: ageYears !== undefined,
      message: `The patient's age is not recorded; the product reads ages ${agesInWords(contract)} only.`,
    },
    {
      code: 'AGE_OUT_OF_RANGE',
      holds: ageFits,
      message: `The patient's age is outside ${agesInWords(contract)} years.`,
    },
  ];
};
