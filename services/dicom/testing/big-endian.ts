// Writes a dataset in explicit VR big-endian, the retired coding that only readers still need.
import { type Dataset, itemsOf } from '../dataset.ts';
import { swapBytes } from '../reader/swap-bytes.ts';
import { VR_TRAITS } from '../vr.ts';

const tagAndLength = (tag: number, length: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16BE(tag >>> 16, 0);
  bytes.writeUInt16BE(tag & 0xffff, 2);
  bytes.writeUInt32BE(length, 4);
  return bytes;
};

/** The elements of a dataset without compressed pixel data, in explicit VR big-endian. */
export const bigEndian = (dataset: Dataset): Buffer =>
  Buffer.concat(
    [...dataset].map((element) => {
      const { tag, vr, value } = element;
      const items = itemsOf(element).map((item) => {
        const inner = bigEndian(item);
        return Buffer.concat([tagAndLength(0xfffee000, inner.length), inner]);
      });
      const bytes = value instanceof Uint8Array ? swapBytes(value, VR_TRAITS[vr].unit) : Buffer.concat(items);
      const header = Buffer.alloc(VR_TRAITS[vr].longHeader ? 12 : 8);
      tagAndLength(tag, 0).copy(header);
      header.write(vr, 4, 'latin1');
      if (header.length === 12) header.writeUInt32BE(bytes.length, 8);
      else header.writeUInt16BE(bytes.length, 6);
      return Buffer.concat([header, bytes]);
    }),
  );
