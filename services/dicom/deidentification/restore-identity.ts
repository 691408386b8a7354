// Gives a dataset its original identity back: an instance all of it, a result the patient, the study and the UIDs it refers to.
import { copyDataset, type Dataset, walk } from '../dataset.ts';
import { text, texts } from '../element-values.ts';
import { putCharacterSet, putText } from '../put-elements.ts';
import { groupOf, Tag } from '../tag.ts';
import { putBack, type SealedAttribute, topLevelTag, unsealItem } from './sealed-attribute.ts';

/** The identity of one instance: what `deidentify` took out of it. */
export type Identity = readonly SealedAttribute[];

const uidsIn = (bytes: Uint8Array): string[] =>
  Buffer.from(bytes)
    .toString('latin1')
    .split('\\')
    .map((uid) => uid.replace(/[\0 ]+$/, ''));

/** Pseudonymous UIDs of some instances, each with its original. */
const originalUids = (identities: readonly Identity[]): Map<string, string> => {
  const originals = new Map<string, string>();
  for (const { original, replacement } of identities.flat()) {
    if (replacement === undefined || !(original?.value instanceof Uint8Array)) continue;
    const before = uidsIn(original.value);
    uidsIn(replacement).forEach((pseudonym, index) => {
      originals.set(pseudonym, before[index] ?? '');
    });
  }
  return originals;
};

/** Gives an instance back exactly as it came, but for bulk private values that were not sealed. */
export const restoreIdentity = (dataset: Dataset, identity: Identity): Dataset => {
  const restored = copyDataset(dataset);
  for (const attribute of identity) putBack(restored, attribute);
  return restored;
};

/** Attributes of the study module (PS3.3 C.7.2) and its neighbours that a result shares with its sources, beside group 0010 and 0012. */
const STUDY_ATTRIBUTES: ReadonlySet<Tag> = new Set([
  Tag.StudyDate,
  Tag.StudyTime,
  Tag.AccessionNumber,
  Tag.IssuerOfAccessionNumberSequence,
  Tag.ReferringPhysicianName,
  Tag.ReferringPhysicianIdentificationSequence,
  Tag.ConsultingPhysicianName,
  Tag.ConsultingPhysicianIdentificationSequence,
  Tag.StudyDescription,
  Tag.ProcedureCodeSequence,
  Tag.PhysiciansOfRecord,
  Tag.PhysiciansOfRecordIdentificationSequence,
  Tag.NameOfPhysiciansReadingStudy,
  Tag.PhysiciansReadingStudyIdentificationSequence,
  Tag.AdmittingDiagnosesDescription,
  Tag.AdmittingDiagnosesCodeSequence,
  Tag.ReferencedStudySequence,
  Tag.StudyInstanceUID,
  Tag.StudyID,
  Tag.AdmissionID,
  Tag.ServiceEpisodeID,
  Tag.ServiceEpisodeDescription,
  Tag.RequestingService,
  Tag.ReasonForVisit,
  Tag.ReasonForVisitCodeSequence,
  Tag.LongitudinalTemporalInformationModified,
]);

const describesTheStudy = (tag: Tag): boolean =>
  groupOf(tag) === 0x0010 || groupOf(tag) === 0x0012 || STUDY_ATTRIBUTES.has(tag);

/**
 * Gives a result made from de-identified instances the identity of their owner: patient and study attributes of the first identity, and
 * the original UIDs of everything it refers to. The result's own UIDs, times and equipment stay. Its text turns UTF-8.
 */
export const restoreDerived = (derived: Dataset, identities: readonly Identity[]): Dataset => {
  const restored = copyDataset(derived);
  const [first] = identities;
  if (first === undefined) return restored;
  putCharacterSet(restored, 'ISO_IR 192');
  const characterSet = first.find((attribute) => topLevelTag(attribute) === Tag.SpecificCharacterSet)?.original;
  const asItCame = unsealItem([
    ...(characterSet ? [{ tag: Tag.SpecificCharacterSet, ...characterSet }] : []),
    ...first.flatMap((attribute) => {
      const tag = topLevelTag(attribute);
      if (tag === undefined || tag === Tag.SpecificCharacterSet || !describesTheStudy(tag)) return [];
      if (attribute.original === undefined) {
        restored.delete(tag);
        return [];
      }
      return [{ tag, ...attribute.original }];
    }),
  ]);
  putCharacterSet(asItCame, 'ISO_IR 192');
  for (const element of asItCame) if (element.tag !== Tag.SpecificCharacterSet) restored.set(element);
  const originals = originalUids(identities);
  for (const { dataset, element } of [...walk(restored)]) {
    if (element.vr !== 'UI' || text(dataset, element.tag) === undefined) continue;
    const before = texts(dataset, element.tag);
    if (before.some((uid) => originals.has(uid))) {
      putText(
        dataset,
        element.tag,
        before.map((uid) => originals.get(uid) ?? uid),
      );
    }
  }
  return restored;
};
