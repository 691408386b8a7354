// What an owner searches studies by (QIDO-RS, PS3.4 section C.2.2.2): words are compared after unsealing, in memory, never in SQL.
import type { StudyHeader } from '../sealed-header.ts';

export type StudyFilter = {
  /** Original Study Instance UIDs; any of them. */
  readonly studyUids?: readonly string[];
  /** `*` and `?` are wild cards. */
  readonly patientId?: string;
  readonly patientName?: string;
  readonly accessionNumber?: string;
  readonly studyDescription?: string;
  readonly studyId?: string;
  readonly referringPhysicianName?: string;
  /** `YYYYMMDD`, `YYYYMMDD-`, `-YYYYMMDD` or both. */
  readonly studyDate?: string;
  readonly patientBirthDate?: string;
  readonly modality?: string;
};

const WILD = /[*?]/;

/** Wild card matching, upper and lower case alike; linear in the text, whatever the pattern. */
const matchesText = (value: string | undefined, wanted: string): boolean => {
  const [text, pattern] = [[...(value ?? '').trim().toLowerCase()], [...wanted.trim().toLowerCase()]];
  let [at, p, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    if (p < pattern.length && (pattern[p] === '?' || (pattern[p] !== '*' && pattern[p] === text[at]))) {
      at += 1;
      p += 1;
    } else if (pattern[p] === '*') {
      star = p;
      mark = at;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
};

/** A name matches whole, or by any of its component groups (alphabetic, ideographic, phonetic). */
const matchesName = (value: string | undefined, wanted: string): boolean =>
  [value ?? '', ...(value ?? '').split('=')].some((each) =>
    matchesText(each.replace(/\^+$/, ''), wanted.replace(/\^+$/, '')),
  );

const RANGE = /^(\d{8})?(-?)(\d{8})?$/;

const matchesDate = (value: string | undefined, wanted: string): boolean => {
  const [, from, dash, to] = RANGE.exec(wanted) ?? [];
  const day = (value ?? '').slice(0, 8);
  if (!/^\d{8}$/.test(day)) return false;
  if (dash === '') return day === from;
  return day >= (from ?? '00000000') && day <= (to ?? '99999999');
};

/** True for text that {@link StudyFilter} takes as a date or a range of dates. */
export const isDateRange = (text: string): boolean => text !== '' && text !== '-' && RANGE.test(text);

/** True where every given condition holds. */
export const matchesFilter = (header: StudyHeader, modalities: readonly string[], filter: StudyFilter): boolean => {
  const { patientId, patientName, accessionNumber, studyDescription, studyId, referringPhysicianName } = filter;
  const holds = (wanted: string | undefined, test: (wanted: string) => boolean): boolean =>
    wanted === undefined || test(wanted);
  return (
    holds(patientId, (wanted) => matchesText(header.patientId, wanted)) &&
    holds(patientName, (wanted) => matchesName(header.patientName, wanted)) &&
    holds(accessionNumber, (wanted) => matchesText(header.accessionNumber, wanted)) &&
    holds(studyDescription, (wanted) => matchesText(header.studyDescription, wanted)) &&
    holds(studyId, (wanted) => matchesText(header.studyId, wanted)) &&
    holds(referringPhysicianName, (wanted) => matchesName(header.referringPhysicianName, wanted)) &&
    holds(filter.studyDate, (wanted) => matchesDate(header.studyDate, wanted)) &&
    holds(filter.patientBirthDate, (wanted) => matchesDate(header.patientBirthDate, wanted)) &&
    holds(filter.modality, (wanted) => modalities.some((modality) => matchesText(modality, wanted)))
  );
};

/** The patient ID where rows can be found by its keyed digest: given whole, without wild cards. */
export const exactPatientId = ({ patientId }: StudyFilter): string | undefined =>
  patientId !== undefined && patientId.trim() !== '' && !WILD.test(patientId) ? patientId : undefined;
