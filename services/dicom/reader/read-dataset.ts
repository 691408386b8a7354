// Reads a dataset with a stack of its own instead of recursion, so that nesting costs no call depth.
import { Dataset, type DicomElement } from '../dataset.ts';
import { integer } from '../element-values.ts';
import { dictionaryVr, formatTag, groupOf, ITEM, ITEM_END, SEQUENCE_END, Tag } from '../tag.ts';
import { VR_TRAITS, type Vr } from '../vr.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { checkIdentifiers, checkLength, checkStrings } from './check-value.ts';
import { type ReadLimits, stop } from './limits.ts';
import { type Coding, type Header, peekTag, readHeader, require, UNDEFINED_LENGTH } from './read-header.ts';
import { isPixelTag, readPixelData } from './read-pixel-data.ts';
import { readTrailing } from './read-trailing.ts';
import { swapBytes } from './swap-bytes.ts';

const NO_END = Number.POSITIVE_INFINITY;

/** What is open at the cursor: a dataset (the file's or an item's) or a sequence between its items. */
type Open = {
  readonly kind: 'dataset' | 'sequence';
  readonly dataset: Dataset;
  readonly coding: Coding;
  /** Position where it ends, or NO_END when a delimiter ends it. */
  readonly end: number;
  readonly tag: Tag;
  readonly items: Dataset[];
};

/** One dataset being read. */
class DatasetReader {
  readonly root = new Dataset();
  readonly #cursor: ByteCursor;
  readonly #limits: ReadLimits;
  readonly #encapsulated: boolean;
  readonly #open: Open[];
  #elements = 0;
  #items = 0;

  constructor(cursor: ByteCursor, coding: Coding, encapsulated: boolean, limits: ReadLimits) {
    this.#cursor = cursor;
    this.#limits = limits;
    this.#encapsulated = encapsulated;
    this.#open = [{ kind: 'dataset', dataset: this.root, coding, end: NO_END, tag: 0, items: [] }];
  }

