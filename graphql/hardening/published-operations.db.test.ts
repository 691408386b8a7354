// The allow-list: in production a browser sends what codegen published and nothing else; all of that fits the limits.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildASTSchema, extendSchema, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';
import { demoPassword, HOSPITAL } from '../seed/demo.ts';
import { Client } from '../testing/client.ts';
import { seedWorld } from '../testing/demo-world.ts';
import { startTestGateway, TEST_MASTER_KEY, type TestGateway } from '../testing/test-gateway.ts';
import { documentShapeRule } from './document-shape.ts';
import { LIMITS } from './limits.ts';
import { operationHash } from './normalise-operation.ts';
import { oneRootFieldRule } from './one-root-field.ts';
import { operationCost } from './operation-cost.ts';
import { readPublishedOperations } from './operation-policy.ts';

let gateway: TestGateway;
let key: Client;
let published: Readonly<Record<string, string>>;
beforeAll(async () => {
  gateway = await startTestGateway({ GRAPHQL_ADHOC: 'api-key' });
  key = new Client(gateway.url, { authorization: `Bearer ${await seedWorld(gateway)}` });
  published = await readPublishedOperations();
}, 30_000);
afterAll(() => gateway?.stop());

/** A published operation by how its text begins: `[hash, text]`. */
const publishedAs = (beginning: string): [string, string] => {
  const found = Object.entries(published).find(([, text]) => text.startsWith(beginning));
  if (found === undefined) throw new Error(`nothing published begins with ${beginning}`);
  return found;
};

const WHO = 'query WhoAmI { viewer { displayName email roles locale organisation { id name kind } } }';

test('a published operation may be sent by its hash', async () => {
  const [sha256Hash] = publishedAs('query WhoAmI');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  const answer = await key.post(JSON.stringify({ extensions }));
  expect(answer.data?.viewer).toMatchObject({ displayName: 'Demo key' });
});

test('a published operation may be sent as text, spaced as one likes and without the type names', async () => {
  const answer = await new Client(gateway.url).send(WHO.replaceAll(' ', '\n  '));
  expect(answer).toMatchObject({ status: 200, data: { viewer: null } });
});

test('a browser may send nothing else, and learns nothing of the schema by trying', async () => {
  const nobody = new Client(gateway.url);
  for (const query of [
    '{ viewer { email } }',
    '{ secrets { all } }',
    'mutation { dropEverything }',
    '{ __schema { types { name } } }',
  ]) {
    const answer = await nobody.send(query);
    expect(answer).toMatchObject({ status: 403, data: null });
    expect(answer.errors[0]?.extensions.code).toBe('OPERATION_NOT_ALLOWED');
    expect(answer.errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('published operations') }),
    ]);
  }
});

test('signing in does not widen what a browser may send', async () => {
  const browser = new Client(gateway.url);
  const email = HOSPITAL.members.find(({ roles }) => roles.includes('ADMIN'))?.email ?? '';
  const input = { email, password: demoPassword(TEST_MASTER_KEY, email) };
  const [, signIn] = publishedAs('mutation SignIn');
  expect((await browser.ask<{ signIn: { __typename: string } }>(signIn, { input })).signIn.__typename).toBe('Viewer');
  const answer = await browser.send('{ apiKeys { id } }');
  expect(answer.errors[0]?.extensions.code).toBe('OPERATION_NOT_ALLOWED');
});

test('an API key may send operations of its own', async () => {
  expect((await key.send('{ viewer { email displayName } }')).data).toEqual({
    viewer: { email: null, displayName: 'Demo key' },
  });
});

describe('every published operation', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    const nouns = ['common', 'organisation', 'product', 'study', 'diagnosis', 'billing'];
    const texts = await Promise.all(
      nouns.map((noun) => readFile(join(import.meta.dirname, `../schema/${noun}.graphql`), 'utf8')),
    );
    // As graphql-tools does when it merges the files: an empty root type and its extensions become one.
    const roots = /^type (Query|Mutation|Subscription)$/gm;
    const merged = texts.join('\n').replaceAll(roots, 'type $1 { _: Boolean }');
    const document = parse(merged);
    const base = document.definitions.filter(({ kind }) => !kind.endsWith('Extension'));
    const extensions = document.definitions.filter(({ kind }) => kind.endsWith('Extension'));
    schema = extendSchema(buildASTSchema({ ...document, definitions: base }, { assumeValidSDL: true }), {
      ...document,
      definitions: extensions,
    });
  });

  test('is named by the hash of its text, is valid and stays within the limits with full pages', () => {
    expect(Object.keys(published).length).toBeGreaterThan(20);
    for (const [hash, text] of Object.entries(published)) {
      expect(operationHash(text)).toBe(hash);
      const document = parse(text, { maxTokens: LIMITS.tokens });
      const name = getOperationAST(document)?.name?.value;
      expect({ name, errors: validate(schema, document) }).toEqual({ name, errors: [] });
      expect({ name, errors: validate(schema, document, [documentShapeRule, oneRootFieldRule]) }).toEqual({
        name,
        errors: [],
      });
      const variables = { id: 'x', month: '2026-11', first: 50, lane: 'ROUTINE', locale: 'en', input: inputOf(text) };
      const cost = operationCost(schema, document, variables, name);
      expect({ name, affordable: cost <= LIMITS.nodes, cost }).toEqual({ name, affordable: true, cost });
    }
  });
});

const inputOf = (text: string): Record<string, unknown> => {
  if (text.includes('OpenStudyUploadInput')) return { files: [] };
  if (text.includes('RequestDiagnosisInput')) return { studyId: 'x', productId: 'y' };
  if (text.includes('SignInInput')) return { email: 'a', password: 'b' };
  return { name: 'a' };
};
