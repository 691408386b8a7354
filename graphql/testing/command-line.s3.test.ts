// The command against a real gateway, a real object store and a real Postgres: uploads, resumption, results, exit codes.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CliBench, createCliBench } from '@hounsfield/cli/testing';
import { findVersitygw, startTestObjectStore, type TestObjectStore } from '@hounsfield/storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PRODUCT, seedWorld } from './demo-world.ts';
import { startDoor } from './dicomweb-door.ts';
import { type S3Proxy, startS3Proxy } from './s3-proxy.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';
import { startUploadWorker } from './upload-worker.ts';

type Uploaded = {
  uploadIds: string[];
  files: { file: string; stored: boolean; code: string | null }[];
  skipped: string[];
  studies: { id: string; revision: number; instanceCount: number }[];
  diagnoses: { id: string; status: string; charge: { net: { amountMinor: string } } | null }[];
};

const versitygw = findVersitygw();
const SR = Buffer.from('the report, byte for byte');

(versitygw === undefined ? describe.skip : describe)('the command line', () => {
  let s3: TestObjectStore;
  let proxy: S3Proxy;
  let gateway: TestGateway;
  let worker: { stop(): Promise<void> };
  let door: { readonly url: string; stop(): Promise<void> };
  let bench: CliBench;
  let apiKey: string;
  const at = (...names: string[]): string => join(bench.folder, ...names);
  const sample = (name: string, seed: number) =>
    bench.run(['sample', 'ct', '--out', at(name), '--seed', String(seed), '--size', '64', '--slices', '8']);

  beforeAll(async () => {
    s3 = await startTestObjectStore(versitygw as string);
    proxy = await startS3Proxy(s3.config.endpoint);
    const { endpoint, region, bucket, accessKeyId = '', secretAccessKey = '' } = s3.config;
    gateway = await startTestGateway({
      S3_ENDPOINT: endpoint,
      S3_PUBLIC_ENDPOINT: proxy.url,
      S3_REGION: region,
      S3_BUCKET: bucket,
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
    });
    apiKey = await seedWorld(gateway);
    worker = startUploadWorker(gateway, s3.store);
    door = await startDoor(gateway.url, SR);
    bench = await createCliBench({ HOUNSFIELD_URL: door.url, HOUNSFIELD_API_KEY: apiKey });
  }, 60_000);
  afterAll(async () => {
    await worker?.stop();
    await Promise.all([door?.stop(), gateway?.stop(), proxy?.stop(), bench?.remove()]);
    await s3?.stop();
  });

  test('sends a study, orders a product and waits for its charged result', async () => {
    await sample('ct', 1);
    const { code, out } = await bench.run(['upload', at('ct'), '--product', PRODUCT, '--wait', '--json']);
    const uploaded = JSON.parse(out) as Uploaded;
    expect(code).toBe(0);
    expect(uploaded.files).toHaveLength(8);
    expect(uploaded.files.every(({ stored }) => stored)).toBe(true);
    expect(uploaded.skipped).toEqual([at('ct', 'truth.json')]);
    expect(uploaded.studies).toEqual([{ id: expect.any(String), revision: 1, modality: 'CT', instanceCount: 8 }]);
    expect(uploaded.diagnoses).toEqual([
      expect.objectContaining({ status: 'COMPLETED', charge: expect.objectContaining({ id: expect.any(String) }) }),
    ]);
    expect(out).not.toContain('__typename');
  });

  test('the same study again is the same study and the same diagnosis', async () => {
    const first = await bench.json<Uploaded>(['upload', at('ct'), '--product', PRODUCT]);
    const again = await bench.json<Uploaded>(['upload', at('ct'), '--product', PRODUCT]);
    expect(again.studies).toEqual(first.studies);
    expect(again.diagnoses.map(({ id }) => id)).toEqual(first.diagnoses.map(({ id }) => id));
    expect(again.uploadIds).not.toEqual(first.uploadIds);
  });

  test('speaks to people in their language', async () => {
    const { out } = await bench.run(['upload', at('ct'), '--product', PRODUCT, '--wait', '--lang', 'zh-CN']);
    expect(out).toMatch(/共 8 个文件，已存储 8 个/);
    expect(out).toMatch(/Lung volume（中文）\s+4321\.5 ml/);
    expect(out).toMatch(/USD 14\.99/);
  });

  test('a file that is refused makes the end partial, and says why', async () => {
    await writeFile(at('odd.dcm'), 'not DICOM at all');
    const { code, out } = await bench.run(['upload', at('odd.dcm'), at('ct', '0001.dcm'), '--json']);
    const uploaded = JSON.parse(out) as Uploaded;
    expect(code).toBe(1);
    expect(uploaded.files.find(({ file }) => file === at('odd.dcm'))).toMatchObject({
      stored: false,
      code: 'NOT_DICOM',
    });
    expect(uploaded.files.filter(({ stored }) => stored)).toHaveLength(1);
  });

  test('nothing to send, an unknown product and a path that is not there are told apart', async () => {
    expect((await bench.run(['upload', at('state'), '--json'])).code).toBe(2);
    const unknown = await bench.run(['upload', at('ct'), '--product', 'nothing', '--json']);
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.out)).toEqual({
      error: { code: 'PRODUCT_NOT_FOUND', message: 'There is no such product.' },
    });
    expect((await bench.run(['upload', at('nowhere')])).code).toBe(2);
  });

  test('an interrupted upload goes on where it stopped and sends no part twice', async () => {
    await sample('resume', 2);
    const interrupt = new AbortController();
    const before = proxy.parts();
    const dropFrom = proxy.parts() + 4;
    proxy.decide = () => {
      if (proxy.parts() < dropFrom) return 'pass';
      interrupt.abort();
      return 'drop';
    };
    const upload = ['upload', at('resume'), '--parallel', '1', '--json'];
    expect((await bench.run(upload, {}, interrupt.signal)).code).toBe(130);
    expect(proxy.parts()).toBe(before + 4);
    proxy.decide = () => 'pass';
    const resumed = await bench.run(upload);
    expect(resumed.err).toMatch(/Resuming/);
    expect((JSON.parse(resumed.out) as Uploaded).files.every(({ stored }) => stored)).toBe(true);
    expect(proxy.parts()).toBe(before + 8);
    expect(await readdir(at('state', 'hounsfield', 'uploads'))).toEqual([]);
  }, 60_000);

  test('parts that the network loses are sent again', async () => {
    await sample('lossy', 3);
    let asked = 0;
    proxy.decide = () => {
      asked += 1;
      return asked % 3 === 1 ? 'drop' : asked % 3 === 2 ? 'fail' : 'pass';
    };
    const { code } = await bench.run(['upload', at('lossy'), '--json']);
    proxy.decide = () => 'pass';
    expect(code).toBe(0);
  }, 60_000);

  test('status and result tell a finished diagnosis, and fetch its report', async () => {
    const { diagnoses } = await bench.json<Uploaded>(['upload', at('ct'), '--product', PRODUCT, '--wait']);
    const id = diagnoses[0]?.id ?? '';
    expect(await bench.json(['status', id, '--watch'])).toMatchObject({
      id,
      status: 'COMPLETED',
      findings: [{ label: 'Lung volume' }],
    });
    expect((await bench.run(['result', id, '--out', at('result')])).code).toBe(0);
    expect(await readFile(at('result', 'report.dcm'))).toEqual(SR);
    expect(JSON.parse(await readFile(at('result', 'findings.json'), 'utf8'))).toMatchObject({
      id,
      findings: [{ value: 4321.5 }],
    });
    const unknown = await bench.run(['status', '00000000-0000-4000-8000-000000000000', '--json']);
    expect(unknown).toMatchObject({ code: 1, out: expect.stringContaining('DIAGNOSIS_NOT_FOUND') });
  });

  test('products and usage show prices and months', async () => {
    const [product] = await bench.json<[{ id: string; price: unknown }]>(['products', '--lane', 'stat']);
    expect(product).toMatchObject({
      id: PRODUCT,
      price: { price: { amountMinor: '2499', currency: 'USD' }, priceVersion: 1 },
    });
    expect((await bench.run(['products'])).out).toMatch(/test-ct\s+CT\s+1\.0\.0\s+USD 14\.99 {2}Test CT/);
    const [month] = await bench.json<[{ reads: number }]>(['usage']);
    expect(month.reads).toBeGreaterThanOrEqual(1);
  });

  test('login keeps a key that works, for this user alone, and refuses one that does not', async () => {
    const fresh = await createCliBench();
    try {
      const bad = await fresh.run(['login', '--url', door.url], { TYPED: 'hf_live_wrong' });
      expect(bad.code).toBe(3);
      expect((await fresh.run(['login', '--url', door.url], { TYPED: `${apiKey}\n` })).code).toBe(0);
      const file = join(fresh.folder, 'config/hounsfield/cli.json');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(await fresh.json(['whoami'])).toMatchObject({ name: 'Demo key', organisation: { kind: 'HOSPITAL' } });
      expect((await fresh.run(['whoami'], { HOUNSFIELD_URL: 'http://127.0.0.1:9' })).code).toBe(3);
    } finally {
      await fresh.remove();
    }
  });

  test('a key that was ended, or may not, is an authentication error', async () => {
    expect((await bench.run(['products'], { HOUNSFIELD_API_KEY: 'hf_live_wrong' })).code).toBe(3);
  });
});
