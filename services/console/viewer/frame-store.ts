// The frames of one series: fetched once, kept within a memory budget, and fetched ahead in the direction of reading.
import { fetchDescription, fetchGreys, fetchPicture } from './fetch-dicomweb.ts';
import { colourFrame, greyFrame, isGrey, type PixelFrame } from './pixel-frame.ts';

/** One picture of the stack: an instance and one of its frames (from 1). */
export type Slice = { readonly instanceId: string; readonly frame: number; readonly grey: boolean };

export type FrameSource = {
  readonly description: typeof fetchDescription;
  readonly greys: typeof fetchGreys;
  readonly picture: typeof fetchPicture;
};

const BUDGET_BYTES = 384 * 1024 * 1024;
const AHEAD = 12;
const BEHIND = 3;
const PARALLEL = 4;

/** The slices to have at hand around an index: itself, then the next in the direction of travel, then a few behind. */
export const wantedAround = (index: number, direction: 1 | -1, count: number): number[] => {
  const wanted = [index];
  for (let step = 1; step <= AHEAD; step += 1) {
    wanted.push(index + step * direction);
    if (step <= BEHIND) wanted.push(index - step * direction);
  }
  return wanted.filter((at) => at >= 0 && at < count);
};

export class FrameStore {
  readonly #slices: readonly Slice[];
  readonly #source: FrameSource;
  readonly #frames = new Map<number, PixelFrame>();
  readonly #pending = new Map<number, { promise: Promise<PixelFrame>; abort: AbortController }>();
  readonly #descriptions = new Map<string, ReturnType<FrameSource['description']>>();
  #bytes = 0;
  #queue: number[] = [];

  constructor(
    slices: readonly Slice[],
    source: FrameSource = { description: fetchDescription, greys: fetchGreys, picture: fetchPicture },
  ) {
    this.#slices = slices;
    this.#source = source;
  }

  /** The frame if it is at hand. */
  peek(index: number): PixelFrame | undefined {
    return this.#frames.get(index);
  }

  /** How many frames are at hand, for a progress line. */
  get ready(): number {
    return this.#frames.size;
  }

  /** The frame, fetched if need be. */
  get(index: number): Promise<PixelFrame> {
    const frame = this.#frames.get(index);
    if (frame !== undefined) return Promise.resolve(frame);
    const pending = this.#pending.get(index);
    if (pending !== undefined) return pending.promise;
    const abort = new AbortController();
    const promise = this.#fetch(index, abort.signal).finally(() => {
      if (this.#pending.get(index)?.abort === abort) this.#pending.delete(index);
      this.#pump();
    });
    this.#pending.set(index, { promise, abort });
    return promise;
  }

  /** Sets what to fetch ahead; what is neither wanted nor shown any more is given up. */
  want(index: number, direction: 1 | -1): void {
    const wanted = wantedAround(index, direction, this.#slices.length);
    for (const [at, { abort }] of this.#pending) {
      if (wanted.includes(at)) continue;
      this.#pending.delete(at);
      abort.abort();
    }
    this.#queue = wanted.filter((at) => !this.#frames.has(at));
    this.#pump();
  }

  /** Gives up everything under way; what is asked for later is fetched anew. */
  close(): void {
    this.#queue = [];
    for (const { abort } of this.#pending.values()) abort.abort();
    this.#pending.clear();
  }

  #pump(): void {
    while (this.#pending.size < PARALLEL) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      if (!this.#frames.has(next) && !this.#pending.has(next)) this.get(next).catch(() => undefined);
    }
  }

  async #fetch(index: number, signal: AbortSignal): Promise<PixelFrame> {
    const slice = this.#slices[index];
    if (slice === undefined) throw new RangeError(`no slice ${index}`);
    const { instanceId, grey } = slice;
    const [description, pixels] = await Promise.all([
      this.#describe(instanceId),
      grey
        ? this.#source.greys(instanceId, slice.frame, signal)
        : this.#source.picture(instanceId, slice.frame, signal),
    ]);
    const frame = pixels instanceof Uint8Array ? greyFrame(pixels, description) : colourFrame(pixels, description);
    this.#keep(index, frame);
    return frame;
  }

  // Multi-frame instances share one description; it outlives an aborted frame.
  #describe(instanceId: string): ReturnType<FrameSource['description']> {
    const known = this.#descriptions.get(instanceId);
    if (known !== undefined) return known;
    const asked = this.#source.description(instanceId, new AbortController().signal);
    this.#descriptions.set(instanceId, asked);
    asked.catch(() => this.#descriptions.delete(instanceId));
    return asked;
  }

  #keep(index: number, frame: PixelFrame): void {
    this.#frames.set(index, frame);
    this.#bytes += frame.values.byteLength;
    // Farthest from here goes first: a reader comes back to neighbours, not to the other end.
    while (this.#bytes > BUDGET_BYTES && this.#frames.size > 1) {
      const [farthest] = [...this.#frames.keys()].sort((a, b) => Math.abs(b - index) - Math.abs(a - index));
      if (farthest === undefined || farthest === index) return;
      this.#bytes -= this.#frames.get(farthest)?.values.byteLength ?? 0;
      this.#frames.delete(farthest);
    }
  }
}

type Stackable = {
  readonly id: string;
  readonly frames: number;
  readonly rows?: number | null;
  readonly photometricInterpretation?: string | null;
};

/** The stack of a series: every frame of every instance with pixels, in order. */
export const slicesOf = (instances: readonly Stackable[]): Slice[] =>
  instances
    .filter(({ rows }) => rows !== null)
    .flatMap(({ id, frames, photometricInterpretation }) =>
      Array.from({ length: Math.max(1, frames) }, (_, at) => ({
        instanceId: id,
        frame: at + 1,
        grey: isGrey(photometricInterpretation ?? 'MONOCHROME2'),
      })),
    );
