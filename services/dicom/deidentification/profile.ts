// Which action the Basic Application Confidentiality Profile and the chosen options ask for, attribute by attribute (PS3.15 annex E).
import { dictionaryVr, groupOf, isPrivateTag, keywordOf, type Tag } from '../tag.ts';
import type { Vr } from '../vr.ts';
import { CONFIDENTIALITY_ROWS } from './generated/confidentiality-table.ts';

/** Option columns of Table E.1-1 by letter, with their code of CID 7050. */
export const PROFILE_OPTIONS = {
  patientCharacteristics: { column: 'P', code: '113108', meaning: 'Retain Patient Characteristics Option' },
  modifiedDates: {
    column: 'M',
    code: '113107',
    meaning: 'Retain Longitudinal Temporal Information Modified Dates Option',
  },
  deviceIdentity: { column: 'V', code: '113109', meaning: 'Retain Device Identity Option' },
  cleanDescriptors: { column: 'D', code: '113105', meaning: 'Clean Descriptors Option' },
  cleanStructuredContent: { column: 'T', code: '113104', meaning: 'Clean Structured Content Option' },
} as const;

/** An option of the profile that this de-identifier can apply. */
export type ProfileOption = keyof typeof PROFILE_OPTIONS;

/** What data go to a product under: input contracts need age and sex, comparison needs intervals, calibration needs the device. */
export const DEFAULT_OPTIONS: readonly ProfileOption[] = [
  'patientCharacteristics',
  'modifiedDates',
  'deviceIdentity',
  'cleanDescriptors',
  'cleanStructuredContent',
];

/**
 * What to do with an attribute. `items` keeps a sequence and treats what its items hold; `shift` moves dates;
 * `clean` keeps only known words; `scrub` keeps the value without this patient's own identifiers.
 */
export type Action = 'remove' | 'empty' | 'dummy' | 'uid' | 'keep' | 'clean' | 'shift' | 'scrub' | 'items';

type Resolved = {
  readonly action: Action;
  /** The Basic Profile's own action, for values that cleaning leaves nothing of. */
  readonly otherwise: 'remove' | 'empty' | 'dummy';
  /** Removed or replaced values of this attribute name somebody or something: other text must not repeat them. */
  readonly identifying: boolean;
};

// Table E.1-1a leaves compound codes to the type of the attribute in the IOD. An empty value suits types 2 and 3, a dummy suits all.
const BASIC: Readonly<Record<string, 'remove' | 'empty' | 'dummy' | 'uid' | 'items'>> = {
  X: 'remove',
  Z: 'empty',
  D: 'dummy',
  U: 'uid',
  'X/Z': 'empty',
  'X/D': 'dummy',
  'Z/D': 'dummy',
  'X/Z/D': 'empty',
  'X/Z/U*': 'items',
};

/** Their rows say D or X/Z/D, and treating what the items hold gives exactly that without breaking references or type 1 contents. */
const TREATED_BY_ITEMS = new Set([
  'VerifyingObserverSequence',
  'OperatorIdentificationSequence',
  'FlowIdentifierSequence',
  'ReferencedPerformedProcedureStepSequence',
]);

/** Graphics can spell a name, and the Clean Graphics Option is not claimed: they go. */
const REMOVED_RATHER_THAN_REPLACED = new Set(['GraphicAnnotationSequence']);

/** UIDs of kinds of things, not of things: registered by manufacturers too, so the well-known root does not cover them. */
const NAMES_A_CLASS =
  /(SOPClassUID|SOPClassesSupported|TransferSyntaxUID|SyntaxUIDInFile|CodingSchemeUID|ContextUID|MappingResourceUID|ContextGroupExtensionCreatorUID|SOPClassUIDInFile|ImplementationClassUID)$/;

type Row = (typeof CONFIDENTIALITY_ROWS)[number];
const ROWS = new Map<Tag, Row>(CONFIDENTIALITY_ROWS.map((row) => [row[0], row]));

const GONE: Resolved = { action: 'remove', otherwise: 'remove', identifying: false };

const fallback = (basic: string): Resolved['otherwise'] => {
  const action = BASIC[basic];
  return action === 'empty' || action === 'dummy' ? action : 'remove';
};

