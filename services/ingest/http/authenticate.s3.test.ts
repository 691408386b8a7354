import { isRefusal, systemClock } from '@hounsfield/kernel';
import { findVersitygw } from '@hounsfield/storage';
import { listApiKeys, revokeApiKey, signOut } from '@hounsfield/tenancy';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONSOLE, startTestIngest, type TestCaller, type TestIngest } from '../test-ingest.ts';

const binary = findVersitygw();
const suite = binary === undefined ? describe.skip : describe;

suite('the door of the ingest process', () => {
  let bed: TestIngest;
  let caller: TestCaller;
  beforeAll(async () => {
    bed = await startTestIngest(binary as string, { rate: { perSecond: 1, burst: 30 } });
    caller = await bed.organisation();
  });
  afterAll(() => bed.stop());

  const status = async (headers: Record<string, string>, path = '/studies', method = 'GET') =>
    (await fetch(`${bed.url}${path}`, { method, headers })).status;
  const cookie = () => ({ cookie: `other=1; hounsfield=${caller.sessionToken}` });

  test('an API key or a session opens it; nothing else does', async () => {
    expect(await status({ authorization: `Bearer ${caller.key}` })).toBe(200);
    expect(await status(cookie())).toBe(200);
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x',
      `Basic ${caller.key}`,
      `Bearer ${caller.key}x`,
      `Bearer ${caller.sessionToken}`,
    ])
      expect(await status({ authorization })).toBe(401);
    expect(await status({})).toBe(401);
    expect(await status({ cookie: 'hounsfield=nonsense' })).toBe(401);
    expect(await status({}, `/studies?key=${caller.key}`)).toBe(401);
  });

  test('a bad key is not rescued by a good cookie', async () => {
    expect(await status({ ...cookie(), authorization: 'Bearer nonsense' })).toBe(401);
  });

  test('a cookie counts only from pages of the console', async () => {
    expect(await status({ ...cookie(), origin: CONSOLE })).toBe(200);
    expect(await status({ ...cookie(), origin: 'https://evil.example' })).toBe(403);
    expect(await status({ ...cookie(), 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status({ ...cookie(), 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await status(cookie(), '/studies', 'POST')).toBe(403);
  });

  test('only the console may call from another origin', async () => {
    const preflight = (origin: string) =>
      fetch(`${bed.url}/studies`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } });
    const allowed = await preflight(CONSOLE);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, CONSOLE]);
    const foreign = await preflight('https://evil.example');
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  test("patients' data are never cached nor sniffed", async () => {
    const answer = await fetch(`${bed.url}/studies`, { headers: { authorization: `Bearer ${caller.key}` } });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('a revoked key and an ended session are out at once', async () => {
    const other = await bed.organisation();
    const keys = await listApiKeys(bed.database.app, other.principal);
    if (isRefusal(keys)) throw new Error(keys.code);
    await revokeApiKey(bed.database.app, other.principal, keys[0]?.id ?? '', systemClock);
    await signOut(bed.database.app, other.sessionToken, systemClock);
    expect(await status({ authorization: `Bearer ${other.key}` })).toBe(401);
    expect(await status({ cookie: `hounsfield=${other.sessionToken}` })).toBe(401);
  });

  test('a caller who asks too often waits; another caller does not', async () => {
    const [busy, calm] = [await bed.organisation(), await bed.organisation()];
    const codes = await Promise.all(Array.from({ length: 40 }, () => status({ authorization: `Bearer ${busy.key}` })));
    expect(codes.filter((code) => code === 429).length).toBeGreaterThanOrEqual(5);
    expect(await status({ authorization: `Bearer ${calm.key}` })).toBe(200);
  });

  test('unknown addresses and methods say so, and health needs no caller', async () => {
    const root = bed.url.replace('/dicomweb', '');
    expect((await fetch(`${root}/livez`)).status).toBe(200);
    expect((await fetch(`${root}/readyz`)).status).toBe(200);
    expect((await fetch(`${root}/nothing`)).status).toBe(404);
    expect(await status({ authorization: `Bearer ${caller.key}` }, '/studies', 'DELETE')).toBe(404);
  });
});
