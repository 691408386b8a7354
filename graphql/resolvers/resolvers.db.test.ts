// Every resolver against real rooms and a real Postgres, as each role of each kind of organisation sees it.
import type { DiagnosisId, StudyId } from '@hounsfield/kernel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PARTNER } from '../seed/demo.ts';
import { Client } from '../testing/client.ts';
import { type DemoWorld, ORDER, PRODUCT, receiveStudy, signedIn, startDemoWorld } from '../testing/demo-world.ts';
import type { TestGateway } from '../testing/test-gateway.ts';

let world: DemoWorld;
let gateway: TestGateway;
let technologist: Client;
let key: Client;
let studyId: StudyId;
let diagnosisId: DiagnosisId;

beforeAll(async () => {
  world = await startDemoWorld();
  ({ gateway, technologist, key, studyId, diagnosisId } = world);
}, 60_000);
afterAll(() => world?.stop());

test('a viewer is who signed in, and nobody when nobody did', async () => {
  const query = '{ viewer { displayName email roles locale organisation { name kind } } }';
  expect((await technologist.send(query)).data?.viewer).toEqual({
    displayName: 'Tomas Okafor',
    email: 'technologist@riverside.example',
    roles: ['TECHNOLOGIST'],
    locale: 'en',
    organisation: { name: 'Riverside General Hospital', kind: 'HOSPITAL' },
  });
  expect((await new Client(gateway.url).send(query)).data).toEqual({ viewer: null });
  expect((await key.send(query)).data?.viewer).toMatchObject({ displayName: 'Demo key', email: null });
});

test('a wrong password is refused in the language of the browser', async () => {
  const mutation =
    'mutation { signIn(input: { email: "technologist@riverside.example", password: "wrong" }) { ... on Refused { code message } } }';
  const english = await new Client(gateway.url).send(mutation);
  expect(english.data?.signIn).toEqual({
    code: 'BAD_CREDENTIALS',
    message: 'The e-mail address or the password is wrong.',
  });
  const chinese = await new Client(gateway.url, { 'accept-language': 'zh-CN,zh;q=0.9' }).send(mutation);
  expect(chinese.data?.signIn).toEqual({ code: 'BAD_CREDENTIALS', message: '邮箱或密码错误。' });
});

test('signing out ends the session for good', async () => {
  const client = await signedIn(gateway, 'Radiologist');
  const cookie = client.cookie as string;
  expect((await client.send('mutation { signOut }')).data).toEqual({ signOut: true });
  const again = await new Client(gateway.url, { cookie }).send('{ viewer { email } }');
  expect(again.data).toEqual({ viewer: null });
});

