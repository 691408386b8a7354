// What de-identification took out of a dataset: each attribute with its place, its original VR and its original bytes.
import { Dataset, type DicomElement, itemsOf } from '../dataset.ts';
import type { Tag } from '../tag.ts';
import type { Vr } from '../vr.ts';

/** One step into a dataset: an attribute, and the item to go on in unless it is the last step. */
export type PathStep = { readonly tag: Tag; readonly item?: number };

/** Where an attribute stands, outermost first. */
export type AttributePath = readonly PathStep[];

/** The original of an attribute that was removed, replaced or added. */
export type SealedAttribute = {
  readonly path: AttributePath;
  /** Absent when the original dataset had no such attribute: de-identification added it. */
  readonly original?: { readonly vr: Vr; readonly value: Uint8Array | readonly SealedItem[] };
  /** The bytes that stand in its place, for UIDs: what refers to them can be led back. */
  readonly replacement?: Uint8Array;
};

/** An item of a sequence that was taken out whole. */
export type SealedItem = readonly {
  readonly tag: Tag;
  readonly vr: Vr;
  readonly value: Uint8Array | readonly SealedItem[];
}[];

/** Larger values are dropped for good: they are private bulk, not identity. */
export const LARGEST_SEALED_VALUE = 65_536;

const sizeOf = (element: DicomElement): number =>
  element.value instanceof Uint8Array
    ? element.value.length
    : itemsOf(element).reduce((sum, item) => sum + [...item].reduce((all, each) => all + sizeOf(each), 0), 0);

const sealItem = (item: Dataset): SealedItem =>
  [...item].flatMap((element) => {
    const value = sealValue(element);
    return value === undefined ? [] : [{ tag: element.tag, vr: element.vr, value }];
  });

const sealValue = (element: DicomElement): Uint8Array | readonly SealedItem[] | undefined => {
  if (element.value instanceof Uint8Array) return element.value;
  return element.vr === 'SQ' ? itemsOf(element).map(sealItem) : undefined;
};

/** The original of an element at a place, or undefined when it is too large (or compressed pixel data) to keep. */
export const sealAttribute = (
  path: AttributePath,
  element: DicomElement,
  replacement?: Uint8Array,
): SealedAttribute | undefined => {
  if (sizeOf(element) > LARGEST_SEALED_VALUE) return undefined;
  const value = sealValue(element);
  if (value === undefined) return undefined;
  return { path, original: { vr: element.vr, value }, ...(replacement === undefined ? {} : { replacement }) };
};

/** An item as it was. */
export const unsealItem = (sealed: SealedItem): Dataset => {
  const item = new Dataset();
  for (const { tag, vr, value } of sealed) {
    item.set({ tag, vr, value: value instanceof Uint8Array ? value : value.map(unsealItem) });
  }
  return item;
};

/** Puts a sealed attribute back in its place; nothing happens where the place is gone. */
export const putBack = (dataset: Dataset, { path, original }: SealedAttribute): void => {
  let scope: Dataset | undefined = dataset;
  for (const step of path.slice(0, -1)) scope = scope && itemsOf(scope.get(step.tag))[step.item ?? 0];
  const last = path.at(-1);
  if (scope === undefined || last === undefined) return;
  if (original === undefined) scope.delete(last.tag);
  else {
    const { vr, value } = original;
    scope.set({ tag: last.tag, vr, value: value instanceof Uint8Array ? value : value.map(unsealItem) });
  }
};

/** Tag of an attribute that stands in the dataset itself, not in an item. */
export const topLevelTag = ({ path }: SealedAttribute): Tag | undefined =>
  path.length === 1 ? path[0]?.tag : undefined;
