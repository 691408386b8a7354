// Reads a dataset with a stack of its own instead of recursion, so that nesting costs no call depth.
import { Dataset, type DicomElement } from '../dataset.ts';
import { integer } from '../element-values.ts';
import { dictionaryVr, formatTag, groupOf, ITEM, ITEM_END, SEQUENCE_END, Tag } from '../tag.ts';
import { VR_TRAITS, type Vr } from '../vr.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { checkFragments, checkNativePixels, framesWithin, isPixelTag } from './check-pixel-data.ts';
import { checkIdentifiers, checkLength, checkStrings } from './check-value.ts';
import { FragmentReader } from './fragment-reader.ts';
import { type ReadLimits, stop } from './limits.ts';
import { type Coding, type Header, LONGEST_HEADER, peekHeader, peekTag, UNDEFINED_LENGTH } from './read-header.ts';
import { readTrailing } from './read-trailing.ts';
import { swapBytes } from './swap-bytes.ts';

const NO_END = Number.POSITIVE_INFINITY;
const SHORTEST_ELEMENT = 8;
/** Answers of a step: go on, or the dataset is complete. Any other answer is the number of bytes wanted. */
const GO_ON = 0;
const COMPLETE = -1;

/** What is open at the cursor: a dataset (the file's or an item's), or a sequence between its items. */
type Open = {
  readonly kind: 'dataset' | 'sequence';
  readonly tag: Tag;
  readonly dataset: Dataset;
  readonly coding: Coding;
  /** Position where it ends; NO_END when a delimiter ends it. */
  readonly end: number;
  readonly depth: number;
  readonly items: Dataset[];
};

class DatasetReader {
  readonly #root = new Dataset();
  readonly #cursor: ByteCursor;
  readonly #limits: ReadLimits;
  readonly #encapsulated: boolean;
  readonly #open: Open[] = [];
  #top: Open;
  #fragments: { readonly reader: FragmentReader; readonly tag: Tag; readonly vr: Vr } | undefined;
  #elements = 0;
  #items = 0;

  constructor(cursor: ByteCursor, coding: Coding, encapsulated: boolean, limits: ReadLimits) {
    this.#cursor = cursor;
    this.#limits = limits;
    this.#encapsulated = encapsulated;
    this.#top = { kind: 'dataset', tag: 0, dataset: this.#root, coding, end: NO_END, depth: 0, items: [] };
  }

