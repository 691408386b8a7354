// What a value may be before its bytes are taken: its length, its strings, the identifiers that must be sound.
import type { Dataset } from '../dataset.ts';
import { text } from '../element-values.ts';
import { formatTag, Tag } from '../tag.ts';
import { isUid } from '../uid.ts';
import { VR_TRAITS, type Vr } from '../vr.ts';
import { type ReadLimits, stop } from './limits.ts';

const BACKSLASH = 0x5c;
const BYTES_PER_CHARACTER = 4;

/** Lists of numbers and free text are bounded as values, not as names. */
const isLongText = (vr: Vr): boolean => vr === 'DS' || vr === 'IS' || vr === 'UT' || vr === 'UC' || vr === 'UR';

/** Refuses a length before anything is read or allocated for it. */
export const checkLength = (tag: Tag, vr: Vr, length: number, limits: ReadLimits): void => {
  if (length > limits.valueBytes)
    stop('LIMIT_VALUE', `Element ${formatTag(tag)} claims more than ${limits.valueBytes} bytes.`);
  if (length > limits.textBytes && VR_TRAITS[vr].kind === 'text' && !isLongText(vr)) {
    stop('LIMIT_VALUE', `Text ${formatTag(tag)} claims more than ${limits.textBytes} bytes.`);
  }
};

/** Refuses a string of more than four times the characters its value representation allows. */
export const checkStrings = (tag: Tag, vr: Vr, value: Uint8Array): void => {
  const { maximum, multiple } = VR_TRAITS[vr];
  if (maximum === undefined || value.length <= maximum * BYTES_PER_CHARACTER) return;
  let start = 0;
  while (start <= value.length) {
    const found = multiple ? value.indexOf(BACKSLASH, start) : -1;
    const end = found === -1 ? value.length : found;
    if (end - start > maximum * BYTES_PER_CHARACTER) {
      stop('LIMIT_VALUE', `A string of ${formatTag(tag)} is far longer than its value representation ${vr} allows.`);
    }
    start = end + 1;
  }
};

/** The identifiers that keys and paths are made from. */
const IDENTIFIERS = [Tag.SOPClassUID, Tag.SOPInstanceUID, Tag.StudyInstanceUID, Tag.SeriesInstanceUID];

/** Refuses a dataset whose identifying UIDs are malformed. */
export const checkIdentifiers = (dataset: Dataset): void => {
  for (const tag of IDENTIFIERS) {
    const uid = text(dataset, tag);
    if (uid !== undefined && !isUid(uid)) stop('BAD_UID', `Element ${formatTag(tag)} is not a well-formed UID.`);
  }
};
