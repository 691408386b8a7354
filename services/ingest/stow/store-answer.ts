// The answer to a store request: which objects are stored and where, which are not and why (PS3.18 section 10.5.3, Table 10.5.3-1).
import { Dataset, putItems, putNumbers, putText, Tag } from '@hounsfield/dicom';
import type { SopReference } from '@hounsfield/studies';
import { dicomJson } from '../dicom-json/dicom-json.ts';
import { failureReason } from './failure-reason.ts';

/** What became of one part of the request. */
export type PartOutcome =
  | { readonly kind: 'stored'; readonly reference: SopReference; readonly url: string }
  | { readonly kind: 'refused'; readonly reference?: SopReference; readonly code: string };

const referenced = ({ sopClassUid, sopInstanceUid }: SopReference): Dataset => {
  const item = new Dataset();
  putText(item, Tag.ReferencedSOPClassUID, sopClassUid);
  putText(item, Tag.ReferencedSOPInstanceUID, sopInstanceUid);
  return item;
};

/** The answer's dataset as DICOM JSON. */
export const storeAnswer = (outcomes: readonly PartOutcome[], studyUrl: string | undefined): string => {
  const answer = new Dataset();
  if (studyUrl !== undefined) putText(answer, Tag.RetrieveURL, studyUrl);
  const [failed, other, stored]: [Dataset[], Dataset[], Dataset[]] = [[], [], []];
  for (const outcome of outcomes) {
    if (outcome.kind === 'stored') {
      const item = referenced(outcome.reference);
      putText(item, Tag.RetrieveURL, outcome.url);
      stored.push(item);
      continue;
    }
    // Without a reference the file could not be read so far: it is listed among the other failures.
    const item = outcome.reference === undefined ? new Dataset() : referenced(outcome.reference);
    putNumbers(item, Tag.FailureReason, failureReason(outcome.code));
    (outcome.reference === undefined ? other : failed).push(item);
  }
  if (failed.length > 0) putItems(answer, Tag.FailedSOPSequence, failed);
  if (stored.length > 0) putItems(answer, Tag.ReferencedSOPSequence, stored);
  if (other.length > 0) putItems(answer, Tag.OtherFailuresSequence, other);
  return JSON.stringify(dicomJson(answer));
};

/** 200 all stored, 202 some, 409 none. */
export const storeStatus = (outcomes: readonly PartOutcome[]): 200 | 202 | 409 => {
  const stored = outcomes.filter((outcome) => outcome.kind === 'stored').length;
  if (stored === outcomes.length) return 200;
  return stored > 0 ? 202 : 409;
};
