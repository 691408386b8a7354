// De-identifies a dataset by PS3.15 annex E and returns what it took out, so that the owner can have results under the original identity.
import { encodeText } from '../character-sets/encode-text.ts';
import { characterSetOf } from '../character-sets/of-dataset.ts';
import { Dataset, type DicomElement, itemsOf } from '../dataset.ts';
import { text, texts } from '../element-values.ts';
import { putBytes, putEmpty, putText } from '../put-elements.ts';
import { groupOf, Tag } from '../tag.ts';
import { VR_TRAITS } from '../vr.ts';
import { cleanText } from './clean-text.ts';
import { putDummy } from './dummy-value.ts';
import { type IdentityTokens, identityTokens } from './identity-tokens.ts';
import { PLAIN_WORDS } from './lexicon.ts';
import { isOwnWork, putMarks } from './marks.ts';
import { type PixelRisk, pixelRisk } from './pixel-risk.ts';
import { DEFAULT_OPTIONS, type Profile, type ProfileOption, profileFor } from './profile.ts';
import { readableVr } from './readable-vr.ts';
import { type AttributePath, type SealedAttribute, sealAttribute } from './sealed-attribute.ts';
import { ageString, shiftDate, shiftDateTime } from './shift-dates.ts';
import type { UidMap } from './uid-map.ts';

/** How to de-identify. */
export type DeidentificationOptions = {
  readonly uidMap: UidMap;
  /** Options of the profile; by default all that this de-identifier knows. */
  readonly options?: readonly ProfileOption[];
};

/** A dataset without identity, and the identity beside it. */
export type Deidentified = {
  readonly dataset: Dataset;
  /** Originals of everything removed, replaced or added. Identifying: seal it before it is stored. */
  readonly removed: readonly SealedAttribute[];
  /** `possible` when identifying text may be burned into the pixels: such an object must not leave without its owner's word. */
  readonly pixelRisk: PixelRisk['level'];
  readonly pixelRiskReasons: readonly string[];
};

type Work = {
  readonly profile: Profile;
  readonly uidMap: UidMap;
  readonly identity: IdentityTokens;
  readonly days: number;
  readonly patient: string;
  readonly removed: SealedAttribute[];
};

const sameBytes = (a: DicomElement['value'] | undefined, b: DicomElement['value']): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;

/** Terms that decide how everything else is read: a name that happens to equal one must not break the dataset. */
const STRUCTURAL: ReadonlySet<Tag> = new Set([
  Tag.SpecificCharacterSet,
  Tag.ImageType,
  Tag.Modality,
  Tag.CodeValue,
  Tag.CodingSchemeDesignator,
  Tag.MappingResource,
  Tag.TemplateIdentifier,
  Tag.ValueType,
  Tag.RelationshipType,
  Tag.ContinuityOfContent,
  Tag.CompletionFlag,
  Tag.VerificationFlag,
  Tag.GraphicType,
  Tag.TemporalRangeType,
]);

const isStructural = (tag: Tag): boolean => groupOf(tag) === 0x0028 || STRUCTURAL.has(tag);

const isPlainTerm = (value: string): boolean =>
  value
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => word === '' || PLAIN_WORDS.has(word));

