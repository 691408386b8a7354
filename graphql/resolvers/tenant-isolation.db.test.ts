// Two tenants: a stranger who guesses our identifiers learns nothing and changes nothing (attack rows 1-8).

import { verifyAudit } from '@hounsfield/tenancy';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { PARTNER } from '../seed/demo.ts';
import { type DemoWorld, signedIn, startDemoWorld } from '../testing/demo-world.ts';
import { Socket } from '../testing/socket.ts';

let world: DemoWorld;
beforeAll(async () => {
  world = await startDemoWorld();
}, 60_000);
afterAll(() => world?.stop());

const CASES: readonly [string, string, (ids: { study: string; diagnosis: string }) => string][] = [
  ['study', 'query ($id: ID!) { it: study(id: $id) { id } }', ({ study }) => study],
  ['diagnosis', 'query ($id: ID!) { it: diagnosis(id: $id) { id } }', ({ diagnosis }) => diagnosis],
  ['upload', 'query ($id: ID!) { it: studyUpload(id: $id) { id } }', ({ study }) => study],
  [
    'completeStudy',
    'mutation ($id: ID!) { it: completeStudy(id: $id) { ... on Refused { code } } }',
    ({ study }) => study,
  ],
  [
    'completeStudyUpload',
    'mutation ($id: ID!) { it: completeStudyUpload(id: $id) { ... on Refused { code } } }',
    ({ study }) => study,
  ],
  [
    'cancelDiagnosis',
    'mutation ($id: ID!) { it: cancelDiagnosis(id: $id) { ... on Refused { code } } }',
    ({ diagnosis }) => diagnosis,
  ],
];

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

test.each(CASES)('a foreign %s gets the very answer of an unknown one', async (_name, query, idOf) => {
  const { stranger, studyId, diagnosisId } = world;
  const foreign = await stranger.send(query, { variables: { id: idOf({ study: studyId, diagnosis: diagnosisId }) } });
  const unknown = await stranger.send(query, { variables: { id: UNKNOWN } });
  expect(foreign.errors).toEqual([]);
  expect(foreign.data).toEqual(unknown.data);
});

test('no list holds a row of another tenant', async () => {
  const { data } = await world.stranger.send(
    '{ studies { edges { node { id patientName } } } diagnoses { edges { node { id } } } }',
  );
  expect(JSON.stringify(data)).not.toContain(world.studyId);
  expect(data?.diagnoses).toEqual({ edges: [] });
});

test("a cursor of another tenant points between rows of one's own", async () => {
  type Cursors = { studies: { edges: { cursor: string; node: { id: string } }[] } };
  const theirs = await world.stranger.ask<Cursors>('{ studies { edges { cursor node { id } } } }');
  const after = theirs.studies.edges[0]?.cursor;
  const ours = await world.technologist.ask<Cursors>(
    'query ($after: String) { studies(after: $after) { edges { cursor node { id } } } }',
    { after },
  );
  expect(ours.studies.edges.map(({ node }) => node.id)).toEqual([world.studyId]);
});

test('a subscription to a foreign diagnosis is refused as an unknown one', async () => {
  const socket = await Socket.open(world.gateway.url, { cookie: world.stranger.cookie });
  await socket.init();
  const refusal = async (id: string) => {
    const { errors } = await socket
      .subscribe('subscription ($id: ID!) { diagnosisUpdated(id: $id) { id } }', { id })
      .next();
    return errors?.map(({ message, extensions }) => ({ message, code: extensions.code }));
  };
  const foreign = await refusal(world.diagnosisId);
  expect(foreign).toEqual([{ message: 'There is no such thing.', code: 'NOT_FOUND' }]);
  expect(await refusal(UNKNOWN)).toEqual(foreign);
  socket.close();
});

test('9: an operation beyond a role is refused, and leaves a trace in the chain of its own organisation', async () => {
  const partner = await signedIn(world.gateway, 'Partner finance');
  for (const query of [
    '{ study(id: "x") { patientName } }',
    '{ studies { edges { node { id } } } }',
    '{ charges { edges { cursor } } apiKeys { id } }',
  ]) {
    const { errors } = await partner.send(query);
    expect(errors.some(({ extensions }) => extensions.code === 'FORBIDDEN')).toBe(true);
  }
  const { owner, app } = world.gateway.database;
  const entries = await sql<{ entry: string }>`select entry from tenancy.audit_entry
    where tenant_id = ${PARTNER.id} and entry like '%operation.denied%' order by seq`.execute(owner);
  expect(entries.rows.map(({ entry }) => JSON.parse(entry).detail.operation)).toEqual([
    'Query.study',
    'Query.studies',
    'Query.apiKeys',
  ]);
  expect(await verifyAudit(app, PARTNER.id)).toMatchObject({ intact: true });
});