  *read(): Generator<number, Dataset> {
    for (;;) {
      const top = this.#open.at(-1) as Open;
      if (this.#cursor.position >= top.end) {
        if (this.#cursor.position > top.end) stop('STRUCTURE_INVALID', `${formatTag(top.tag)} runs over its own end.`);
        this.#close();
      } else if (top.kind === 'sequence') {
        yield* this.#readItem(top);
      } else if (this.#open.length === 1 && (yield* this.#atEnd(top))) {
        checkIdentifiers(this.root);
        return this.root;
      } else {
        yield* this.#readElement(top);
      }
    }
  }

  /** The file may end only between elements of the outermost dataset; zeros may follow it. */
  *#atEnd(top: Open): Generator<number, boolean> {
    const enough = this.#cursor.available >= 8 || (yield* this.#cursor.need(8));
    if (enough && peekTag(this.#cursor, top.coding.littleEndian) !== 0) return false;
    if (this.#cursor.available > 0) yield* readTrailing(this.#cursor, this.#limits);
    return true;
  }

  #close(): void {
    const closed = this.#open.pop() as Open;
    if (closed.kind === 'sequence') this.#put(closed.dataset, { tag: closed.tag, vr: 'SQ', value: closed.items });
  }

  *#readItem(top: Open): Generator<number, void> {
    const { tag, length } = yield* readHeader(this.#cursor, top.coding, () => false);
    if (tag === SEQUENCE_END) return this.#close();
    if (tag !== ITEM)
      return stop('STRUCTURE_INVALID', `Sequence ${formatTag(top.tag)} holds something that is no item.`);
    this.#items += 1;
    if (this.#items > this.#limits.items) stop('LIMIT_ITEMS', `The file has more than ${this.#limits.items} items.`);
    const item = new Dataset();
    item.parent = top.dataset;
    top.items.push(item);
    this.#push({ kind: 'dataset', dataset: item, coding: top.coding, tag: top.tag, items: [] }, length, top.end);
  }

  #push(open: Omit<Open, 'end'>, length: number, outerEnd: number): void {
    const end = length === UNDEFINED_LENGTH ? NO_END : this.#cursor.position + length;
    if (end !== NO_END && end > outerEnd) stop('STRUCTURE_INVALID', `${formatTag(open.tag)} runs over what holds it.`);
    this.#open.push({ ...open, end });
  }

  *#readElement(top: Open): Generator<number, void> {
    const signed = () => this.#signedPixels(top.dataset);
    const header = yield* readHeader(this.#cursor, top.coding, signed);
    const { tag, length } = header;
    if (tag === ITEM_END && this.#open.length > 1 && top.end === NO_END) return this.#close();
    if ((groupOf(tag) < 0x0004 && groupOf(tag) % 2 === 0) || groupOf(tag) === 0xfffe) {
      return stop('STRUCTURE_INVALID', `Element ${formatTag(tag)} does not belong into a dataset.`);
    }
    this.#elements += 1;
    if (this.#elements > this.#limits.elements) {
      stop('LIMIT_ELEMENTS', `The file has more than ${this.#limits.elements} elements.`);
    }
    if (top.dataset.has(tag)) stop('DUPLICATE_ELEMENT', `Element ${formatTag(tag)} occurs twice.`);
    if (isPixelTag(tag) && (this.#open.length === 1 || length === UNDEFINED_LENGTH)) {
      const vr = header.vr ?? 'OW';
      const place = { dataset: top.dataset, coding: top.coding, outermost: this.#open.length === 1 };
      const value = yield* readPixelData(this.#cursor, { tag, vr, length }, place, this.#encapsulated, this.#limits);
      this.#put(top.dataset, { tag, vr, value });
      return;
    }
    if (header.vr === 'SQ' || length === UNDEFINED_LENGTH || isUnknownSequence(header)) return this.#enter(top, header);
    const vr = header.vr === undefined || header.vr === 'UN' ? (dictionaryVr(tag, signed()) ?? 'UN') : header.vr;
    this.#put(top.dataset, { tag, vr, value: yield* this.#readValue(tag, vr, length, top) });
  }

  *#readValue(tag: Tag, vr: Vr, length: number, top: Open): Generator<number, Uint8Array> {
    checkLength(tag, vr, length, this.#limits);
    if (this.#cursor.position + length > top.end)
      stop('STRUCTURE_INVALID', `${formatTag(tag)} runs over what holds it.`);
    if (this.#cursor.available < length) yield* require(this.#cursor, length, `the value of ${formatTag(tag)}`);
    const value = this.#cursor.take(length);
    checkStrings(tag, vr, value);
    return top.coding.littleEndian ? value : swapBytes(value, VR_TRAITS[vr].unit);
  }

  /** Opens a sequence. One coded as UN holds implicit VR little-endian items whatever the file's coding is (PS3.5 section 6.2.2). */
  #enter(top: Open, { tag, vr, length }: Header): void {
    if (vr !== undefined && vr !== 'SQ' && vr !== 'UN') {
      stop('STRUCTURE_INVALID', `Element ${formatTag(tag)} of VR ${vr} has no defined length.`);
    }
    const depth = this.#open.filter((open) => open.kind === 'sequence').length;
    if (depth >= this.#limits.depth) stop('LIMIT_DEPTH', `Sequences are nested deeper than ${this.#limits.depth}.`);
    const coding = top.coding.explicitVr && vr !== 'SQ' ? { explicitVr: false, littleEndian: true } : top.coding;
    this.#push({ kind: 'sequence', dataset: top.dataset, coding, tag, items: [] }, length, top.end);
  }

  #put(dataset: Dataset, element: DicomElement): void {
    dataset.set(element);
  }

  #signedPixels(dataset: Dataset): boolean {
    for (let scope: Dataset | undefined = dataset; scope !== undefined; scope = scope.parent) {
      if (scope.has(Tag.PixelRepresentation)) return integer(scope, Tag.PixelRepresentation) === 1;
    }
    return false;
  }
}

/** A public sequence that some writer, not knowing it, marked UN: its items must not stay hidden from those who look for names. */
const isUnknownSequence = ({ tag, vr }: Header): boolean => vr === 'UN' && dictionaryVr(tag) === 'SQ';

/** Reads all elements up to the end of the input. */
export function readDataset(
  cursor: ByteCursor,
  coding: Coding,
  encapsulated: boolean,
  limits: ReadLimits,
): Generator<number, Dataset> {
  return new DatasetReader(cursor, coding, encapsulated, limits).read();
}