const byRow = (row: Row, vr: Vr, columns: ReadonlySet<string>): Resolved => {
  const [, keyword, basic, options] = row;
  const chosen = options.split(' ').filter((option) => columns.has(option[0] ?? ''));
  const otherwise = fallback(basic);
  const identifying = !options.includes('D') && vr !== 'SQ';
  // C wins over K where two options speak: what one option lets pass the other still asks to be cleaned.
  if (chosen.some((option) => option.endsWith('C'))) {
    if (vr === 'SQ') return { action: 'items', otherwise, identifying: false };
    if (vr === 'DA' || vr === 'DT') return { action: 'shift', otherwise, identifying: false };
    if (vr === 'TM') return { action: 'keep', otherwise, identifying: false };
    if (vr === 'AE') return { action: otherwise, otherwise, identifying: false };
    if (vr === 'LO' || vr === 'SH' || vr === 'ST' || vr === 'LT' || vr === 'UT' || vr === 'UC' || vr === 'CS') {
      return { action: 'clean', otherwise, identifying: false };
    }
    return { action: otherwise, otherwise, identifying: false };
  }
  if (chosen.some((option) => option.endsWith('K'))) {
    return { action: vr === 'SQ' ? 'items' : 'scrub', otherwise, identifying: false };
  }
  if (REMOVED_RATHER_THAN_REPLACED.has(keyword)) return GONE;
  if (TREATED_BY_ITEMS.has(keyword)) return { action: 'items', otherwise, identifying: false };
  const action = BASIC[basic] ?? 'remove';
  return { action, otherwise, identifying: identifying && action !== 'uid' && action !== 'items' };
};

const keepAll = (action: Action, otherwise: Resolved['otherwise'] = 'empty'): Resolved => ({
  action,
  otherwise,
  identifying: false,
});

/** Attributes without a row may stay by the standard; these rules by value representation catch what senders put there all the same. */
const byVr = (tag: Tag, vr: Vr): Resolved => {
  switch (vr) {
    case 'SQ':
      return keepAll('items');
    case 'PN':
      return { action: 'empty', otherwise: 'empty', identifying: true };
    case 'AE':
      return keepAll('empty');
    case 'UR':
    case 'UN':
      return GONE;
    case 'DA':
    case 'DT':
      return keepAll('shift');
    case 'UI':
      return keepAll(NAMES_A_CLASS.test(keywordOf(tag) ?? '') ? 'keep' : 'uid');
    case 'ST':
    case 'LT':
    case 'UT':
      return keepAll('clean', keywordOf(tag) === 'TextValue' ? 'dummy' : 'empty');
    case 'LO':
    case 'SH':
    case 'UC':
    case 'CS':
      return keepAll('scrub');
    default:
      return keepAll('keep');
  }
};

/** Tells what to do with an attribute of a value representation. */
export type Profile = (tag: Tag, vr: Vr) => Resolved;

const createProfile = (options: readonly ProfileOption[]): Profile => {
  const columns = new Set<string>(options.map((option) => PROFILE_OPTIONS[option].column));
  const cache = new Map<string, Resolved>();
  const resolve = (tag: Tag, vr: Vr): Resolved => {
    const group = groupOf(tag);
    // Rows of groups: (gggg,eeee) private, (50xx,xxxx) curves, (60xx,3000) and (60xx,4000) overlays, whose rest is void without them.
    if (isPrivateTag(tag) || (group >= 0x5000 && group <= 0x50ff) || (group >= 0x6000 && group <= 0x60ff)) return GONE;
    if ((tag & 0xffff) === 0 || group < 0x0008) return GONE;
    const row = ROWS.get(tag);
    if (row !== undefined) return byRow(row, vr, columns);
    // Nobody can vouch for an attribute that PS3.6 does not know.
    return dictionaryVr(tag) === undefined ? GONE : byVr(tag, vr);
  };
  return (tag, vr) => {
    const key = `${tag}${vr}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const resolved = resolve(tag, vr);
    if (cache.size < MOST_CACHED) cache.set(key, resolved);
    return resolved;
  };
};

const MOST_CACHED = 4096;
const PROFILES = new Map<string, Profile>();

/** The profile of one choice of options. */
export const profileFor = (options: readonly ProfileOption[] = DEFAULT_OPTIONS): Profile => {
  const key = [...options].sort().join();
  const profile = PROFILES.get(key) ?? createProfile(options);
  PROFILES.set(key, profile);
  return profile;
};
