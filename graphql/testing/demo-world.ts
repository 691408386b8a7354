// A populated installation for tests: the demo's organisations, a product with a contract, studies that were really received,
// and diagnoses taken through their states by the doors that workers use.
import { type CatalogueTables, registerProduct } from '@hounsfield/catalogue';
import { chargeUsage } from '@hounsfield/charging';
import {
  beginAttempt,
  beginDiagnosis,
  completeDiagnosis,
  type DiagnosesTables,
  enterStep,
  markCharged,
  recordOutcome,
} from '@hounsfield/diagnoses';
import {
  type Clock,
  type DiagnosisId,
  isRefusal,
  newId,
  type StudyId,
  systemClock,
  type TenantId,
} from '@hounsfield/kernel';
import { recordUsage } from '@hounsfield/metering';
import { ctPhantom } from '@hounsfield/phantoms';
import type { ObjectStore } from '@hounsfield/storage';
import { completeStudy, receiveInstance, type StudiesTables, startInstanceParser } from '@hounsfield/studies';
import { addMember, appendAudit, createMasterKey, createTenantKeys, type TenancyTables } from '@hounsfield/tenancy';
import { asRoom } from '../room-database.ts';
import { demoApiKey } from '../seed/api-key.ts';
import { demoPassword, HOSPITAL, ORGANISATIONS, PARTNER, VENDOR } from '../seed/demo.ts';
import { seedContracts, seedOrganisations } from '../seed/seed-demo.ts';
import { Client } from './client.ts';
import { createMemoryStore } from './memory-store.ts';
import { startTestGateway, TEST_MASTER_KEY, type TestGateway } from './test-gateway.ts';

export const PRODUCT = 'test-ct';

const both = (en: string) => ({ en, 'zh-CN': `${en}（中文）` });

const must = <Value>(value: Value): Exclude<Value, { kind: 'refusal' }> => {
  if (isRefusal(value)) throw new Error(`${value.code}: ${value.message}`);
  return value as Exclude<Value, { kind: 'refusal' }>;
};

/** Organisations, members, one product and the hospital's contract for it; answers the hospital's API key. */
export const seedWorld = async ({ database }: TestGateway, clock: Clock = systemClock): Promise<string> => {
  const deps = { app: database.app, worker: database.worker, clock, masterKey: TEST_MASTER_KEY };
  await seedOrganisations(deps);
  const product = {
    slug: PRODUCT,
    version: '1.0.0',
    name: both('Test CT'),
    summary: both('Measures.'),
    intendedUse: both('Tests.'),
    limits: [both('Nothing else.')],
    modality: 'CT',
    modelSlug: PRODUCT,
    modelSha256: 'ab'.repeat(32),
  };
  must(await registerProduct({ db: asRoom<CatalogueTables>(database.app), clock }, { tenantId: VENDOR.id }, product));
  await seedContracts(deps, [PRODUCT]);
  return demoApiKey(asRoom<TenancyTables>(database.app), clock, TEST_MASTER_KEY, undefined);
};

const SIGN_IN = `mutation SignIn($input: SignInInput!) { signIn(input: $input) {
  ... on Viewer { displayName roles organisation { id kind } } ... on Refused { code message } } }`;

/** A browser in which the member whose title starts so has signed in. */
export const signedIn = async (gateway: TestGateway, title: string): Promise<Client> => {
  const member = ORGANISATIONS.flatMap(({ members }) => members).find((each) => each.title.startsWith(title));
  if (member === undefined) throw new Error(`nobody is ${title}`);
  const client = new Client(gateway.url);
  const password = demoPassword(TEST_MASTER_KEY, member.email);
  const answer = await client.send(SIGN_IN, { variables: { input: { email: member.email, password } } });
  if (client.cookie === undefined) throw new Error(`no sign-in: ${JSON.stringify(answer)}`);
  return client;
};

/** Takes a small CT study in for a tenant and completes it, as the upload's worker does. */
export const receiveStudy = async (
  { database }: TestGateway,
  store: ObjectStore,
  seed: number,
  tenantId: TenantId = HOSPITAL.id,
  slices = 8,
): Promise<StudyId> => {
  const masterKey = createMasterKey(TEST_MASTER_KEY);
  const tenantKeys = createTenantKeys({ db: asRoom<TenancyTables>(database.app), masterKey, clock: systemClock });
  const parser = startInstanceParser({ processes: 1 });
  const db = asRoom<StudiesTables>(database.app);
  const deps = { db, clock: systemClock, tenantKeys, audit: appendAudit, store, parser };
  try {
    let studyId: StudyId | undefined;
    for (const file of ctPhantom({ seed, slices, size: 64 }).files)
      studyId = must(await receiveInstance(deps, tenantId, file)).studyId as StudyId;
    must(await completeStudy(deps, tenantId, studyId as StudyId));
    return studyId as StudyId;
  } finally {
    await parser.close();
  }
};