  *read(): Generator<number, Dataset> {
    for (let wanted = this.#advance(); wanted !== COMPLETE; wanted = this.#advance()) {
      if (this.#cursor.ended) stop('TRUNCATED', `The file ends within ${this.#place()}.`);
      yield wanted;
    }
    yield* readTrailing(this.#cursor, this.#limits);
    checkIdentifiers(this.#root);
    return this.#root;
  }

  /** Reads on while bytes are available. Nothing is consumed of what is not wholly there, so a step can be repeated. */
  #advance(): number {
    for (;;) {
      const answer = this.#step();
      if (answer !== GO_ON) return answer;
    }
  }

  #step(): number {
    if (this.#fragments !== undefined) return this.#readFragments(this.#fragments);
    const { end, kind } = this.#top;
    if (this.#cursor.position >= end) return this.#close();
    if (kind === 'sequence') return this.#readItem();
    if (this.#open.length === 0) {
      if (this.#cursor.available < SHORTEST_ELEMENT) return this.#cursor.ended ? COMPLETE : SHORTEST_ELEMENT;
      if (peekTag(this.#cursor, this.#top.coding.littleEndian) === 0) return COMPLETE;
    }
    return this.#readElement();
  }

  #place(): string {
    const header = peekHeader(this.#cursor, this.#top.coding);
    if (this.#fragments !== undefined) return 'the pixel data';
    return header === undefined ? 'an element header' : `the value of ${formatTag(header.tag)}`;
  }

  #enter(open: Open): number {
    this.#open.push(this.#top);
    this.#top = open;
    return GO_ON;
  }

  #close(): number {
    const { kind, tag, dataset, items } = this.#top;
    if (kind === 'sequence') dataset.set({ tag, vr: 'SQ', value: items });
    this.#top = this.#open.pop() as Open;
    return GO_ON;
  }

  /** Where something of this length ends that begins after the header at the cursor; it must end within what holds it. */
  #endOf({ tag, length, size }: Header): number {
    if (length === UNDEFINED_LENGTH) return NO_END;
    const end = this.#cursor.position + size + length;
    if (end > this.#top.end) stop('STRUCTURE_INVALID', `Element ${formatTag(tag)} runs over the end of what holds it.`);
    return end;
  }

  #readItem(): number {
    const header = peekHeader(this.#cursor, this.#top.coding);
    if (header === undefined) return SHORTEST_ELEMENT;
    const { tag, coding, depth, dataset, items } = this.#top;
    if (header.tag !== ITEM && header.tag !== SEQUENCE_END) {
      stop('STRUCTURE_INVALID', `Sequence ${formatTag(tag)} holds something that is no item.`);
    }
    const end = header.tag === ITEM ? this.#endOf(header) : NO_END;
    this.#cursor.skip(header.size);
    if (header.tag === SEQUENCE_END) return this.#close();
    this.#items += 1;
    if (this.#items > this.#limits.items) stop('LIMIT_ITEMS', `The file has more than ${this.#limits.items} items.`);
    const item = new Dataset();
    item.parent = dataset;
    items.push(item);
    return this.#enter({ kind: 'dataset', tag, dataset: item, coding, end, depth, items: [] });
  }

  #readElement(): number {
    const { dataset, coding, end } = this.#top;
    const header = peekHeader(this.#cursor, coding);
    if (header === undefined) return LONGEST_HEADER;
    const { tag, length, size } = header;
    if (tag === ITEM_END && this.#open.length > 0 && end === NO_END) {
      this.#cursor.skip(size);
      return this.#close();
    }
    const group = groupOf(tag);
    if (group === 0x0000 || group === 0x0002 || group === 0xfffe) {
      stop('STRUCTURE_INVALID', `Element ${formatTag(tag)} does not belong into a dataset.`);
    }
    if (dataset.has(tag)) stop('DUPLICATE_ELEMENT', `Element ${formatTag(tag)} occurs twice.`);
    if (this.#elements >= this.#limits.elements) {
      stop('LIMIT_ELEMENTS', `The file has more than ${this.#limits.elements} elements.`);
    }
    const vr = this.#meaning(header);
    if (length === UNDEFINED_LENGTH && isPixelTag(tag)) return this.#openFragments(header, vr);
    if (vr === 'SQ' || length === UNDEFINED_LENGTH) return this.#openSequence(header);
    this.#endOf(header);
    if (isPixelTag(tag) && this.#open.length === 0)
      checkNativePixels(dataset, length, this.#encapsulated, this.#limits);
    else checkLength(tag, vr, length, this.#limits);
    if (this.#cursor.available < size + length) return size + length;
    this.#cursor.skip(size);
    const value = this.#cursor.take(length);
    checkStrings(tag, vr, value);
    const asWritten = coding.littleEndian || header.vr === 'UN';
    return this.#put({ tag, vr, value: asWritten ? value : swapBytes(value, VR_TRAITS[vr].unit) });
  }

  #put(element: DicomElement): number {
    this.#elements += 1;
    this.#top.dataset.set(element);
    return GO_ON;
  }

  /** The VR that counts: what a writer marked UN, not knowing it, is read by the dictionary, lest names stay hidden in it. */
  #meaning({ tag, vr }: Header): Vr {
    if (vr !== undefined && vr !== 'UN' && (vr !== 'US' || this.#top.coding.explicitVr)) return vr;
    const known = dictionaryVr(tag);
    return (known === 'US' && this.#hasSignedPixels() ? dictionaryVr(tag, true) : known) ?? 'UN';
  }

  #hasSignedPixels(): boolean {
    for (let scope: Dataset | undefined = this.#top.dataset; scope !== undefined; scope = scope.parent) {
      if (scope.has(Tag.PixelRepresentation)) return integer(scope, Tag.PixelRepresentation) === 1;
    }
    return false;
  }

  /** A sequence marked UN holds implicit VR little-endian items whatever the file's coding is (PS3.5 section 6.2.2). */
  #openSequence(header: Header): number {
    const { tag, vr, size } = header;
    const { dataset, coding, depth } = this.#top;
    if (vr !== undefined && vr !== 'SQ' && vr !== 'UN') {
      stop('STRUCTURE_INVALID', `Element ${formatTag(tag)} of VR ${vr} has no length.`);
    }
    if (depth >= this.#limits.depth) stop('LIMIT_DEPTH', `Sequences are nested deeper than ${this.#limits.depth}.`);
    const inner = coding.explicitVr && vr === 'UN' ? { explicitVr: false, littleEndian: true } : coding;
    const end = this.#endOf(header);
    this.#cursor.skip(size);
    this.#elements += 1;
    return this.#enter({ kind: 'sequence', tag, dataset, coding: inner, end, depth: depth + 1, items: [] });
  }

  #openFragments({ tag, size }: Header, vr: Vr): number {
    checkFragments(tag, this.#top.dataset, this.#open.length === 0, this.#encapsulated);
    const frames = framesWithin(this.#top.dataset, this.#limits);
    this.#cursor.skip(size);
    this.#fragments = { reader: new FragmentReader(this.#cursor, frames, this.#limits), tag, vr };
    return GO_ON;
  }

  #readFragments({ reader, tag, vr }: { readonly reader: FragmentReader; readonly tag: Tag; readonly vr: Vr }): number {
    const value = reader.advance();
    if (typeof value === 'number') return value;
    this.#fragments = undefined;
    if (this.#cursor.position > this.#top.end) stop('STRUCTURE_INVALID', 'Fragments run over the end of their item.');
    return this.#put({ tag, vr, value });
  }
}

/** Reads all elements up to the end of the input. */
export const readDataset = (
  cursor: ByteCursor,
  coding: Coding,
  encapsulated: boolean,
  limits: ReadLimits,
): Generator<number, Dataset> => new DatasetReader(cursor, coding, encapsulated, limits).read();
