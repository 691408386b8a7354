import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Tag } from '@hounsfield/dicom';
import { findVersitygw } from '@hounsfield/storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CONSOLE,
  freshUid,
  multipart,
  RELATED,
  slice,
  startTestIngest,
  type TestCaller,
  type TestIngest,
} from '../test-ingest.ts';

const binary = findVersitygw();
const suite = binary === undefined ? describe.skip : describe;

type Answer = Record<string, { Value: Array<Record<string, { Value: unknown[] }>> }>;
const FAILED = '00081198';
const STORED = '00081199';
const OTHER = '0008119A';

suite('STOW-RS', () => {
  let bed: TestIngest;
  let caller: TestCaller;
  beforeAll(async () => {
    bed = await startTestIngest(binary as string);
    caller = await bed.organisation();
  });
  afterAll(() => bed.stop());

  const post = (body: Uint8Array, headers: Record<string, string> = {}, path = '/studies', key = caller.key) =>
    fetch(`${bed.url}${path}`, {
      method: 'POST',
      body: Buffer.from(body),
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': RELATED,
        accept: 'application/dicom+json',
        ...headers,
      },
    });
  const reasons = (answer: Answer, sequence: string) =>
    (answer[sequence]?.Value ?? []).map((item) => item['00081197']?.Value[0]);

  test('stores every part and says where it is', async () => {
    const study = freshUid();
    const answer = await post(multipart([1, 2, 3].map((number) => slice({ study, number }))));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/dicom+json');
    const json = (await answer.json()) as Answer;
    expect(json['00081190']).toEqual({ vr: 'UR', Value: [`${CONSOLE}/dicomweb/studies/${study}`] });
    expect(json[STORED]?.Value.map((item) => item['00081155']?.Value[0])).toEqual(
      [1, 2, 3].map((n) => `${study}.1.${n}`),
    );
    expect(json[STORED]?.Value[0]?.['00081190']?.Value[0]).toBe(
      `${CONSOLE}/dicomweb/studies/${study}/series/${study}.1/instances/${study}.1.1`,
    );
    expect(json[FAILED]).toBeUndefined();
  });

  test('the same again is stored again: 200', async () => {
    const body = multipart([slice({ study: freshUid() })]);
    expect((await post(body)).status).toBe(200);
    expect((await post(body)).status).toBe(200);
  });

  test('some stored, some not: 202, and each failure has its reason', async () => {
    const study = freshUid();
    await post(multipart([slice({ study, number: 9 })]));
    const answer = await post(
      multipart([
        slice({ study, number: 1 }),
        Buffer.from('not a file'),
        slice({ study, number: 9, size: 16 }),
        slice({ study, number: 2, change: (dataset) => void dataset.delete(Tag.PixelData) }),
      ]),
    );
    expect(answer.status).toBe(202);
    const json = (await answer.json()) as Answer;
    expect(json[STORED]?.Value).toHaveLength(1);
    expect(reasons(json, FAILED)).toEqual([0x0111, 0xa900]);
    expect(json[FAILED]?.Value[0]?.['00081155']?.Value).toEqual([`${study}.1.9`]);
    expect(reasons(json, OTHER)).toEqual([0xc000]);
  });

  test('instances of another study than the one in the address are refused one by one', async () => {
    const [study, other] = [freshUid(), freshUid()];
    const answer = await post(multipart([slice({ study: other })]), {}, `/studies/${study}`);
    expect(answer.status).toBe(409);
    expect(reasons((await answer.json()) as Answer, FAILED)).toEqual([0xc409]);
    const mixed = await post(multipart([slice({ study: other }), slice({ study })]), {}, `/studies/${study}`);
    expect(mixed.status).toBe(202);
  });

  test('a large part is taken as it streams in, between small ones', async () => {
    const study = freshUid();
    const big = slice({ study, number: 2, size: 1_024, frames: 10 });
    expect(big.length).toBeGreaterThan(16 * 1024 * 1024);
    const answer = await post(multipart([slice({ study, number: 1 }), big, slice({ study, number: 3 })]));
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as Answer)[STORED]?.Value).toHaveLength(3);
  });

  test('one instance may be sent by itself', async () => {
    const answer = await post(slice({ study: freshUid() }), { 'content-type': 'application/dicom' });
    expect(answer.status).toBe(200);
  });

  const part = () => multipart([slice({ study: '1.2.3.4.5' })]);
  test.each([
    ['a type that is not stored', RELATED.replace('application/dicom', 'application/dicom+json'), part(), 415],
    ['no multipart', 'application/json', Buffer.from('{}'), 415],
    ['no content type parameter', 'multipart/related; boundary=b0und', part(), 400],
    ['no boundary', 'multipart/related; type="application/dicom"', part(), 400],
    ['a boundary of forbidden characters', `${RELATED.replace('b0und', '"b\u0001d"')}`, part(), 400],
    ['a boundary of 201 characters', RELATED.replace('b0und', 'x'.repeat(201)), part(), 400],
    ['another boundary than the body has', RELATED.replace('b0und', 'other'), part(), 400],
    ['nothing before the end', RELATED, Buffer.from('--b0und--\r\n'), 400],
    ['an empty body', RELATED, Buffer.alloc(0), 400],
    ['a body without its last boundary', RELATED, part().subarray(0, -20), 400],
    ['a nested multipart', RELATED, multipart([part()], 'b0und', 'multipart/related; boundary=inner'), 415],
    ['a part of JSON', RELATED, multipart([Buffer.from('{}')], 'b0und', 'application/json'), 415],
    ['a header without end', RELATED, Buffer.concat([Buffer.from('--b0und\r\nX: '), Buffer.alloc(20_000, 'a')]), 400],
    ['a header that is none', RELATED, Buffer.from('--b0und\r\nnonsense\r\n\r\nx\r\n--b0und--\r\n'), 400],
  ])('%s is refused', async (_, contentType, body, status) => {
    const answer = await post(body, { 'content-type': contentType }).catch(() => undefined);
    if (contentType.includes('\u0001')) return expect(answer).toBeUndefined();
    expect(answer?.status).toBe(status);
  });

  test('a compressed body is refused before it is inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    expect((await post(bomb, { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('more parts than any study has are refused', async () => {
    const body = multipart(Array.from({ length: 10_050 }, () => Buffer.alloc(0)));
    const answer = await post(body);
    expect(answer.status).toBe(413);
  }, 60_000);

  test('a body that never ends is refused when it is too large', async () => {
    const headers = { authorization: `Bearer ${caller.key}`, 'content-type': RELATED };
    const sending = request(`${bed.url}/studies`, { method: 'POST', headers });
    const status = new Promise((resolve) => {
      sending.on('response', (answer) => resolve(answer.resume().statusCode));
      sending.on('error', () => resolve('cut off'));
    });
    const chunk = Buffer.alloc(1024 * 1024);
    const more = (): void => {
      while (!sending.destroyed && sending.write(chunk));
    };
    sending.on('drain', more);
    sending.write('--b0und\r\nContent-Type: application/dicom\r\n\r\n');
    more();
    // A sender that keeps writing may see its connection reset before it reads the answer; it must see one of the two.
    expect([413, 'cut off']).toContain(await status);
    sending.destroy();
    expect((await post(multipart([slice({ study: freshUid() })]))).status).toBe(200);
  });

  test('a sender that lies about its length and hangs up stores nothing and disturbs nobody', async () => {
    const { hostname, port } = new URL(bed.url);
    const socket = connect(Number(port), hostname);
    const head = `POST /dicomweb/studies HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${caller.key}\r\nContent-Type: ${RELATED}\r\nContent-Length: 4294967295\r\n\r\n`;
    socket.write(head);
    socket.write(multipart([slice({ study: freshUid() })]).subarray(0, 300));
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.destroy();
    expect((await post(multipart([slice({ study: freshUid() })]))).status).toBe(200);
  });

  test('only callers who may send studies store any', async () => {
    const reader = await caller.keyWith(['studies:read']);
    const body = multipart([slice({ study: freshUid() })]);
    expect((await post(body, {}, '/studies', reader)).status).toBe(403);
    expect((await post(body, {}, '/studies', 'hf_live_nobody')).status).toBe(401);
    expect((await post(body, {}, '/studies/..%2f..%2fx')).status).toBe(400);
    expect((await post(body, { accept: 'application/dicom+xml' })).status).toBe(406);
  });

  test('one UID in two organisations is two objects; neither learns of the other', async () => {
    const other = await bed.organisation();
    const study = freshUid();
    expect((await post(multipart([slice({ study })]))).status).toBe(200);
    const answer = await post(multipart([slice({ study, size: 16 })]), {}, '/studies', other.key);
    expect(answer.status).toBe(200);
  });

  test('no name, id or UID of a patient is logged', async () => {
    const study = freshUid();
    await post(multipart([slice({ study }), Buffer.from('Wang^XiaoDong')]), {}, `/studies/${study}`);
    const text = bed.logged.join('');
    expect(text).toContain('/dicomweb/studies/:study');
    for (const word of [study, 'Wang', 'PID-20931', caller.key]) expect(text).not.toContain(word);
  });
});
