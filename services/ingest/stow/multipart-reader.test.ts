import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MultipartError, readMultipart } from './multipart-reader.ts';

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const read = async (bytes: Uint8Array, size: number, boundary = 'b') => {
  const parts: { headers: Record<string, string>; body: Buffer }[] = [];
  for await (const { headers, body } of readMultipart(pieces(bytes, size), boundary)) {
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(Buffer.from(chunk));
    parts.push({ headers: Object.fromEntries(headers), body: Buffer.concat(chunks) });
  }
  return parts;
};

test('whatever the parts hold and however the bytes are cut, they come out as they went in', async () => {
  const bytes = fc.uint8Array({ maxLength: 60 });
  // Bodies that look nearly like a boundary are the interesting ones.
  const tricky = fc
    .constantFrom('\r\n--', '\r\n-', '\r', '\n', '--b', '\r\n--c\r\n', '', '\r\n\r\n')
    .map((text) => Buffer.from(text));
  const body = fc.array(fc.oneof(bytes, tricky), { maxLength: 4 }).map((all) => Buffer.concat(all));
  await fc.assert(
    fc.asyncProperty(fc.array(body, { maxLength: 4 }), fc.integer({ min: 1, max: 40 }), async (bodies, size) => {
      fc.pre(bodies.every((each) => !each.includes('\r\n--b') && !each.subarray(0, 3).equals(Buffer.from('--b'))));
      const written = Buffer.concat([
        Buffer.from('preamble'),
        ...bodies.flatMap((each) => [Buffer.from('\r\n--b \t\r\nX-Test: 1\r\n\r\n'), each]),
        Buffer.from('\r\n--b--'),
      ]);
      const parts = await read(written, size);
      expect(parts.map((part) => part.body.toString('hex'))).toEqual(bodies.map((each) => each.toString('hex')));
      expect(parts.every((part) => part.headers['x-test'] === '1')).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a part that is not read is skipped', async () => {
  const written = Buffer.from('--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--');
  const second: string[] = [];
  let count = 0;
  for await (const { body } of readMultipart(pieces(written, 3), 'b')) {
    count += 1;
    if (count === 2) for await (const chunk of body) second.push(chunk.toString());
  }
  expect(second.join('')).toBe('two');
});

test.each([
  ['', 'malformed'],
  ['no boundary at all', 'malformed'],
  ['--b', 'cut-short'],
  ['--b\r\n\r\nbody', 'cut-short'],
  ['--bx\r\n\r\nbody\r\n--b--', 'malformed'],
  ['--b\r\nA: 1\r\nA: 2\r\n\r\n\r\n--b--', 'malformed'],
  ['--b\r\nbad header\r\n\r\n\r\n--b--', 'malformed'],
])('%j is refused', async (text, reason) => {
  await expect(read(Buffer.from(text), 5)).rejects.toThrow(MultipartError);
  await read(Buffer.from(text), 5).catch((error: MultipartError) => expect(error.reason).toBe(reason));
});

test('random bytes never hang and never crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
      await read(Buffer.concat([Buffer.from('--b\r\n'), bytes]), size).catch((error: unknown) => {
        if (!(error instanceof MultipartError)) throw error;
      });
    }),
    { numRuns: 1_000 },
  );
});