/** Treats one element into the new dataset; the old one is left as it was. */
const treat = (source: Dataset, target: Dataset, element: DicomElement, path: AttributePath, work: Work): void => {
  const { tag } = element;
  const vr = readableVr(element);
  const resolved = work.profile(tag, vr);
  const values = (): string[] => texts(source, tag);
  const put = (list: readonly string[]): void => {
    const written = list.join('\\');
    const traits = VR_TRAITS[vr];
    const bytes = traits.localised
      ? encodeText(written, characterSetOf(source), vr === 'PN')
      : Buffer.from(written, 'latin1');
    if (bytes === undefined) putEmpty(target, tag, vr);
    else putBytes(target, tag, bytes, vr);
  };
  const otherwise = (): void => {
    if (resolved.otherwise === 'empty') putEmpty(target, tag, vr);
    else if (resolved.otherwise === 'dummy') putDummy(target, tag, vr);
  };
  /** Changes the values that need it and leaves the bytes alone when none does. */
  const change = (each: (value: string) => string | undefined): void => {
    const before = values();
    const after = before.map((value) => (value === '' ? '' : each(value)));
    if (after.some((value) => value === undefined)) otherwise();
    else if (after.every((value, index) => value === before[index])) target.set({ ...element, vr });
    else if (after.every((value) => value === '')) otherwise();
    else put(after as string[]);
  };
  switch (tag === Tag.PatientName || tag === Tag.PatientID ? 'pseudonym' : resolved.action) {
    case 'pseudonym':
      putText(target, tag, path.length === 1 ? work.patient : work.uidMap.patient(values()[0] ?? ''), vr);
      break;
    case 'remove':
      break;
    case 'empty':
      putEmpty(target, tag, vr);
      break;
    case 'dummy':
      putDummy(target, tag, vr);
      break;
    case 'uid':
      change((value) => work.uidMap.uid(value));
      break;
    case 'shift':
      change((value) => (vr === 'DA' ? shiftDate(value, work.days) : shiftDateTime(value, work.days)));
      break;
    case 'clean':
      change((value) => cleanText(value, work.identity));
      break;
    case 'scrub':
      if (isStructural(tag)) target.set(element);
      else change((value) => (vr === 'CS' && isPlainTerm(value) ? value : work.identity.without(value)));
      break;
    case 'items': {
      const items = itemsOf(element);
      const treated = items.map(() => new Dataset());
      target.set({ tag, vr: 'SQ', value: treated });
      items.forEach((item, index) => {
        for (const inner of item) {
          treat(
            item,
            treated[index] as Dataset,
            inner,
            [...path.slice(0, -1), { tag, item: index }, { tag: inner.tag }],
            work,
          );
        }
      });
      return;
    }
    default:
      target.set({ ...element, vr });
      return;
  }
  const now = target.get(tag)?.value;
  if (sameBytes(now, element.value) && element.vr === vr) return;
  const replaced = vr === 'UI' && now instanceof Uint8Array ? now : undefined;
  const sealed = sealAttribute(path, element, replaced);
  if (sealed) work.removed.push(sealed);
};

/** Which person the dataset is about, as stable as the sender's own numbering. */
const patientKey = (dataset: Dataset): string =>
  text(dataset, Tag.PatientID) === undefined
    ? (text(dataset, Tag.StudyInstanceUID) ?? '')
    : `${text(dataset, Tag.PatientID)}\0${text(dataset, Tag.IssuerOfPatientID) ?? ''}`;

/** Birth dates go, but input contracts ask for an age: it is worked out while both dates are there. */
const derivedAge = (source: Dataset): string | undefined => {
  if (text(source, Tag.PatientAge) !== undefined) return undefined;
  return ageString(
    text(source, Tag.PatientBirthDate) ?? '',
    text(source, Tag.StudyDate) ?? text(source, Tag.AcquisitionDate) ?? '',
  );
};

/**
 * De-identifies a dataset: Basic Application Confidentiality Profile and the chosen options of PS3.15 Table E.1-1, at every nesting;
 * private attributes, curves, overlays and attributes that PS3.6 does not know go. Pixel data stay as they are: see `pixelRisk`.
 * A dataset that this very key has de-identified before, and nobody has touched since, comes back unchanged.
 */
export const deidentify = (
  source: Dataset,
  { uidMap, options = DEFAULT_OPTIONS }: DeidentificationOptions,
): Deidentified => {
  const risk = pixelRisk(source);
  const outcome = { pixelRisk: risk.level, pixelRiskReasons: risk.reasons };
  if (isOwnWork(source, uidMap)) return { dataset: source, removed: [], ...outcome };
  const profile = profileFor(options);
  const key = patientKey(source);
  const work: Work = {
    profile,
    uidMap,
    identity: identityTokens(source, profile),
    days: uidMap.dateShift(key),
    patient: uidMap.patient(key),
    removed: [],
  };
  const target = new Dataset();
  const characterSet = source.get(Tag.SpecificCharacterSet);
  if (characterSet) {
    target.set(characterSet);
    // Nothing changes it, but what is put back elsewhere must know how it is written.
    work.removed.push({
      path: [{ tag: characterSet.tag }],
      original: { vr: characterSet.vr, value: characterSet.value as Uint8Array },
    });
  }
  for (const element of source) {
    if (element.tag !== Tag.SpecificCharacterSet) treat(source, target, element, [{ tag: element.tag }], work);
  }
  const age = options.includes('patientCharacteristics') ? derivedAge(source) : undefined;
  if (age !== undefined) {
    if (!source.has(Tag.PatientAge)) work.removed.push({ path: [{ tag: Tag.PatientAge }] });
    else work.removed.push({ path: [{ tag: Tag.PatientAge }], original: { vr: 'AS', value: new Uint8Array(0) } });
    putText(target, Tag.PatientAge, age);
  }
  putMarks(source, target, options, uidMap, work.removed);
  return { dataset: target, removed: work.removed, ...outcome };
};
