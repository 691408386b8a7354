// Seeds the demo through the rooms' own doors. Run it as often as you like: what is there already stays as it is.
import {
  type CatalogueTables,
  type LocalizedText,
  type ProductRegistration,
  registerProduct,
} from '@hounsfield/catalogue';
import { contractAt, createContract } from '@hounsfield/charging';
import { type Clock, isRefusal, type Refusal } from '@hounsfield/kernel';
import { openPeriod } from '@hounsfield/ledger';
import { listModels, loadModel, type ModelManifest } from '@hounsfield/models';
import { addMember, createOrganisation, type TenancyTables } from '@hounsfield/tenancy';
import type { Kysely } from 'kysely';
import { asRoom } from '../room-database.ts';
import {
  CURRENCY,
  type DemoOrganisation,
  demoPassword,
  HOSPITAL,
  ORGANISATIONS,
  SHARES,
  termsOf,
  VENDOR,
} from './demo.ts';

export type SeedDeps = {
  /** Role `hounsfield_app`. */
  readonly app: Kysely<unknown>;
  /** Role `hounsfield_worker`: contracts and periods are the platform's to write. */
  readonly worker: Kysely<unknown>;
  readonly clock: Clock;
  readonly masterKey: string;
};

/** Throws for a refusal other than the ones that mean "it is there already". */
const unless = <Value>(value: Value | Refusal, ...fine: readonly string[]): void => {
  if (isRefusal(value) && !fine.includes(value.code)) throw new Error(`${value.code}: ${value.message}`);
};

const seedOrganisation = async (deps: SeedDeps, { id, kind, name, members }: DemoOrganisation): Promise<void> => {
  const db = asRoom<TenancyTables>(deps.app);
  unless(await createOrganisation(db, { id, kind, name }, deps.clock), 'ORGANISATION_EXISTS');
  for (const { email, displayName, roles, locale = 'en' } of members) {
    const password = demoPassword(deps.masterKey, email);
    unless(
      await addMember(db, { tenantId: id, email, displayName, roles, locale, password }, deps.clock),
      'EMAIL_TAKEN',
    );
  }
};

const registrationOf = (manifest: ModelManifest, modelSha256: string): ProductRegistration => {
  const { slug, version, name, summary, intendedUse, limits, calibrationNote, inputContract } = manifest;
  return {
    slug,
    version,
    name,
    summary,
    intendedUse,
    limits: limits as readonly LocalizedText[],
    ...(calibrationNote === undefined ? {} : { calibrationNote }),
    modality: inputContract.modalities[0] ?? 'OT',
    modelSlug: slug,
    modelSha256,
  };
};

/** Puts every model of the catalogue folder on offer; answers the products' slugs. */
const seedProducts = async ({ app, clock }: SeedDeps): Promise<readonly string[]> => {
  const slugs = new Set<string>();
  for (const manifest of await listModels()) {
    const { sha256 } = await loadModel(manifest.slug, manifest.version);
    const deps = { db: asRoom<CatalogueTables>(app), clock };
    unless(await registerProduct(deps, { tenantId: VENDOR.id }, registrationOf(manifest, sha256)));
    slugs.add(manifest.slug);
  }
  return [...slugs];
};

/** One contract a product for the hospital, in force from the first day of this month. */
export const seedContracts = async ({ worker, clock }: SeedDeps, slugs: readonly string[]): Promise<void> => {
  const now = clock.now();
  const validFrom = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  for (const productSlug of slugs) {
    if ((await contractAt(worker, HOSPITAL.id, productSlug, now)) !== undefined) continue;
    const wanted = {
      tenantId: HOSPITAL.id,
      productSlug,
      currency: CURRENCY,
      validFrom,
      terms: termsOf(productSlug),
    } as const;
    unless(await createContract(worker, { ...wanted, shares: SHARES }));
  }
  await worker.transaction().execute((trx) => openPeriod(trx, CURRENCY, now));
};

/** Every organisation with its members. */
export const seedOrganisations = async (deps: SeedDeps): Promise<void> => {
  for (const organisation of ORGANISATIONS) await seedOrganisation(deps, organisation);
};

/** Organisations with their members, products, contracts and an open billing period. */
export const seedDemo = async (deps: SeedDeps): Promise<void> => {
  await seedOrganisations(deps);
  await seedContracts(deps, await seedProducts(deps));
};
