// The parser child: files of strangers are read here, in a process without secrets, network code or the right to write, that may be killed.
import { createHash } from 'node:crypto';
import type { DicomSource } from '@hounsfield/dicom';
import { isRefusal, refusal } from '@hounsfield/kernel';
import { FrameReader, writeBody, writeFrame } from './frames.ts';
import { type ParsedInstance, type ParseRefusalCode, parseInstance, type RefusedFile } from './parse-instance.ts';
import type { ParseAnswer, ParseJob } from './parser-protocol.ts';

/** Up to here a file is gathered before it is read: values are then views of it instead of copies. */
const GATHERED_BYTES = 32 * 1024 * 1024;

const gather = async (body: AsyncGenerator<Buffer>): Promise<DicomSource> => {
  const chunks: Buffer[] = [];
  let size = 0;
  while (size <= GATHERED_BYTES) {
    const { value, done } = await body.next();
    if (done === true) return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
    chunks.push(value);
    size += value.length;
  }
  return (async function* () {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) yield chunk;
    yield* body;
  })();
};

const parse = async (
  job: ParseJob,
  body: AsyncGenerator<Buffer>,
): Promise<ParsedInstance | RefusedFile<ParseRefusalCode>> => {
  const { keys, ...options } = job;
  const [uidMapKey, sealingKey] = [Buffer.from(keys.uidMapKey, 'base64'), Buffer.from(keys.sealingKey, 'base64')];
  try {
    return await parseInstance(await gather(body), { ...options, keys: { ...keys, uidMapKey, sealingKey } });
  } catch (error) {
    // The message may quote the file: only the error's name and place leave the child.
    const place =
      error instanceof Error ? error.stack?.split('\n').find((line) => line.includes('/services/')) : undefined;
    const name = error instanceof Error ? error.name : 'unknown';
    return refusal('PARSER_FAILED', `The file could not be read (${name} ${place?.trim().split('/').at(-1) ?? ''}).`);
  }
};

const input = new FrameReader(process.stdin);
for (let frame = await input.next(); frame !== undefined; frame = await input.next()) {
  const body = input.body();
  const parsed = await parse(JSON.parse(frame.toString('utf8')) as ParseJob, body);
  const answer: ParseAnswer = isRefusal(parsed)
    ? { refusal: parsed }
    : {
        reference: parsed.reference,
        summary: parsed.summary,
        sealedBytes: parsed.sealed.length,
        fileBytes: parsed.file.length,
        fileSha256: createHash('sha256').update(parsed.file).digest('hex'),
      };
  await writeFrame(process.stdout, Buffer.from(JSON.stringify(answer), 'utf8'));
  // A refused file may not have been read to its end: the sender stops when it sees the answer, the rest makes room.
  while ((await body.next()).done !== true);
  if (isRefusal(parsed)) continue;
  for (const part of [parsed.sealed, parsed.file]) {
    await writeBody(process.stdout, part);
    await writeFrame(process.stdout, new Uint8Array(0));
  }
}
