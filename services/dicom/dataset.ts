// The data model: a dataset is an ordered map of elements whose bytes are little-endian and not decoded until asked for.
import { type Tag, Tag as TagByName } from './tag.ts';
import type { Vr } from './vr.ts';

/** Compressed pixel data (PS3.5 annex A.4): the basic offset table and the fragments as they came, nothing decoded. */
export type EncapsulatedPixelData = {
  /** Byte offsets of each frame's first fragment item, counted from the first fragment's item tag; empty when absent. */
  readonly offsets: readonly number[];
  readonly fragments: readonly Uint8Array[];
};

/** One element. `value` is little-endian bytes, the items of an SQ, or encapsulated pixel data. */
export type DicomElement = {
  readonly tag: Tag;
  readonly vr: Vr;
  readonly value: Uint8Array | readonly Dataset[] | EncapsulatedPixelData;
};

/** Elements by tag. An item of a sequence is a dataset whose character set may come from the dataset around it. */
export class Dataset {
  readonly #elements = new Map<Tag, DicomElement>();
  #ascending = true;
  #last = -1;

  /** The dataset this item stands in; text without an own (0008,0005) follows it. */
  parent: Dataset | undefined;

  get size(): number {
    return this.#elements.size;
  }

  get(tag: Tag): DicomElement | undefined {
    return this.#elements.get(tag);
  }

  has(tag: Tag): boolean {
    return this.#elements.has(tag);
  }

  /** Adds or replaces an element; the items of a sequence become children of this dataset. */
  set(element: DicomElement): this {
    if (!this.#elements.has(element.tag)) {
      if (element.tag < this.#last) this.#ascending = false;
      this.#last = element.tag;
    }
    if (Array.isArray(element.value)) for (const item of element.value as Dataset[]) item.parent = this;
    this.#elements.set(element.tag, element);
    return this;
  }

  delete(tag: Tag): boolean {
    return this.#elements.delete(tag);
  }

  /** Elements in ascending tag order. Deleting while iterating is safe. */
  *[Symbol.iterator](): IterableIterator<DicomElement> {
    this.#sort();
    for (const element of this.#elements.values()) yield element;
  }

  #sort(): void {
    if (this.#ascending) return;
    const sorted = [...this.#elements.values()].sort((a, b) => a.tag - b.tag);
    this.#elements.clear();
    for (const element of sorted) this.#elements.set(element.tag, element);
    this.#last = sorted.at(-1)?.tag ?? -1;
    this.#ascending = true;
  }
}

/** A Part 10 file: file meta information, dataset and the transfer syntax its pixel data are in. */
export type DicomFile = {
  readonly meta: Dataset;
  readonly dataset: Dataset;
  readonly transferSyntaxUid: string;
};

/** Tells encapsulated pixel data from native bytes and items. */
export const isEncapsulated = (value: DicomElement['value']): value is EncapsulatedPixelData =>
  !(value instanceof Uint8Array) && !Array.isArray(value);

/** Items of a sequence element; empty for anything else or nothing. */
export const itemsOf = (element: DicomElement | undefined): readonly Dataset[] =>
  element !== undefined && Array.isArray(element.value) ? (element.value as readonly Dataset[]) : [];

/** Deep copy of the structure; the bytes of values are shared, never written to. */
export const copyDataset = (source: Dataset): Dataset => {
  const copy = new Dataset();
  for (const element of source) {
    copy.set(element.vr === 'SQ' ? { ...element, value: itemsOf(element).map(copyDataset) } : element);
  }
  return copy;
};

/** Visits every element of a dataset and of all its items, outermost first. */
export function* walk(
  dataset: Dataset,
): IterableIterator<{ readonly dataset: Dataset; readonly element: DicomElement }> {
  for (const element of dataset) {
    yield { dataset, element };
    for (const item of itemsOf(element)) yield* walk(item);
  }
}

/** Raw bytes of Specific Character Set that hold for this dataset: its own or the nearest one around it. */
export const characterSetBytes = (dataset: Dataset): Uint8Array | undefined => {
  for (let scope: Dataset | undefined = dataset; scope !== undefined; scope = scope.parent) {
    const value = scope.get(TagByName.SpecificCharacterSet)?.value;
    if (value instanceof Uint8Array) return value;
  }
  return undefined;
};
