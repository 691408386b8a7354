// Two organisations on one stack: whatever one guesses of the other's, it gets the very answer of what does not exist.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hounsfield } from '@hounsfield/infra/local';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { retrieve, search, store } from '../clients/dicomweb-client.ts';
import { ask, query } from '../clients/graphql-client.ts';
import { type Ids, idsOf, keyOfImagingCentre, NOTHING } from './foreign-ids.ts';
import { type JourneyStack, ROOT, startJourneyStack } from './journey-stack.ts';
import { diagnosisById, ended, sampleStudy } from './orders.ts';

let stack: JourneyStack;
let strangerKey: string;
let files: readonly Buffer[];
let theirs: Ids;

const asStranger = <Data>(document: string, variables: Record<string, unknown> = {}) =>
  ask<Data>(stack.urls.console, document, variables, { apiKey: strangerKey });
const asOwner = <Data>(document: string, variables: Record<string, unknown> = {}) =>
  query<Data>(stack.urls.console, document, variables, { apiKey: stack.seed.apiKey });

beforeAll(async () => {
  stack = await startJourneyStack();
  const folder = await sampleStudy(stack, 'ct', 51, '--size', '128', '--slices', '32');
  files = readdirSync(folder)
    .filter((name) => name.endsWith('.dcm'))
    .sort()
    .map((name) => readFileSync(join(folder, name)));
  const answer = await stack.cli('upload', folder, '--product', 'quantitative-ct', '--wait', '--json');
  const sent = JSON.parse(answer.trim().split('\n').at(-1) ?? '') as {
    uploadIds: string[];
    diagnoses: { id: string }[];
  };
  const diagnosis = await ended(stack, sent.diagnoses[0]?.id ?? '');
  theirs = await idsOf(stack, sent.uploadIds[0] ?? '', diagnosis.id);
  strangerKey = await keyOfImagingCentre(stack);
}, 300_000);
afterAll(() => stack?.stop());

