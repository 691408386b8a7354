import { randomBytes } from 'node:crypto';
import { openIdentity, putText, readDicom, restoreIdentity, Tag, text, writeDicom } from '@hounsfield/dicom';
import { isRefusal, newId } from '@hounsfield/kernel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ctSlice, freshUid, IDENTIFYING_WORDS } from '../test-studies.ts';
import { type FileSource, type InstanceParser, type Parsed, startInstanceParser } from './instance-parser.ts';
import { identityContext, SEALING_KEY_ID } from './parse-instance.ts';
import { ParserGoneError } from './parser-process.ts';

const keys = { tenantId: newId(), uidMapKey: randomBytes(32), sealingKey: randomBytes(32) };
let parser: InstanceParser;
beforeAll(() => {
  parser = startInstanceParser();
});
afterAll(() => parser.close());

const parse = (source: FileSource, expectedStudyUid?: string, by = parser) =>
  by.parse(source, { keys, ...(expectedStudyUid === undefined ? {} : { expectedStudyUid }) }, async (parsed) => parsed);
const accepted = async (source: FileSource): Promise<Parsed> => {
  const parsed = await parse(source);
  if (isRefusal(parsed)) throw new Error(`${parsed.code}: ${parsed.message}`);
  return parsed as Parsed;
};
const codeOf = async (source: FileSource, expectedStudyUid?: string) => {
  const parsed = await parse(source, expectedStudyUid);
  return isRefusal(parsed) ? parsed.code : 'ACCEPTED';
};
async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('a file comes out de-identified, and its identity sealed beside it', async () => {
  const original = ctSlice({ studyUid: freshUid() });
  const { summary, sealed, body, length } = await accepted(original);
  const file = Buffer.from(body as Uint8Array);
  expect(file).toHaveLength(length);
  for (const word of IDENTIFYING_WORDS) {
    expect(file.includes(word)).toBe(false);
    expect(Buffer.from(sealed).includes(word)).toBe(false);
    expect(JSON.stringify(summary)).not.toContain(word);
  }
  const key = { id: SEALING_KEY_ID, key: keys.sealingKey };
  const identity = openIdentity(sealed, key, identityContext(keys.tenantId, summary.instanceId));
  const cleaned = await readDicom(file);
  if (isRefusal(identity) || isRefusal(cleaned)) throw new Error('it does not open');
  const restored = writeDicom({ ...cleaned, dataset: restoreIdentity(cleaned.dataset, identity) });
  expect(Buffer.compare(restored, original)).toBe(0);
});

test('the same bytes get the same id and the same file, whole or in pieces; other bytes get others', async () => {
  const [one, two] = [ctSlice({ studyUid: freshUid() }), ctSlice({ studyUid: freshUid(), number: 2 })];
  const [first, again, other] = [await accepted(one), await accepted(pieces(one, 1_000)), await accepted(two)];
  expect(again.summary.instanceId).toBe(first.summary.instanceId);
  expect(again.sha256).toBe(first.sha256);
  expect(other.summary.instanceId).not.toBe(first.summary.instanceId);
});

test('a large file passes through in pieces', async () => {
  const bytes = ctSlice({ studyUid: freshUid(), size: 512, frames: 80 });
  expect(bytes.length).toBeGreaterThan(40 * 1024 * 1024);
  let received = 0;
  const length = await parser.parse(pieces(bytes, 65_536), { keys }, async (parsed) => {
    expect(parsed.body).not.toBeInstanceOf(Uint8Array);
    for await (const piece of parsed.body as AsyncIterable<Uint8Array>) received += piece.length;
    return parsed.length;
  });
  expect(received).toBe(length);
});

test('many files at once share few children, and each gets its own answer', async () => {
  const files = Array.from({ length: 20 }, (_, n) => ({ n, bytes: ctSlice({ studyUid: freshUid(), number: n }) }));
  const answers = await Promise.all(files.map(async ({ n, bytes }) => ({ n, parsed: await accepted(bytes) })));
  for (const { n, parsed } of answers) expect(parsed.summary.number).toBe(n);
});

