// Decoded pixels of stored, de-identified instances: native ones at once, compressed ones through the killable decoder; lately used ones are kept.
import { type Dataset, type DecodedPixels, decodePixelData, isEncapsulated, readDicom, Tag } from '@hounsfield/dicom';
import { isRefusal, type Refusal, type TenantId } from '@hounsfield/kernel';
import { type LocatedInstance, storedInstance } from '@hounsfield/studies';
import type { ServerDeps } from '../server-deps.ts';

export type Picture = { readonly dataset: Dataset; readonly pixels: DecodedPixels };

/** Scrolling through a multi-frame instance asks for it once a frame. */
const KEPT_BYTES = 256 * 1024 * 1024;

export class PixelSource {
  readonly #deps: Pick<ServerDeps, 'studies' | 'decoder'>;
  /** By tenant and instance, the least lately used first. */
  readonly #kept = new Map<string, Picture>();
  #keptBytes = 0;

  constructor(deps: Pick<ServerDeps, 'studies' | 'decoder'>) {
    this.#deps = deps;
  }

  /** The pixels of an instance that was located for the caller; a refusal where it has none that can be decoded. */
  async pictureOf(tenantId: TenantId, { instanceId }: LocatedInstance): Promise<Picture | Refusal> {
    const key = `${tenantId} ${instanceId}`;
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const picture = await this.#decode(tenantId, instanceId);
    if (!isRefusal(picture)) this.#keep(key, picture);
    return picture;
  }

  async #decode(tenantId: TenantId, instanceId: string): Promise<Picture | Refusal> {
    const bytes = await storedInstance(this.#deps.studies, tenantId, instanceId);
    if (bytes === undefined) throw new Error(`instance ${instanceId} was located and is gone`);
    const file = await readDicom(bytes);
    if (isRefusal(file)) return file;
    const value = file.dataset.get(Tag.PixelData)?.value;
    const compressed = value !== undefined && isEncapsulated(value);
    const pixels = compressed ? await this.#deps.decoder.decode(bytes) : await decodePixelData(file);
    return isRefusal(pixels) ? pixels : { dataset: file.dataset, pixels };
  }

  #keep(key: string, picture: Picture): void {
    const size = picture.pixels.data.length;
    if (size > KEPT_BYTES / 2 || this.#kept.has(key)) return;
    this.#kept.set(key, picture);
    this.#keptBytes += size;
    for (const [oldest, { pixels }] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= pixels.data.length;
    }
  }
}

/** Bytes of one frame, counted from 1; bit-packed frames that do not begin at a byte are moved to one. */
export const frameOf = (
  { data, rows, columns, samplesPerPixel, bitsAllocated }: DecodedPixels,
  frame: number,
): Uint8Array => {
  const bits = rows * columns * samplesPerPixel * bitsAllocated;
  const from = (frame - 1) * bits;
  if (bits % 8 === 0) return data.subarray(from / 8, (from + bits) / 8);
  const packed = new Uint8Array(Math.ceil(bits / 8));
  for (let bit = 0; bit < bits; bit += 1) {
    const at = from + bit;
    const set = ((data[at >> 3] as number) >> (at & 7)) & 1;
    packed[bit >> 3] = (packed[bit >> 3] as number) | (set << (bit & 7));
  }
  return packed;
};