describe('a foreign thing is answered as an unknown one', () => {
  const ASKED: readonly (readonly [string, keyof Ids, string])[] = [
    ['study', 'study', 'query ($id: ID!) { it: study(id: $id) { id patientName } }'],
    ['diagnosis', 'diagnosis', 'query ($id: ID!) { it: diagnosis(id: $id) { id findings { value } } }'],
    ['upload', 'upload', 'query ($id: ID!) { it: studyUpload(id: $id) { id } }'],
    [
      'completeStudy',
      'study',
      'mutation ($id: ID!) { it: completeStudy(id: $id) { ... on Refused { code message } } }',
    ],
    [
      'completeStudyUpload',
      'upload',
      'mutation ($id: ID!) { it: completeStudyUpload(id: $id) { ... on Refused { code message } } }',
    ],
    [
      'cancelDiagnosis',
      'diagnosis',
      'mutation ($id: ID!) { it: cancelDiagnosis(id: $id) { ... on Refused { code message } } }',
    ],
  ];
  test.each(ASKED)('over GraphQL: %s', async (_name, of, document) => {
    const foreign = await asStranger<{ it: unknown }>(document, { id: theirs[of] });
    const absent = await asStranger<{ it: unknown }>(document, { id: NOTHING[of] });
    expect(foreign.errors).toBeUndefined();
    expect(foreign).toEqual(absent);
    // The question itself is a good one: its owner gets something else.
    const own = await ask<{ it: unknown }>(
      stack.urls.console,
      document,
      { id: theirs[of] },
      { apiKey: stack.seed.apiKey },
    );
    expect(own).not.toEqual(absent);
  });

  test('over GraphQL: an order for a foreign study', async () => {
    const document =
      'mutation ($id: ID!) { it: requestDiagnosis(input: { studyId: $id, productId: "quantitative-ct" }) { ... on Refused { code message } } }';
    const foreign = await asStranger(document, { id: theirs.study });
    expect(foreign).toEqual(await asStranger(document, { id: NOTHING.study }));
    expect(JSON.stringify(foreign)).toContain('code');
  });

  const PATHS: readonly (readonly [string, (ids: Ids) => string])[] = [
    ['a study', ({ studyUid }) => `/studies/${studyUid}`],
    ["a study's metadata", ({ studyUid }) => `/studies/${studyUid}/metadata`],
    ['a series', ({ studyUid, seriesUid }) => `/studies/${studyUid}/series/${seriesUid}`],
    ['an instance', (at) => `/studies/${at.studyUid}/series/${at.seriesUid}/instances/${at.sopUid}`],
    ['its frames', (at) => `/studies/${at.studyUid}/series/${at.seriesUid}/instances/${at.sopUid}/frames/1`],
    ['it rendered', (at) => `/studies/${at.studyUid}/series/${at.seriesUid}/instances/${at.sopUid}/rendered`],
    ['an instance by id', ({ instance }) => `/instances/${instance}`],
    ['its metadata by id', ({ instance }) => `/instances/${instance}/metadata`],
    ['its frames by id', ({ instance }) => `/instances/${instance}/frames/1`],
  ];
  test.each(PATHS)('over WADO-RS: %s', async (_name, path) => {
    const foreign = await retrieve(stack.urls.console, path(theirs), strangerKey);
    const absent = await retrieve(stack.urls.console, path(NOTHING), strangerKey);
    expect(foreign.status).toBe(404);
    expect([foreign.status, foreign.body.toString()]).toEqual([absent.status, absent.body.toString()]);
    expect((await retrieve(stack.urls.console, path(theirs), stack.seed.apiKey)).status).toBe(200);
  });

  test('over QIDO-RS: every search', async () => {
    for (const path of [
      (at: Ids) => `/studies?StudyInstanceUID=${at.studyUid}`,
      (at: Ids) => `/studies/${at.studyUid}/series`,
      (at: Ids) => `/studies/${at.studyUid}/instances`,
      (at: Ids) => `/instances?StudyInstanceUID=${at.studyUid}&SOPInstanceUID=${at.sopUid}`,
    ]) {
      const foreign = await retrieve(stack.urls.console, path(theirs), strangerKey);
      const absent = await retrieve(stack.urls.console, path(NOTHING), strangerKey);
      expect([foreign.status, foreign.body.toString()]).toEqual([absent.status, absent.body.toString()]);
      expect((await search(stack.urls.console, path(theirs), stack.seed.apiKey)).length).toBeGreaterThan(0);
    }
    expect(await search(stack.urls.console, '/studies', strangerKey)).toEqual([]);
  });

  test('over a subscription', async () => {
    const client = createClient({
      url: `${stack.urls.console.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocol: string) {
          super(address, protocol, {
            headers: { authorization: `Bearer ${strangerKey}`, origin: stack.urls.console },
          });
        }
      },
      retryAttempts: 0,
    });
    const refusalOf = async (id: string): Promise<unknown> => {
      const answers = client.iterate({
        query: 'subscription ($id: ID!) { diagnosisUpdated(id: $id) { id status } }',
        variables: { id },
      });
      const first = await answers.next().catch((error: unknown) => ({ value: { errors: error } }));
      const { errors } = first.value as { errors: ReadonlyArray<{ message: string; extensions: { code: string } }> };
      return errors.map(({ message, extensions }) => [message, extensions.code]);
    };
    const foreign = await refusalOf(theirs.diagnosis);
    expect(foreign).toEqual([[expect.any(String), 'NOT_FOUND']]);
    expect(await refusalOf(NOTHING.diagnosis)).toEqual(foreign);
    await client.dispose();
  });

  test('by command line', async () => {
    const stranger = { urls: stack.urls, seed: { ...stack.seed, apiKey: strangerKey } };
    const words = (id: string): Promise<string> =>
      hounsfield(ROOT, stranger, ['result', id, '--out', join(stack.folder, 'stolen')]).then(
        () => 'given',
        (error: Error) => error.message.replaceAll(id, '<id>'),
      );
    const foreign = await words(theirs.diagnosis);
    expect(foreign).not.toBe('given');
    expect(foreign).toBe(await words(NOTHING.diagnosis));
  });
});

test("no list of one's own holds a foreign row, and a foreign cursor opens nothing", async () => {
  const { studies } = await asOwner<{ studies: { edges: { cursor: string }[] } }>(
    '{ studies(first: 1) { edges { cursor } } }',
  );
  const lists = await asStranger(
    `query ($after: String) { studies(first: 50) { edges { node { id } } } diagnoses(first: 50) { edges { node { id } } }
      after: studies(first: 50, after: $after) { edges { node { id } } } }`,
    { after: studies.edges[0]?.cursor },
  );
  expect(lists).toEqual({ data: { studies: { edges: [] }, diagnoses: { edges: [] }, after: { edges: [] } } });
});

test('a presigned part serves its own key only', async () => {
  const { data } = await asStranger<{
    openStudyUpload: { files: { parts: { url: string; headers: { name: string; value: string }[] }[] }[] };
  }>(
    `mutation ($input: OpenStudyUploadInput!) { openStudyUpload(input: $input) {
      ... on StudyUpload { files { parts { url headers { name value } } } } ... on Refused { code message } } }`,
    {
      input: {
        files: [
          {
            clientRef: 'a',
            sizeBytes: '5',
            partSha256: ['5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5'],
          },
        ],
      },
    },
  );
  const part = data?.openStudyUpload.files[0]?.parts[0];
  const url = part?.url ?? '';
  const headers = Object.fromEntries((part?.headers ?? []).map(({ name, value }) => [name, value]));
  const own = /\/t\/([0-9a-f-]{36})\//.exec(url)?.[1] ?? '';
  expect(own).toMatch(/^[0-9a-f-]{36}$/);
  expect(own).not.toBe(theirs.tenant);
  const put = (address: string) => fetch(address, { method: 'PUT', headers, body: '12345' });
  for (const address of [
    url.replace(own, theirs.tenant),
    url.replace(/partNumber=1/, 'partNumber=2'),
    url.replace(/\/t\/[^?]*/, `/t/${theirs.tenant}/instances/${theirs.instance}`),
  ]) {
    expect(address).not.toBe(url);
    expect((await put(address)).status).toBe(403);
    expect((await fetch(address)).status).toBe(403);
  }
  expect((await put(url)).status).toBe(200);
});

test('the same study sent by both is two studies, and the sender of the second learns nothing of the first', async () => {
  const before = await retrieve(stack.urls.console, `/studies/${theirs.studyUid}/metadata`, stack.seed.apiKey);
  // Other pixels under the same UIDs: for its owner that is a conflict, for anybody else it is news.
  const changed = files.map((file) => {
    const copy = Buffer.from(file);
    copy.writeUInt8(copy.readUInt8(copy.length - 2) ^ 1, copy.length - 2);
    return copy;
  });
  expect(await store(stack.urls.console, changed.slice(0, 1), stack.seed.apiKey)).toEqual({
    status: 409,
    stored: 0,
    reasons: [0x0111],
  });
  expect(await store(stack.urls.console, changed, strangerKey)).toEqual({
    status: 200,
    stored: files.length,
    reasons: [],
  });
  type Studies = { studies: { edges: { node: { id: string; studyInstanceUid: string; instanceCount: number } }[] } };
  const ours = (
    await asStranger<Studies>('{ studies(first: 5) { edges { node { id studyInstanceUid instanceCount } } } }')
  ).data?.studies.edges.map(({ node }) => node);
  expect(ours).toEqual([{ id: expect.any(String), studyInstanceUid: theirs.studyUid, instanceCount: files.length }]);
  expect(ours?.[0]?.id).not.toBe(theirs.study);
  // The owner's study is what it was; each gets its own pixels back under the same UIDs.
  const path = `/studies/${theirs.studyUid}/series/${theirs.seriesUid}/instances/${theirs.sopUid}/frames/1`;
  const [own, foreign] = [
    await retrieve(stack.urls.console, path, stack.seed.apiKey, 'application/octet-stream'),
    await retrieve(stack.urls.console, path, strangerKey, 'application/octet-stream'),
  ];
  expect([own.status, foreign.status]).toEqual([200, 200]);
  expect(own.body.equals(foreign.body)).toBe(false);
  const after = await retrieve(stack.urls.console, `/studies/${theirs.studyUid}/metadata`, stack.seed.apiKey);
  expect(after.body.equals(before.body)).toBe(true);
  expect((await diagnosisById(stack, theirs.diagnosis)).status).toBe('COMPLETED');
  // What is only the owner's, its report, still is.
  const report = await asOwner<{ diagnosis: { reportPath: string } }>(
    'query ($id: ID!) { diagnosis(id: $id) { reportPath } }',
    { id: theirs.diagnosis },
  );
  const reportPath = `/${report.diagnosis.reportPath.replace(/^\//, '')}`;
  expect((await retrieve(stack.urls.console, reportPath, stack.seed.apiKey)).status).toBe(200);
  expect((await retrieve(stack.urls.console, reportPath, strangerKey)).status).toBe(404);
}, 120_000);