const uid = freshUid();
const without = (tag: Tag) => ctSlice({ studyUid: uid, change: (dataset) => void dataset.delete(tag) });
test.each([
  ['an empty file', new Uint8Array(0), 'NOT_DICOM'],
  ['text', Buffer.from('hello '.repeat(100)), 'NOT_DICOM'],
  [
    'an executable in the preamble',
    Buffer.concat([Buffer.from('MZ'), ctSlice({ studyUid: uid }).subarray(2)]),
    'POLYGLOT_PREAMBLE',
  ],
  ['a file cut short', ctSlice({ studyUid: uid }).subarray(0, -100), 'TRUNCATED'],
  ['an image without pixel data', without(Tag.PixelData), 'NO_PIXEL_DATA'],
  ['a file without a study UID', without(Tag.StudyInstanceUID), 'MISSING_UID'],
  [
    'a study UID that is a path',
    ctSlice({ studyUid: '../../etc/passwd', seriesUid: uid, instanceUid: uid }),
    'BAD_UID',
  ],
  ['a DICOMDIR', ctSlice({ studyUid: uid, sopClassUid: '1.2.840.10008.1.3.10' }), 'SOP_CLASS_NOT_SUPPORTED'],
])('%s is refused with its reason', async (_, bytes, code) => {
  expect(await codeOf(bytes)).toBe(code);
});

test('a file of another study than the one named is refused', async () => {
  expect(await codeOf(ctSlice({ studyUid: uid }), freshUid())).toBe('STUDY_MISMATCH');
  expect(await codeOf(ctSlice({ studyUid: uid }), uid)).toBe('ACCEPTED');
});

test('a refused stream is not read to its end, and the child goes on to the next file', async () => {
  let sent = 0;
  const endless = async function* () {
    for (;;) {
      sent += 65_536;
      yield Buffer.alloc(65_536, 'x');
    }
  };
  expect(await codeOf(endless())).toBe('NOT_DICOM');
  expect(sent).toBeLessThan(64 * 1024 * 1024);
  expect(await codeOf(ctSlice({ studyUid: uid }))).toBe('ACCEPTED');
});

test('what the source throws is thrown, and the next file is not disturbed', async () => {
  const broken = async function* () {
    yield ctSlice({ studyUid: uid }).subarray(0, 500);
    throw new Error('the line is down');
  };
  await expect(parse(broken())).rejects.toThrow('the line is down');
  expect(await codeOf(ctSlice({ studyUid: uid }))).toBe('ACCEPTED');
});

test('a file that takes too long is refused by killing the child', async () => {
  const impatient = startInstanceParser({ processes: 1, patienceMs: 1 });
  const answer = await parse(ctSlice({ studyUid: uid }), undefined, impatient);
  expect(isRefusal(answer) && answer.code).toBe('FILE_TOO_COSTLY');
  await impatient.close();
});

test('a file that takes too much memory is refused by killing the child', async () => {
  const poor = startInstanceParser({ processes: 1, baseBytes: 1 });
  const slowly = async function* () {
    const bytes = ctSlice({ studyUid: uid });
    yield bytes.subarray(0, 100);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    yield bytes.subarray(100);
  };
  const answer = await parse(slowly(), undefined, poor);
  expect(isRefusal(answer) && answer.code).toBe('FILE_TOO_COSTLY');
  await poor.close();
});

test('a child that dies for another reason is a fault, not a refusal', async () => {
  const doomed = startInstanceParser({ processes: 1 });
  const slow = async function* () {
    yield ctSlice({ studyUid: uid }).subarray(0, 100);
    await doomed.close();
    yield Buffer.alloc(1);
  };
  await expect(parse(slow(), undefined, doomed)).rejects.toThrow(ParserGoneError);
});

test("the sender's words are read in any character set", async () => {
  const named = ctSlice({
    studyUid: freshUid(),
    change: (dataset) => {
      putText(dataset, Tag.PatientName, 'Q');
      putText(dataset, Tag.SpecificCharacterSet, 'GB18030');
      putText(dataset, Tag.PatientName, 'Wang^XiaoDong=王^小东');
      putText(dataset, Tag.StudyDescription, '胸部平扫');
    },
  });
  const { body } = await accepted(named);
  const cleaned = await readDicom(body as Uint8Array);
  if (isRefusal(cleaned)) throw new Error(cleaned.code);
  expect(text(cleaned.dataset, Tag.PatientName)).toMatch(/^HF-/);
});
