// Which fragments make which frame (PS3.5 annex A.4): by count, by offset table, or by where codestreams begin.
import type { Refusal } from '@hounsfield/kernel';
import type { Dataset, EncapsulatedPixelData } from '../dataset.ts';
import { bytes } from '../element-values.ts';
import { Tag } from '../tag.ts';
import { type DecodeRefusalCode, undecodable } from './decoded-pixels.ts';

const ITEM_HEADER = 8;

const join = (fragments: readonly Uint8Array[]): Uint8Array => {
  const [only] = fragments;
  return fragments.length === 1 && only !== undefined ? only : Buffer.concat(fragments);
};

const split = (fragments: readonly Uint8Array[], starts: readonly number[]): Uint8Array[] =>
  starts.map((start, index) => join(fragments.slice(start, starts[index + 1] ?? fragments.length)));

/** Fragment indexes of offsets that point at item headers, in order, the first at the first; undefined when they lie. */
const startsFromOffsets = (fragments: readonly Uint8Array[], offsets: readonly number[]): number[] | undefined => {
  const starts: number[] = [];
  let position = 0;
  fragments.forEach((fragment, index) => {
    if (offsets[starts.length] === position) starts.push(index);
    position += ITEM_HEADER + fragment.length;
  });
  return starts.length === offsets.length && starts[0] === 0 ? starts : undefined;
};

/** Extended Offset Table (7FE0,0001): 64-bit offsets of the same meaning. */
const extendedOffsets = (dataset: Dataset): number[] => {
  const table = bytes(dataset, Tag.ExtendedOffsetTable) ?? new Uint8Array(0);
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  return Array.from({ length: Math.floor(table.length / 8) }, (_, index) => Number(view.getBigUint64(index * 8, true)));
};

/** A JPEG or JPEG-LS codestream begins with SOI and a marker, a JPEG 2000 one with SOC and SIZ. */
const beginsCodestream = (fragment: Uint8Array): boolean =>
  fragment[0] === 0xff &&
  ((fragment[1] === 0xd8 && fragment[2] === 0xff) || (fragment[1] === 0x4f && fragment[2] === 0xff));

/** One codestream per frame, or FRAMES_UNCLEAR. */
export const frameCodestreams = (
  dataset: Dataset,
  { offsets, fragments }: EncapsulatedPixelData,
  frames: number,
): Uint8Array[] | Refusal<DecodeRefusalCode> => {
  if (fragments.length === 0) return undecodable('NO_PIXEL_DATA', 'The pixel data have no fragments.');
  if (frames === 1) return [join(fragments)];
  if (fragments.length === frames) return [...fragments];
  if (fragments.length > frames) {
    const extended = extendedOffsets(dataset);
    const codestreamStarts = fragments.flatMap((fragment, index) => (beginsCodestream(fragment) ? [index] : []));
    const starts = [
      offsets.length > 0 ? startsFromOffsets(fragments, offsets) : undefined,
      extended.length > 0 ? startsFromOffsets(fragments, extended) : undefined,
      codestreamStarts[0] === 0 ? codestreamStarts : undefined,
    ].find((candidate) => candidate?.length === frames);
    if (starts !== undefined) return split(fragments, starts);
  }
  return undecodable('FRAMES_UNCLEAR', `${fragments.length} fragments cannot be told apart into ${frames} frames.`);
};
