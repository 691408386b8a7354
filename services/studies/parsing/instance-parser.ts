// The parser: a few children that take files one at a time each. A file that is too costly is refused; the process lives on.
import { refusal } from '@hounsfield/kernel';
import { writeBody, writeFrame } from './frames.ts';
import type { InstanceSummary, SummaryKeys } from './instance-summary.ts';
import type { ParseRefusalCode, RefusedFile, SopReference } from './parse-instance.ts';
import { ParserPool } from './parser-pool.ts';
import { ParserGoneError, type ParserProcess } from './parser-process.ts';
import type { ParseAnswer, ParseJob } from './parser-protocol.ts';
import { Turnstile } from './turnstile.ts';

/** Bytes at once, or pieces as they arrive. */
export type FileSource = Uint8Array | AsyncIterable<Uint8Array>;

export type ParseRequest = {
  readonly keys: SummaryKeys;
  readonly expectedStudyUid?: string;
  /** Where it is known: large files then wait for their turn before they are read. */
  readonly sizeBytes?: number;
};

/** A file as it left the child: de-identified, its length and digest known before its bytes are read. */
export type Parsed = {
  readonly reference: SopReference;
  readonly summary: InstanceSummary;
  readonly sealed: Uint8Array;
  readonly length: number;
  readonly sha256: string;
  /** All bytes of a small file; a large one comes in pieces, to be read once. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
};
export type ParserRefusal = RefusedFile<ParseRefusalCode | 'FILE_TOO_COSTLY'>;

export type InstanceParser = {
  /**
   * Takes one file through a child and hands what became of it to `use`. Throws what the source or `use` throws, and
   * ParserGoneError when the child died for no reason of ours.
   */
  parse<Result>(
    source: FileSource,
    request: ParseRequest,
    use: (parsed: Parsed) => Promise<Result>,
  ): Promise<Result | ParserRefusal>;
  /** Bytes of the largest file that is taken. */
  readonly largestBytes: number;
  close(): Promise<void>;
};

export type InstanceParserOptions = {
  /** Children at most; started when first needed. */
  readonly processes?: number;
  readonly largestBytes?: number;
  /** Longest time the child may take over anything: a chunk, the parsing, a piece of the answer. */
  readonly patienceMs?: number;
  /** Memory a child may hold beside three times the file. */
  readonly baseBytes?: number;
};

const MIB = 1024 * 1024;
/** Answers up to here are taken off the child at once, so that it can go on while they are stored. */
const BUFFERED_BYTES = 16 * MIB;
const END = new Uint8Array(0);

/** 1 GiB: a file is held up to three times while it is rewritten. */
export const LARGEST_INSTANCE_BYTES = 1024 * MIB;
/** Of files from here on, one is read at a time, whatever the number of children. */
const LARGE_BYTES = 128 * MIB;

type Settings = Required<InstanceParserOptions>;

/** Slowest pace at which a child may work through a file, on top of its patience. */
const BYTES_PER_MS = 16 * 1024;

const feed = async (
  child: ParserProcess,
  source: FileSource,
  { patienceMs }: Settings,
  onBytes: (total: number) => Promise<void> | undefined,
): Promise<ParseAnswer> => {
  let total = 0;
  let answered = false;
  const answering = child.output.next().finally(() => {
    answered = true;
  });
  answering.catch(() => undefined);
  for await (const chunk of source instanceof Uint8Array ? [source] : source) {
    total += chunk.length;
    await onBytes(total);
    await child.within(patienceMs, writeBody(child.input, chunk));
    if (answered) break;
  }
  await child.within(patienceMs, writeFrame(child.input, END));
  const frame = await child.within(patienceMs + total / BYTES_PER_MS, answering);
  // The stream ends a moment before the child is seen to be gone.
  if (frame === undefined) return child.within(patienceMs, new Promise<never>(() => undefined));
  return JSON.parse(frame.toString('utf8')) as ParseAnswer;
};

async function* bodyOf(child: ParserProcess, patienceMs: number): AsyncGenerator<Buffer> {
  for (;;) {
    const frame = await child.within(patienceMs, child.output.next());
    if (frame === undefined || frame.length === 0) return;
    yield frame;
  }
}

const whole = async (body: AsyncIterable<Buffer>): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
};

/** Starts no child yet; call `close()` at the end. */
export const startInstanceParser = (options: InstanceParserOptions = {}): InstanceParser => {
  const settings: Settings = {
    processes: 2,
    largestBytes: LARGEST_INSTANCE_BYTES,
    patienceMs: 15_000,
    baseBytes: 256 * MIB,
    ...options,
  };
  const pool = new ParserPool(settings.processes);
  const large = new Turnstile();

  const parse: InstanceParser['parse'] = async (source, { keys, expectedStudyUid, sizeBytes = 0 }, use) => {
    let leave = sizeBytes >= LARGE_BYTES ? await large.enter() : undefined;
    const child = await pool.lease();
    let [released, fed] = [false, 0];
    const unwatch = child.watchMemory(() => settings.baseBytes + 3 * fed);
    const done = (sound: boolean): void => {
      if (released) return;
      released = true;
      unwatch();
      pool.release(child, sound);
    };
    const onBytes = (total: number): Promise<void> | undefined => {
      fed = total;
      if (total < LARGE_BYTES || leave !== undefined) return undefined;
      return large.enter().then((turn) => {
        leave = turn;
      });
    };
    try {
      child.jobs += 1;
      const job: ParseJob = {
        keys: {
          tenantId: keys.tenantId,
          uidMapKey: Buffer.from(keys.uidMapKey).toString('base64'),
          sealingKey: Buffer.from(keys.sealingKey).toString('base64'),
        },
        ...(expectedStudyUid === undefined ? {} : { expectedStudyUid }),
        largestBytes: settings.largestBytes,
      };
      await child.within(settings.patienceMs, writeFrame(child.input, Buffer.from(JSON.stringify(job), 'utf8')));
      const answer = await feed(child, source, settings, onBytes);
      if ('refusal' in answer) {
        done(true);
        return answer.refusal;
      }
      const { reference, summary, fileBytes: length, fileSha256: sha256 } = answer;
      const sealed = await whole(bodyOf(child, settings.patienceMs));
      const stream = bodyOf(child, settings.patienceMs);
      if (length > BUFFERED_BYTES) {
        const result = await use({ reference, summary, sealed, length, sha256, body: stream });
        // What `use` left unread would be taken for the next answer.
        for await (const _ of stream);
        done(true);
        return result;
      }
      const body = await whole(stream);
      done(true);
      return await use({ reference, summary, sealed, length, sha256, body });
    } catch (error) {
      if (error instanceof ParserGoneError && error.reason !== 'unexpected')
        return refusal('FILE_TOO_COSTLY', 'Reading the file takes more time or memory than any file may.');
      throw error;
    } finally {
      done(false);
      leave?.();
    }
  };

  return {
    parse,
    largestBytes: settings.largestBytes,
    close: () => pool.close(),
  };
};
