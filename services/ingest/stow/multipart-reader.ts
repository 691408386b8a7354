// Reads `multipart/related` (RFC 2046 section 5.1, RFC 2387) as it streams in: bounded headers, bounded parts, bodies never gathered here.

export type MultipartLimits = {
  readonly parts: number;
  /** Bytes of one part's header block. */
  readonly headerBytes: number;
  /** Bytes before the first boundary. */
  readonly preambleBytes: number;
};

export const MULTIPART_LIMITS: MultipartLimits = { parts: 10_000, headerBytes: 8_192, preambleBytes: 8_192 };

/** Raised when the stream is not what its content type says. */
export class MultipartError extends Error {
  override name = 'MultipartError';
  readonly reason: 'malformed' | 'too-many-parts' | 'cut-short';
  constructor(reason: 'malformed' | 'too-many-parts' | 'cut-short', message: string) {
    super(message);
    this.reason = reason;
  }
}

/** One part. Its body is read before the next part is asked for; what is left unread is skipped. */
export type Part = {
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: AsyncIterable<Buffer>;
};

const CRLF = Buffer.from('\r\n');
const HEADERS_END = Buffer.from('\r\n\r\n');
const DASHES = Buffer.from('--');
const LONGEST_PADDING = 256;
const HEADER_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}):[ \t]*([\x20-\x7e\t]*)$/;

const malformed = (message: string): MultipartError => new MultipartError('malformed', message);

/** Bytes as they come, held only as far as a boundary or a header may still be open. */
class Window {
  readonly #source: AsyncIterator<Uint8Array>;
  held: Buffer = Buffer.alloc(0);
  ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Gets more bytes; false where there are none. */
  async more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done === true) {
      this.ended = true;
      return false;
    }
    const chunk = Buffer.from(value.buffer, value.byteOffset, value.length);
    this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    return true;
  }

  /** Gets at least `count` bytes, or throws. */
  async need(count: number): Promise<void> {
    while (this.held.length < count)
      if (!(await this.more())) throw new MultipartError('cut-short', 'The body ends before its last boundary.');
  }

  take(count: number): Buffer {
    const taken = this.held.subarray(0, count);
    this.held = this.held.subarray(count);
    return taken;
  }
}

const parseHeaders = (block: Buffer): Map<string, string> => {
  const headers = new Map<string, string>();
  if (block.length === 0) return headers;
  // Folded lines (obs-fold) are joined before they are read.
  for (const line of block
    .toString('latin1')
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) throw malformed('A part has a malformed header.');
    if (headers.has(name.toLowerCase())) throw malformed('A part has a header twice.');
    headers.set(name.toLowerCase(), value.trim());
  }
  return headers;
};

const readHeaders = async (window: Window, { headerBytes }: MultipartLimits): Promise<Map<string, string>> => {
  await window.need(2);
  // No header at all: the empty line follows the boundary at once.
  if (window.held.subarray(0, 2).equals(CRLF)) {
    window.take(2);
    return new Map();
  }
  for (;;) {
    const end = window.held.indexOf(HEADERS_END);
    if (end > headerBytes || (end < 0 && window.held.length > headerBytes))
      throw malformed('The headers of a part are too long.');
    if (end >= 0) {
      const block = window.take(end);
      window.take(HEADERS_END.length);
      return parseHeaders(block);
    }
    await window.need(window.held.length + 1);
  }
};

/** The bytes up to the next delimiter, which is consumed. */
async function* readBody(window: Window, delimiter: Buffer): AsyncGenerator<Buffer> {
  for (;;) {
    const end = window.held.indexOf(delimiter);
    if (end >= 0) {
      if (end > 0) yield window.take(end);
      window.take(delimiter.length);
      return;
    }
    // All but what could be the beginning of a delimiter is body.
    const sure = window.held.length - delimiter.length + 1;
    if (sure > 0) yield window.take(sure);
    await window.need(window.held.length + 1);
  }
}

/** After a delimiter: true where another part follows, false where the multipart is closed. */
const another = async (window: Window): Promise<boolean> => {
  await window.need(2);
  if (window.held.subarray(0, 2).equals(DASHES)) return false;
  for (let padding = 0; ; padding += 1) {
    await window.need(padding + 2);
    if (window.held.subarray(padding, padding + 2).equals(CRLF)) {
      window.take(padding + 2);
      return true;
    }
    const byte = window.held[padding];
    if (padding >= LONGEST_PADDING || (byte !== 0x20 && byte !== 0x09))
      throw malformed('A boundary is not followed by a line end.');
  }
};

const skipPreamble = async (window: Window, boundary: string, { preambleBytes }: MultipartLimits): Promise<void> => {
  const opening = Buffer.from(`--${boundary}`, 'latin1');
  // The first boundary may stand at the very start, without a line end before it.
  window.held = Buffer.concat([CRLF, window.held]);
  const delimiter = Buffer.concat([CRLF, opening]);
  for (;;) {
    const at = window.held.indexOf(delimiter);
    if (at > preambleBytes || (at < 0 && window.held.length > preambleBytes + delimiter.length))
      throw malformed('The body does not begin with its boundary.');
    if (at >= 0) {
      window.take(at + delimiter.length);
      return;
    }
    if (!(await window.more())) throw malformed('The body does not contain its boundary.');
  }
};

/** The parts of a multipart body, one after another. Throws {@link MultipartError}. */
export async function* readMultipart(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
  limits: MultipartLimits = MULTIPART_LIMITS,
): AsyncGenerator<Part> {
  const window = new Window(source);
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  await skipPreamble(window, boundary, limits);
  for (let count = 1; await another(window); count += 1) {
    if (count > limits.parts)
      throw new MultipartError('too-many-parts', `A request has at most ${limits.parts} parts.`);
    const headers = await readHeaders(window, limits);
    // An empty body: the delimiter's line end is the one that ended the headers.
    window.held = Buffer.concat([CRLF, window.held]);
    const body = skipFirst(readBody(window, delimiter), CRLF.length);
    yield { headers, body };
    for await (const _ of body);
  }
}

/** The body without the line end that was put in front of it; reading it again goes on where it was left. */
const skipFirst = (body: AsyncGenerator<Buffer>, count: number): AsyncIterable<Buffer> => {
  let left = count;
  const next = async (): Promise<IteratorResult<Buffer>> => {
    for (;;) {
      const step = await body.next();
      if (step.done === true || left === 0) return step;
      const skipped = Math.min(left, step.value.length);
      left -= skipped;
      if (step.value.length > skipped) return { done: false, value: step.value.subarray(skipped) };
    }
  };
  // A reader that stops early leaves the rest to be skipped: the generator is not closed.
  return { [Symbol.asyncIterator]: () => ({ next, return: async () => ({ done: true, value: undefined }) }) };
};
