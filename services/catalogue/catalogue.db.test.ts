// The catalogue against a real Postgres: versions are immutable, vendors keep to their own, everybody reads.
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { ManualClock, newId, type TenantId } from '@hounsfield/kernel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  type CatalogueTables,
  listProducts,
  type ProductRegistration,
  productBySlug,
  productVersion,
  registerProduct,
} from './index.ts';

let database: TestDatabase<CatalogueTables>;
const clock = new ManualClock(new Date('2026-11-23T08:00:00Z'));
const vendor = { tenantId: newId<TenantId>() };
const both = (en: string) => ({ en, 'zh-CN': `${en}（中文）` });

const registration = (slug: string, version = '1.0.0'): ProductRegistration => ({
  slug,
  version,
  name: both('Quantitative CT'),
  summary: both('Lung volume and density.'),
  intendedUse: both('Measures lungs in chest CT.'),
  limits: [both('Not a diagnosis.')],
  modality: 'CT',
  modelSlug: slug,
  modelSha256: 'a'.repeat(64),
});

const register = (product: ProductRegistration, by = vendor) =>
  registerProduct({ db: database.app, clock }, by, product);

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('registers a product once even when asked twice', async () => {
  const first = await register(registration('twice'));
  clock.advance(1000);
  expect(await register(registration('twice'))).toEqual(first);
  expect(first).toMatchObject({ slug: 'twice', modelVersion: '1.0.0', vendorTenantId: vendor.tenantId });
});

test('two registrations at the same time make one version', async () => {
  const [a, b] = await Promise.all([register(registration('race')), register(registration('race'))]);
  expect(a).toEqual(b);
});

test('refuses other words under a registered version', async () => {
  await register(registration('words'));
  const changed = { ...registration('words'), intendedUse: both('Diagnoses everything.') };
  expect(await register(changed)).toMatchObject({ kind: 'refusal', code: 'PRODUCT_VERSION_IMMUTABLE' });
});

test('a new version goes on offer and the old one stays readable', async () => {
  await register(registration('grows'));
  await register({ ...registration('grows', '1.1.0'), calibrationNote: both('Calibrated.') });
  expect(await productBySlug(database.app, 'grows')).toMatchObject({
    modelVersion: '1.1.0',
    calibrationNote: { en: 'Calibrated.' },
  });
  expect(await productVersion(database.app, 'grows', '1.0.0')).toMatchObject({ calibrationNote: undefined });
});

test('registering an old version again does not put it back on offer', async () => {
  await register(registration('stays'));
  await register(registration('stays', '2.0.0'));
  await register(registration('stays'));
  expect((await productBySlug(database.app, 'stays'))?.modelVersion).toBe('2.0.0');
});

test("a vendor cannot take or change another vendor's product", async () => {
  await register(registration('mine'));
  const thief = { tenantId: newId<TenantId>() };
  expect(await register(registration('mine', '9.0.0'), thief)).toMatchObject({ code: 'PRODUCT_OF_ANOTHER_VENDOR' });
  const changed = await sql`update catalogue.product set current_version = '9.0.0'`.execute(database.app);
  expect(changed.numAffectedRows).toBe(0n);
});

test('a version cannot be changed or deleted, not even by the owner', async () => {
  await register(registration('frozen'));
  await expect(sql`update catalogue.product_version set modality = 'MR'`.execute(database.owner)).rejects.toThrow(
    /immutable/,
  );
  await expect(sql`delete from catalogue.product_version`.execute(database.owner)).rejects.toThrow(/immutable/);
  await expect(sql`delete from catalogue.product_version`.execute(database.app)).rejects.toThrow(/permission denied/);
});

test('everybody reads what is on offer, in the order of its slugs', async () => {
  const slugs = (await listProducts(database.worker)).map((product) => product.slug);
  expect(slugs).toEqual([...slugs].sort());
  expect(await listProducts(database.app)).toHaveLength(slugs.length);
  expect(await productBySlug(database.app, 'unknown')).toBeUndefined();
});