const code = (value: string, meaning: string) => ({ value, scheme: 'DCM', meaning });

/** Runs a requested diagnosis to its charge, as the workers do. */
export const runDiagnosis = async ({ database }: TestGateway, diagnosisId: DiagnosisId, clock: Clock = systemClock) => {
  const ref = { tenantId: HOSPITAL.id, diagnosisId };
  const deps = { db: asRoom<DiagnosesTables>(database.worker), clock };
  const begun = must(await beginDiagnosis(deps, ref));
  const { attempt } = must(await beginAttempt(deps, ref));
  const provenance = {
    modelSlug: begun.modelSlug,
    modelVersion: begun.modelVersion,
    modelSha256: begun.modelSha256,
    provider: 'cpu',
    runtimeVersion: '1',
    inputSha256: 'cd'.repeat(32),
  };
  const finding = {
    trackingId: 'lung-volume',
    concept: code('121206', 'Distance'),
    value: 4321.5,
    unit: { value: 'ml', scheme: 'UCUM', meaning: 'ml' },
    label: both('Lung volume'),
  };
  must(await recordOutcome(deps, ref, attempt, { findings: [finding], sources: [], acquisition: {}, provenance }));
  must(await enterStep(deps, ref, 'REPORTING'));
  const uid = (leaf: string) => `2.25.1${leaf}`;
  must(
    await completeDiagnosis(deps, ref, {
      instanceId: newId(),
      objectKey: 'k',
      sha256: 'ef'.repeat(32),
      studyInstanceUid: uid('1'),
      seriesInstanceUid: uid('2'),
      sopInstanceUid: uid('3'),
    }),
  );
  const usage = await recordUsage(database.worker, {
    ...ref,
    outcome: 'completed',
    productSlug: begun.productSlug,
    lane: begun.lane,
    quotedPriceVersion: begun.priceVersion,
    studySha256: 'ab'.repeat(32),
    modelSlug: begun.modelSlug,
    modelVersion: begun.modelVersion,
    weightsSha256: 'cd'.repeat(32),
    workflowId: 'w',
    runId: 'r',
    activityId: 'a',
    occurredAt: clock.now(),
  });
  must(await chargeUsage(database.worker, usage.id, clock));
  must(await markCharged(deps, ref));
};

export const ORDER = `mutation ($input: RequestDiagnosisInput!) { requestDiagnosis(input: $input) {
  __typename ... on Diagnosis { id status lane } ... on Refused { code message } } }`;

export type DemoWorld = {
  readonly gateway: TestGateway;
  readonly store: ObjectStore;
  /** The hospital's API key, and a client that sends it. */
  readonly apiKey: string;
  readonly key: Client;
  readonly technologist: Client;
  /** The hospital's study and its completed, charged diagnosis. */
  readonly studyId: StudyId;
  readonly diagnosisId: DiagnosisId;
  /** A study of the imaging centre's. */
  readonly theirStudy: StudyId;
  /** A technologist of the imaging centre, who has no business with the hospital's studies. */
  readonly stranger: Client;
  stop(): Promise<void>;
};

const strangerOf = async ({ database, url }: TestGateway): Promise<Client> => {
  const input = { email: 'stranger@northgate.example', password: 'a-long-enough-pass-phrase' };
  const member = { ...input, tenantId: PARTNER.id, displayName: 'Stranger', roles: ['TECHNOLOGIST'] } as const;
  must(await addMember(asRoom<TenancyTables>(database.app), member, systemClock));
  const client = new Client(url);
  await client.ask(SIGN_IN, { input });
  return client;
};

/** A gateway with the whole cast, one finished diagnosis and a stranger. */
export const startDemoWorld = async (): Promise<DemoWorld> => {
  const gateway = await startTestGateway({ GRAPHQL_ADHOC: 'anyone' });
  const apiKey = await seedWorld(gateway);
  const key = new Client(gateway.url, { authorization: `Bearer ${apiKey}` });
  const technologist = await signedIn(gateway, 'Technologist');
  const store = createMemoryStore();
  const studyId = await receiveStudy(gateway, store, 1);
  const theirStudy = await receiveStudy(gateway, store, 2, PARTNER.id);
  const input = { studyId, productId: PRODUCT };
  const { requestDiagnosis } = await technologist.ask<{ requestDiagnosis: { id: DiagnosisId } }>(ORDER, { input });
  const diagnosisId = requestDiagnosis.id;
  await runDiagnosis(gateway, diagnosisId);
  const stranger = await strangerOf(gateway);
  return {
    gateway,
    store,
    apiKey,
    key,
    technologist,
    studyId,
    diagnosisId,
    theirStudy,
    stranger,
    stop: () => gateway.stop(),
  };
};