test('a chosen language stays chosen', async () => {
  const client = await signedIn(gateway, 'Radiologist');
  await client.send('mutation { setLocale(locale: "zh-CN") { locale } }');
  const { data } = await client.send('{ viewer { locale } product(id: "test-ct") { name } }', {
    headers: { 'accept-language': 'en' },
  });
  expect(data).toEqual({ viewer: { locale: 'zh-CN' }, product: { name: 'Test CT（中文）' } });
  const { errors } = await client.send('mutation { setLocale(locale: "tlh") { locale } }');
  expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

test('a product shows its price before anything is ordered', async () => {
  const query =
    '{ products { id name limits vendor { name } price(lane: STAT) { price { amountMinor currency exponent } priceVersion queuePosition } } }';
  const { products } = await technologist.ask<{ products: unknown[] }>(query);
  expect(products[0]).toEqual({
    id: PRODUCT,
    name: 'Test CT',
    limits: ['Nothing else.'],
    vendor: { name: 'Clearfield Models' },
    price: { price: { amountMinor: '2499', currency: 'USD', exponent: 2 }, priceVersion: 1, queuePosition: 0 },
  });
});

test('an organisation without a contract sees no price', async () => {
  const partner = await signedIn(gateway, 'Partner finance');
  const { data } = await partner.send('{ product(id: "test-ct") { price { priceVersion } } }');
  expect(data).toEqual({ product: { price: null } });
});

test('a study is shown under the names it came with', async () => {
  const query = `query ($id: ID!) { study(id: $id) { status revision modality patientName patientId studyInstanceUid instanceCount
    series { number modality instances { number rows frames wadoPath } } diagnoses { id } } }`;
  const study = (await technologist.send(query, { variables: { id: studyId } })).data?.study as Record<string, unknown>;
  expect(study).toMatchObject({
    status: 'COMPLETE',
    revision: 1,
    modality: 'CT',
    instanceCount: 8,
    diagnoses: [{ id: diagnosisId }],
  });
  expect(study.patientName).toMatch(/=/);
  const [series] = study.series as [{ number: number; instances: { number: number; wadoPath: string }[] }];
  expect(series.number).toBe(1);
  expect(series.instances.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(series.instances[0]?.wadoPath).toMatch(
    new RegExp(`^studies/${study.studyInstanceUid}/series/[0-9.]+/instances/[0-9.]+$`),
  );
});

test('a completed diagnosis shows findings, report, charge and every share', async () => {
  const query = `query ($id: ID!) { diagnosis(id: $id) { status lane modelVersion queuePosition reason { code }
    steps { name startedAt finishedAt } findings { label value unit concept { value } probability } reportPath study { studyInstanceUid }
    charge { gross { amountMinor } net { amountMinor } priceVersion splits { role party { name kind } amount { amountMinor } } } } }`;
  const diagnosis = (await key.send(query, { variables: { id: diagnosisId } })).data?.diagnosis as Record<
    string,
    unknown
  >;
  expect(diagnosis).toMatchObject({
    status: 'COMPLETED',
    lane: 'ROUTINE',
    queuePosition: null,
    reason: null,
    findings: [{ label: 'Lung volume', value: 4321.5, unit: 'ml', concept: { value: '121206' }, probability: null }],
    charge: {
      gross: { amountMinor: '1499' },
      net: { amountMinor: '1499' },
      priceVersion: 1,
      splits: [
        { role: 'PLATFORM', party: { name: 'Hounsfield', kind: 'PLATFORM' }, amount: { amountMinor: '375' } },
        {
          role: 'PARTNER',
          party: { name: 'Northgate Imaging Centre', kind: 'IMAGING_CENTRE' },
          amount: { amountMinor: '225' },
        },
        { role: 'VENDOR', party: { name: 'Clearfield Models', kind: 'VENDOR' }, amount: { amountMinor: '899' } },
      ],
    },
  });
  const { study, reportPath } = diagnosis as { study: { studyInstanceUid: string }; reportPath: string };
  expect(reportPath).toBe(`studies/${study.studyInstanceUid}/series/2.25.12/instances/2.25.13`);
  expect((diagnosis.steps as { name: string }[]).map(({ name }) => name)).toContain('DONE');
});

describe('ordering', () => {
  const order = async (input: Record<string, unknown>, client = technologist) =>
    (await client.send(ORDER, { variables: { input } })).data?.requestDiagnosis as {
      __typename: string;
      code?: string;
      id?: string;
    };

  test('the same study is read once, whoever asks again', async () => {
    expect((await order({ studyId, productId: PRODUCT })).id).toBe(diagnosisId);
    expect((await order({ studyId, productId: PRODUCT }, key)).id).toBe(diagnosisId);
  });

  test('refuses a price that is no longer the current one', async () => {
    expect(await order({ studyId, productId: PRODUCT, priceVersion: 7 })).toMatchObject({
      __typename: 'Refused',
      code: 'PRICE_CHANGED',
    });
  });

  test('refuses what is not there, and what belongs to others, in the same words', async () => {
    const unknown = await order({ studyId: '00000000-0000-4000-8000-000000000000', productId: PRODUCT });
    expect(await order({ studyId: world.theirStudy, productId: PRODUCT })).toEqual(unknown);
    expect(await order({ studyId: 'x', productId: PRODUCT })).toEqual(unknown);
    expect(unknown.code).toBe('STUDY_NOT_FOUND');
    expect((await order({ studyId, productId: 'nothing' })).code).toBe('PRODUCT_NOT_FOUND');
  });

  test('refuses an organisation that has no contract', async () => {
    const id = await receiveStudy(gateway, world.store, 3, PARTNER.id);
    const admin = await signedIn(gateway, 'Partner administrator');
    expect(
      (await admin.send(ORDER, { variables: { input: { studyId: id, productId: PRODUCT } } })).errors[0]?.extensions
        .code,
    ).toBe('FORBIDDEN');
  });

  test('a diagnosis that has not ended can be cancelled, twice is once', async () => {
    const id = await receiveStudy(gateway, world.store, 4);
    const ordered = await order({ studyId: id, productId: PRODUCT, lane: 'STAT' });
    const cancel = () =>
      technologist.send(
        'mutation ($id: ID!) { cancelDiagnosis(id: $id) { ... on Diagnosis { status charge { id } } ... on Refused { code } } }',
        {
          variables: { id: ordered.id },
        },
      );
    expect((await cancel()).data?.cancelDiagnosis).toEqual({ status: 'CANCELLED', charge: null });
    expect((await cancel()).data?.cancelDiagnosis).toEqual({ status: 'CANCELLED', charge: null });
    const ended = await technologist.send(
      'mutation ($id: ID!) { cancelDiagnosis(id: $id) { ... on Refused { code } } }',
      { variables: { id: diagnosisId } },
    );
    expect(ended.data?.cancelDiagnosis).toEqual({ code: 'DIAGNOSIS_ENDED' });
  });
});

describe('money', () => {
  type Revenue = {
    revenueMonths: unknown;
    revenueReads: { edges: { node: Record<string, unknown> }[]; pageInfo: unknown };
  };
  const thisMonth = new Date().toISOString().slice(0, 7);

  test('the payer sees what it paid, by month and by read; who does not open studies sees no diagnosis', async () => {
    const finance = await signedIn(gateway, 'Finance');
    const { data } = await finance.send(
      '{ usageMonths { month reads net { amountMinor } } charges(first: 5) { edges { node { net { amountMinor } diagnosis { id } } } } }',
    );
    expect(data).toEqual({
      usageMonths: [{ month: thisMonth, reads: 1, net: { amountMinor: '1499' } }],
      charges: { edges: [{ node: { net: { amountMinor: '1499' }, diagnosis: null } }] },
    });
  });

  test('a partner sees its share of each read under a pseudonym, and never the diagnosis', async () => {
    const partner = await signedIn(gateway, 'Partner finance');
    const data = await partner.ask<Revenue>(
      'query ($month: String!) { revenueMonths { month reads earned { amountMinor } } revenueReads(month: $month) { edges { node { pseudonym productName customer { name } share { amountMinor } shareBasisPoints } } pageInfo { hasNextPage hasPreviousPage } } }',
      { month: thisMonth },
    );
    expect(data.revenueMonths).toEqual([{ month: thisMonth, reads: 1, earned: { amountMinor: '225' } }]);
    const { edges, pageInfo } = data.revenueReads;
    expect(edges).toHaveLength(1);
    expect(edges[0]?.node).toMatchObject({
      productName: 'Test CT',
      customer: { name: 'Riverside General Hospital' },
      share: { amountMinor: '225' },
      shareBasisPoints: 1500,
    });
    expect(JSON.stringify(edges)).not.toContain(diagnosisId);
    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: false });
  });
});

describe('API keys', () => {
  test('are made by an administrator, shown once, and end at once', async () => {
    const admin = await signedIn(gateway, 'Administrator');
    const { createApiKey } = await admin.ask<{ createApiKey: { secret: string; apiKey: { id: string } } }>(
      'mutation { createApiKey(input: { name: "PACS" }) { ... on ApiKeyCreated { secret apiKey { id prefix revokedAt } } } }',
    );
    const { secret, apiKey } = createApiKey;
    const pacs = new Client(gateway.url, { authorization: `Bearer ${secret}` });
    expect((await pacs.send('{ viewer { displayName } }')).data?.viewer).toEqual({ displayName: 'PACS' });
    expect(JSON.stringify((await admin.send('{ apiKeys { id name prefix expiresAt } }')).data)).not.toContain(secret);
    await admin.send('mutation ($id: ID!) { revokeApiKey(id: $id) { ... on ApiKey { revokedAt } } }', {
      variables: { id: apiKey.id },
    });
    expect((await pacs.send('{ viewer { displayName } }')).data?.viewer).toBeNull();
    expect((await pacs.send('{ studies { edges { node { id } } } }')).errors[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
  });

  test('cannot make API keys', async () => {
    const { errors } = await key.send('mutation { createApiKey(input: { name: "more" }) { __typename } }');
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
