// multipart/related (RFC 2387, PS3.18 section 8.6.1.2) read as a stream within limits: one part at a time, never the whole body.
import { type Refusal, refusal } from '@hounsfield/kernel';

/** One body part: its header fields (names in lower case) and its bytes. */
export type BodyPart = {
  readonly kind: 'part';
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
};

export type MultipartRefusalCode = 'MULTIPART_MALFORMED' | 'MULTIPART_TRUNCATED' | 'PART_TOO_LARGE' | 'TOO_MANY_PARTS';

export type MultipartLimits = { readonly maxParts: number; readonly maxPartBytes: number };

const MAX_HEADER_BYTES = 8 * 1024;
/** RFC 2046 section 5.1.1: 1 to 70 characters of this set, not ending in a space. */
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/** The `boundary` and `type` parameters of a multipart/related content type; `undefined` when it is something else. */
export const relatedParameters = (
  contentType: string | undefined,
): { readonly boundary: string; readonly type: string | undefined } | undefined => {
  if (contentType === undefined || !/^multipart\/related\s*(;|$)/i.test(contentType)) return undefined;
  const parameter = (name: string): string | undefined => {
    const match = new RegExp(`;\\s*${name}=(?:"([^"\\r\\n]*)"|([^;\\s"]+))`, 'i').exec(contentType);
    return match?.[1] ?? match?.[2];
  };
  const boundary = parameter('boundary');
  return boundary !== undefined && BOUNDARY.test(boundary)
    ? { boundary, type: parameter('type')?.toLowerCase() }
    : undefined;
};

const parseHeaders = (bytes: Buffer): ReadonlyMap<string, string> | undefined => {
  const headers = new Map<string, string>();
  for (const line of bytes.toString('latin1').split('\r\n')) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1) return undefined;
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
};

// Bytes that arrived and are not consumed yet. Chunks are joined only as far as the next search needs them.
class Window {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const next = await this.#source.next();
    if (next.done === true) {
      this.#ended = true;
      return false;
    }
    this.#held = this.#held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#held, next.value]);
    return true;
  }

  /** The first `count` bytes without consuming them; fewer at the end of the body. */
  async peek(count: number): Promise<Buffer> {
    while (this.#held.length < count && (await this.#more()));
    return this.#held.subarray(0, count);
  }

  skip(count: number): void {
    this.#held = this.#held.subarray(count);
  }

  /** Consumes up to and including `mark`; answers what stood before it, or why it was not found within `limit` bytes. */
  async through(mark: Buffer, limit: number): Promise<Buffer | 'too-long' | 'ended'> {
    const kept: Buffer[] = [];
    let length = 0;
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at >= 0) {
        if (length + at > limit) return 'too-long';
        kept.push(this.#held.subarray(0, at));
        this.#held = this.#held.subarray(at + mark.length);
        return kept.length === 1 ? (kept[0] as Buffer) : Buffer.concat(kept);
      }
      // Everything but a possible beginning of the mark is settled.
      const settled = Math.max(0, this.#held.length - (mark.length - 1));
      if (settled > 0) {
        kept.push(this.#held.subarray(0, settled));
        length += settled;
        this.#held = this.#held.subarray(settled);
      }
      if (length > limit) return 'too-long';
      if (!(await this.#more())) return 'ended';
    }
  }
}

const CRLF = Buffer.from('\r\n');
const HEADER_END = Buffer.from('\r\n\r\n');
const malformed = (what: string): Refusal<MultipartRefusalCode> => refusal('MULTIPART_MALFORMED', what);
const truncated = (): Refusal<MultipartRefusalCode> =>
  refusal('MULTIPART_TRUNCATED', 'The body ended before its closing boundary.');

/** Reads the parts in order. The last value may be a refusal, after which nothing follows. */
export async function* readMultipartRelated(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
  limits: MultipartLimits,
): AsyncGenerator<BodyPart | Refusal<MultipartRefusalCode>, void> {
  const window = new Window(source);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const first = await window.peek(delimiter.length - 2);
  // The first delimiter may stand at the very start, without the line break that belongs to all others.
  if (first.equals(delimiter.subarray(2))) window.skip(first.length);
  else if (typeof (await window.through(delimiter, MAX_HEADER_BYTES)) === 'string') {
    yield malformed('The body does not start with its boundary.');
    return;
  }
  for (let parts = 1; ; parts += 1) {
    const tail = await window.peek(2);
    if (tail.toString('latin1') === '--') return;
    if (parts > limits.maxParts) {
      yield refusal('TOO_MANY_PARTS', `At most ${limits.maxParts} parts may be sent in one request.`);
      return;
    }
    const padding = await window.through(CRLF, MAX_HEADER_BYTES);
    if (typeof padding === 'string') {
      yield padding === 'ended' ? truncated() : malformed('A boundary is not followed by a line break.');
      return;
    }
    // A part without header fields has the empty line at once.
    const noHeaders = (await window.peek(2)).equals(CRLF);
    if (noHeaders) window.skip(2);
    const raw = noHeaders ? Buffer.alloc(0) : await window.through(HEADER_END, MAX_HEADER_BYTES);
    const headers = typeof raw === 'string' ? undefined : parseHeaders(raw);
    if (headers === undefined) {
      yield raw === 'ended' ? truncated() : malformed('The header of a part cannot be read.');
      return;
    }
    const body = await window.through(delimiter, limits.maxPartBytes);
    if (typeof body === 'string') {
      yield body === 'ended'
        ? truncated()
        : refusal('PART_TOO_LARGE', `A part may hold at most ${limits.maxPartBytes} bytes.`);
      return;
    }
    yield { kind: 'part', headers, body };
  }
}
