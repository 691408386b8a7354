// Reads file meta information (PS3.10 section 7.1). Its group length is never believed: the group ends where another begins.
import { Dataset } from '../dataset.ts';
import { text } from '../element-values.ts';
import { formatTag, groupOf, Tag } from '../tag.ts';
import { isUid } from '../uid.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { type ReadLimits, stop } from './limits.ts';
import { LONGEST_HEADER, peekHeader, peekTag, UNDEFINED_LENGTH } from './read-header.ts';

const META_GROUP = 0x0002;
const CODING = { explicitVr: true, littleEndian: true };

/** Reads group 0002 and refuses what no reader may guess: a missing or malformed transfer syntax. */
export function* readMeta(cursor: ByteCursor, limits: ReadLimits): Generator<number, Dataset> {
  const meta = new Dataset();
  const start = cursor.position;
  while (yield* cursor.need(8)) {
    if (groupOf(peekTag(cursor, true)) !== META_GROUP) break;
    yield* cursor.need(LONGEST_HEADER);
    const header = peekHeader(cursor, CODING) ?? stop('TRUNCATED', 'The file ends within file meta information.');
    const { tag, vr, length, size } = header;
    if (vr === undefined || vr === 'SQ' || length === UNDEFINED_LENGTH) {
      stop('META_INVALID', `File meta information may not hold ${formatTag(tag)} in this form.`);
    }
    if (cursor.position - start + size + length > limits.metaBytes) {
      stop('LIMIT_META', `File meta information is longer than ${limits.metaBytes} bytes.`);
    }
    if (meta.has(tag)) stop('DUPLICATE_ELEMENT', `Element ${formatTag(tag)} occurs twice.`);
    if (!(yield* cursor.need(size + length))) stop('TRUNCATED', 'The file ends within file meta information.');
    cursor.skip(size);
    meta.set({ tag, vr, value: cursor.take(length) });
  }
  if (text(meta, Tag.TransferSyntaxUID) === undefined) {
    stop('META_INVALID', 'File meta information names no transfer syntax.');
  }
  for (const tag of [Tag.TransferSyntaxUID, Tag.MediaStorageSOPClassUID, Tag.MediaStorageSOPInstanceUID]) {
    const uid = text(meta, tag);
    if (uid !== undefined && !isUid(uid)) stop('BAD_UID', `Element ${formatTag(tag)} is not a well-formed UID.`);
  }
  return meta;
}
