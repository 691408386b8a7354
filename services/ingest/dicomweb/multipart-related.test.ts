import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BodyPart, readMultipartRelated, relatedParameters } from './multipart-related.ts';

const LIMITS = { maxParts: 50, maxPartBytes: 4_096 };

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (body: Buffer, chunk = 7, limits = LIMITS) => {
  const seen = [];
  for await (const each of readMultipartRelated(inChunks(body, chunk), 'b', limits)) seen.push(each);
  return seen;
};

const encode = (bodies: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    ...bodies.flatMap((body) => [Buffer.from('\r\n--b\r\nContent-Type: application/dicom\r\n\r\n'), body]),
    Buffer.from('\r\n--b--\r\n'),
  ]);

test('every part comes back byte for byte, however the body is cut into chunks', async () => {
  const boundaryFree = fc.uint8Array({ maxLength: 300 }).filter((bytes) => !Buffer.from(bytes).includes('\r\n--b'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(boundaryFree, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 64 }),
      async (bodies, chunk) => {
        const parts = (await read(encode(bodies), chunk)) as BodyPart[];
        expect(parts.map((part) => Buffer.from(part.body).toString('hex'))).toEqual(
          bodies.map((body) => Buffer.from(body).toString('hex')),
        );
        expect(parts.every((part) => part.headers.get('content-type') === 'application/dicom')).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

test('the first boundary may stand without a line break before it', async () => {
  expect(await read(encode([Buffer.from('x')]).subarray(2))).toHaveLength(1);
});

test('a body cut anywhere is refused as truncated, and never yields a part that was not whole', async () => {
  const whole = encode([Buffer.from('first'), Buffer.from('second')]);
  for (let length = 0; length < whole.length - 4; length += 1) {
    const seen = await read(whole.subarray(0, length));
    expect(seen.at(-1)).toMatchObject({ kind: 'refusal' });
    for (const each of seen)
      if (each.kind === 'part') expect(['first', 'second']).toContain(Buffer.from(each.body).toString());
  }
});

test('too large a part, too many parts and a wrong boundary each have their own code', async () => {
  expect((await read(encode([Buffer.alloc(5_000)]))).at(-1)).toMatchObject({ code: 'PART_TOO_LARGE' });
  expect((await read(encode(Array(51).fill(Buffer.from('x'))))).at(-1)).toMatchObject({ code: 'TOO_MANY_PARTS' });
  expect((await read(Buffer.from('\r\n--other\r\n\r\nx\r\n--other--'))).at(-1)).toMatchObject({
    code: 'MULTIPART_MALFORMED',
  });
});

test('a boundary that never ends is given up after the part limit, not after the body', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('--b\r\n\r\n');
    for (;;) yield Buffer.alloc(1_024);
  }
  const seen = [];
  for await (const each of readMultipartRelated(endless(), 'b', LIMITS)) seen.push(each);
  expect(seen).toMatchObject([{ code: 'PART_TOO_LARGE' }]);
});

test('parameters of the content type are read quoted or bare, and anything else is no multipart/related', () => {
  expect(relatedParameters('multipart/related; type="application/dicom"; boundary=b')).toEqual({
    boundary: 'b',
    type: 'application/dicom',
  });
  expect(relatedParameters('Multipart/Related;boundary="a b c"')).toEqual({ boundary: 'a b c', type: undefined });
  for (const wrong of [
    undefined,
    'application/json',
    'multipart/form-data; boundary=b',
    'multipart/related',
    `multipart/related; boundary=${'x'.repeat(71)}`,
  ]) {
    expect(relatedParameters(wrong)).toBeUndefined();
  }
});
