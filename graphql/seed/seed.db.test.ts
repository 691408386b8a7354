// The demo seed: as often as it runs there is one demo, with sign-ins that work and a key that stays.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CatalogueTables, listProducts } from '@hounsfield/catalogue';
import { contractAt, currentPrice } from '@hounsfield/charging';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { isRefusal, systemClock } from '@hounsfield/kernel';
import { authenticateApiKey, signIn, type TenancyTables } from '@hounsfield/tenancy';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asRoom } from '../room-database.ts';
import { demoPassword, HOSPITAL, ORGANISATIONS, SHARES } from './demo.ts';

const MASTER_KEY = 'fedcba9876543210'.repeat(4);

type Seed = { signIns: { organisation: string; role: string; email: string; password: string }[]; apiKey: string };

let database: TestDatabase<unknown>;
let folder: string;
let output: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'hounsfield-seed-'));
  output = join(folder, 'seed.json');
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the process as a start of the stack does. */
const seed = async (): Promise<Seed> => {
  const env = {
    DATABASE_URL: database.urls.app,
    WORKER_DATABASE_URL: database.urls.worker,
    HOUNSFIELD_MASTER_KEY: MASTER_KEY,
    SEED_OUTPUT: output,
  };
  const main = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, ['--no-warnings', '--import', 'tsx', main], { env, stdio: 'inherit' });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  return JSON.parse(await readFile(output, 'utf8')) as Seed;
};

test('seeds once, and again without changing anything; what was lost is made anew', async () => {
  const first = await seed();
  expect((await stat(output)).mode & 0o777).toBe(0o600);
  const again = await seed();
  expect(again).toEqual(first);
  await rm(output);
  const lost = await seed();
  expect(lost.signIns).toEqual(first.signIns);
  expect(lost.apiKey).not.toBe(first.apiKey);
  const tenancy = asRoom<TenancyTables>(database.app);
  expect(await authenticateApiKey(tenancy, first.apiKey, systemClock)).toBeUndefined();
  expect(await authenticateApiKey(tenancy, lost.apiKey, systemClock)).toMatchObject({ tenantId: HOSPITAL.id });
}, 60_000);

test('every sign-in works, and belongs to the organisation it names', async () => {
  for (const { id, members } of ORGANISATIONS)
    for (const { email } of members) {
      const answer = await signIn(
        asRoom<TenancyTables>(database.app),
        { email, password: demoPassword(MASTER_KEY, email) },
        systemClock,
      );
      expect(isRefusal(answer) ? answer.code : answer.principal.tenantId).toBe(id);
    }
}, 30_000);

test('every model of the catalogue is on offer, with a price in each lane and shares that come to a whole', async () => {
  const products = await listProducts(asRoom<CatalogueTables>(database.app));
  expect(products.map(({ slug }) => slug)).toEqual(expect.arrayContaining(['cxr-pneumonia', 'quantitative-ct']));
  for (const { slug } of products) {
    expect(await contractAt(database.worker, HOSPITAL.id, slug, systemClock.now())).toBeDefined();
    const prices = await Promise.all(
      (['STAT', 'ROUTINE', 'OFF_PEAK'] as const).map((lane) =>
        currentPrice(database.app, HOSPITAL.id, slug, lane, systemClock.now()),
      ),
    );
    const minors = prices.map((price) => price?.price.amountMinor ?? 0n);
    expect(minors[0]).toBeGreaterThan(minors[1] as bigint);
    expect(minors[1]).toBeGreaterThan(minors[2] as bigint);
  }
  expect(SHARES.reduce((sum, { basisPoints }) => sum + basisPoints, 0)).toBe(10_000);
});

test('another install has other passwords', () => {
  const email = 'technologist@riverside.example';
  expect(demoPassword(MASTER_KEY, email)).not.toBe(demoPassword('0'.repeat(64), email));
  expect(demoPassword(MASTER_KEY, email)).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
});
