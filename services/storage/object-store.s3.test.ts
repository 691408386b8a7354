import { createHash, randomBytes } from 'node:crypto';
import { createServer, connect as dial, type Server } from 'node:net';
import { ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createObjectStore,
  findVersitygw,
  ObjectCorruptError,
  ObjectMissingError,
  startTestObjectStore,
  sweepMultiparts,
  type TestObjectStore,
  tenantKey,
  tenantPrefix,
} from './index.ts';

const binary = findVersitygw();
const suite = binary === undefined ? describe.skip : describe;
const MIB = 1024 * 1024;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

suite('the object store', () => {
  let s3: TestObjectStore;
  const tenant = newId<TenantId>();
  const freshKey = () => tenantKey(tenant, 'instance', newId());

  beforeAll(async () => {
    s3 = await startTestObjectStore(binary as string);
  });
  afterAll(() => s3.stop());

  const send = (part: { url: string; headers: ReadonlyArray<{ name: string; value: string }> }, body: Uint8Array) =>
    fetch(part.url, {
      method: 'PUT',
      body: body as Uint8Array<ArrayBuffer>,
      headers: part.headers.filter(({ name }) => name !== 'content-length').map(({ name, value }) => [name, value]),
    }).then(
      (answer) => answer.status,
      () => 0,
    );

  const sign = (
    key: ReturnType<typeof freshKey>,
    multipartId: string,
    body: Uint8Array,
    partNumber = 1,
    seconds = 900,
  ) =>
    s3.store.presignPart({
      key,
      multipartId,
      partNumber,
      length: body.length,
      sha256: sha256(body),
      expiresInSeconds: seconds,
    });

  test('gives back the bytes it was given, with their checksum', async () => {
    const [key, bytes] = [freshKey(), randomBytes(100_000)];
    await expect(s3.store.put(key, bytes)).resolves.toEqual({ sha256: sha256(bytes) });
    expect(Buffer.compare(await s3.store.get(key, { sha256: sha256(bytes) }), bytes)).toBe(0);
    await expect(s3.store.head(key)).resolves.toMatchObject({ sizeBytes: 100_000, sha256: sha256(bytes) });
  });

  test('throws when the stored bytes are not the recorded ones', async () => {
    const key = freshKey();
    await s3.store.put(key, randomBytes(10));
    await expect(s3.store.get(key, { sha256: sha256(randomBytes(10)) })).rejects.toThrow(ObjectCorruptError);
  });

  test('a conditional put never replaces an object', async () => {
    const [key, bytes] = [freshKey(), randomBytes(10)];
    await s3.store.put(key, bytes);
    await expect(s3.store.put(key, randomBytes(10), { ifNoneMatch: true })).resolves.toMatchObject({
      code: 'OBJECT_EXISTS',
    });
    expect(Buffer.compare(await s3.store.get(key), bytes)).toBe(0);
  });

  test('an absent object is missing to get, undefined to head, and nothing to remove', async () => {
    const key = freshKey();
    await expect(s3.store.get(key)).rejects.toThrow(ObjectMissingError);
    await expect(s3.store.head(key)).resolves.toBeUndefined();
    await expect(s3.store.remove(key)).resolves.toBeUndefined();
  });

  test('a stream is stored only when it is as long and as told', async () => {
    const bytes = randomBytes(3 * MIB);
    async function* halves() {
      yield bytes.subarray(0, MIB);
      yield bytes.subarray(MIB);
    }
    const key = freshKey();
    await s3.store.putStream(key, halves(), { length: bytes.length, sha256: sha256(bytes) });
    await expect(s3.store.head(key)).resolves.toMatchObject({ sha256: sha256(bytes) });
    const other = freshKey();
    const lie = { length: bytes.length, sha256: sha256(randomBytes(1)) };
    await expect(s3.store.putStream(other, halves(), lie)).rejects.toThrow();
    await expect(s3.store.head(other)).resolves.toBeUndefined();
  });

  test('reads a range of an object', async () => {
    const [key, bytes] = [freshKey(), randomBytes(1_000)];
    await s3.store.put(key, bytes);
    const chunks: Uint8Array[] = [];
    for await (const chunk of await s3.store.getStream(key, { start: 10, end: 19 })) chunks.push(chunk);
    expect(Buffer.compare(Buffer.concat(chunks), bytes.subarray(10, 20))).toBe(0);
  });

  test("lists a tenant's objects of one kind and nobody else's", async () => {
    const [mine, theirs] = [newId<TenantId>(), newId<TenantId>()];
    await s3.store.put(tenantKey(mine, 'report', 'a'), randomBytes(1));
    await s3.store.put(tenantKey(theirs, 'report', 'b'), randomBytes(1));
    const keys: string[] = [];
    for await (const { key } of s3.store.list(tenantPrefix(mine, 'report'))) keys.push(key);
    expect(keys).toEqual([tenantKey(mine, 'report', 'a')]);
  });

  test('a presigned part takes exactly its bytes: longer, shorter, other bytes, other part and late are refused', async () => {
    const [key, body] = [freshKey(), randomBytes(50_000)];
    const multipartId = await s3.store.openMultipart(key);
    const part = await sign(key, multipartId, body);
    expect(await send(part, randomBytes(50_001))).toBe(403);
    expect(await send(part, body.subarray(1))).toBe(403);
    expect(await send(part, randomBytes(50_000))).toBe(400);
    const otherSum = Buffer.from(sha256(randomBytes(1)), 'hex').toString('base64');
    const forged = part.headers.map(({ name, value }) => ({
      name,
      value: name.startsWith('x-amz') ? otherSum : value,
    }));
    expect(await send({ ...part, headers: forged }, body)).toBe(403);
    expect(await send({ ...part, url: part.url.replace('partNumber=1', 'partNumber=2') }, body)).toBe(403);
    expect(await send({ ...part, url: part.url.replace(key, freshKey()) }, body)).toBe(403);
    const brief = await sign(key, multipartId, body, 1, 1);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await send(brief, body)).toBe(403);
    await expect(s3.store.listParts(key, multipartId)).resolves.toEqual([]);
    expect(await send(part, body)).toBe(200);
    const parts = (await s3.store.listParts(key, multipartId)) ?? [];
    await s3.store.completeMultipart(key, multipartId, parts);
    expect(await send(part, body)).toBe(404);
    expect(Buffer.compare(await s3.store.get(key), body)).toBe(0);
  });

  test('a client resumes from the parts that are there, and completion may be repeated', async () => {
    const key = freshKey();
    const multipartId = await s3.store.openMultipart(key);
    const [one, two] = [randomBytes(8 * MIB), randomBytes(MIB)];
    expect(await send(await sign(key, multipartId, one, 1), one)).toBe(200);
    const half = await s3.store.listParts(key, multipartId);
    expect(half).toEqual([{ partNumber: 1, sizeBytes: 8 * MIB, sha256: sha256(one), etag: expect.any(String) }]);
    expect(await send(await sign(key, multipartId, two, 2), two)).toBe(200);
    const parts = (await s3.store.listParts(key, multipartId)) ?? [];
    await expect(s3.store.completeMultipart(key, multipartId, parts)).resolves.toMatchObject({ sizeBytes: 9 * MIB });
    await expect(s3.store.completeMultipart(key, multipartId, parts)).resolves.toMatchObject({ sizeBytes: 9 * MIB });
    await expect(s3.store.listParts(key, multipartId)).resolves.toBeUndefined();
  });

  test('completion succeeds when its first answer is lost on the wire', async () => {
    const key = freshKey();
    const multipartId = await s3.store.openMultipart(key);
    const body = randomBytes(1_000);
    await send(await sign(key, multipartId, body), body);
    const parts = (await s3.store.listParts(key, multipartId)) ?? [];
    const proxy = await losesFirstAnswer(Number(new URL(s3.config.endpoint).port));
    const shaky = createObjectStore({ ...s3.config, endpoint: `http://127.0.0.1:${proxy.port}` });
    try {
      await expect(shaky.completeMultipart(key, multipartId, parts)).resolves.toMatchObject({ sizeBytes: 1_000 });
      expect(proxy.lost()).toBe(1);
    } finally {
      shaky.close();
      proxy.server.close();
    }
  });

  test('uploads left open for a day are swept, younger ones are not', async () => {
    const key = freshKey();
    const multipartId = await s3.store.openMultipart(key);
    const clock = new ManualClock(new Date());
    await sweepMultiparts(s3.store, clock);
    await expect(s3.store.listParts(key, multipartId)).resolves.toEqual([]);
    clock.advance(25 * 3_600_000);
    await expect(sweepMultiparts(s3.store, clock)).resolves.toBeGreaterThanOrEqual(1);
    await expect(s3.store.listParts(key, multipartId)).resolves.toBeUndefined();
  });

  test('browsers of the named origin may send parts, others may not', async () => {
    await s3.store.setBrowserOrigins(['https://console.example']);
    const preflight = (origin: string) =>
      fetch(`${s3.config.endpoint}/${s3.config.bucket}/x`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'x-amz-checksum-sha256',
        },
      });
    expect((await preflight('https://console.example')).status).toBe(200);
    expect((await preflight('https://evil.example')).status).toBe(403);
  });
});

/** A TCP proxy that delivers the first request and then hangs up instead of delivering its answer. */
const losesFirstAnswer = async (target: number) => {
  let lost = 0;
  const server: Server = createServer((client) => {
    const upstream = dial(target, '127.0.0.1');
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      if (lost === 0) {
        lost += 1;
        client.destroy();
        upstream.destroy();
      } else client.write(chunk);
    });
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as { port: number }).port, lost: () => lost };
};
