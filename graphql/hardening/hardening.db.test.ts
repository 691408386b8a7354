// The attack list of the security reference, rows 14-29, sent to a real gateway: refused, quickly, and saying nothing.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Answer, Client } from '../testing/client.ts';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts';

let gateway: TestGateway;
let anyone: Client;
beforeAll(async () => {
  gateway = await startTestGateway({ GRAPHQL_ADHOC: 'anyone' });
  anyone = new Client(gateway.url);
  // The first requests load code; the limits are about every later one.
  await anyone.send('{ viewer { displayName } }');
  await anyone.send('{ products { id } }');
});
afterAll(() => gateway?.stop());

/** 100 ms on a machine of its own (see the figures each test prints as its time); here others are at work. */
const BUDGET_MS = 1_000;

/** Sends, and expects a 400 without a fault within the budget. */
const refused = async (send: () => Promise<Answer>, code: string): Promise<Answer> => {
  const started = performance.now();
  const answer = await send();
  expect(performance.now() - started).toBeLessThan(BUDGET_MS);
  expect(answer).toMatchObject({ status: 400, data: null });
  expect(answer.errors[0]?.extensions.code).toBe(code);
  return answer;
};

const nested = (depth: number): string =>
  `{ study(id: "x") { ${'diagnoses { study { '.repeat(depth / 2)} id ${'} }'.repeat(depth / 2)} } }`;

test('14: twenty levels of nesting are refused', async () => {
  await refused(() => anyone.send(nested(20)), 'GRAPHQL_VALIDATION_FAILED');
});

test('15: fifty aliases are refused', async () => {
  const aliases = Array.from({ length: 50 }, (_, index) => `a${index}: viewer { displayName }`).join(' ');
  await refused(() => anyone.send(`{ ${aliases} }`), 'GRAPHQL_VALIDATION_FAILED');
});

test('16: a flood of tokens is refused without being parsed to its end', async () => {
  await refused(() => anyone.send(`{ viewer { ${'displayName '.repeat(15_000)} } }`), 'GRAPHQL_PARSE_FAILED');
  const tooLarge = await anyone.send(`{ viewer { ${'displayName '.repeat(200_000)} } }`);
  expect(tooLarge.status).toBe(413);
});

test('17: a flood of directives is refused', async () => {
  const directives = '@include(if: true) '.repeat(100);
  await refused(() => anyone.send(`{ viewer { displayName ${directives} } }`), 'GRAPHQL_VALIDATION_FAILED');
});

test('18: fragments that multiply are refused', async () => {
  const levels = Array.from(
    { length: 10 },
    (_, index) =>
      `fragment f${index} on Study { a: diagnoses { study { ...f${index + 1} } } b: diagnoses { study { ...f${index + 1} } } }`,
  );
  const bomb = `{ study(id: "x") { ...f0 } } ${levels.join(' ')} fragment f10 on Study { id }`;
  await refused(() => anyone.send(bomb), 'GRAPHQL_VALIDATION_FAILED');
});

test('18: fragments that contain themselves are refused', async () => {
  const loop = '{ viewer { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }';
  await refused(() => anyone.send(loop), 'GRAPHQL_VALIDATION_FAILED');
});

const PAGE = 'query Page($first: Int! = 20) { diagnoses(first: $first) { edges { node { id } } } }';

test('19: a page of a million, in a variable, is refused, also for a document that is already cached', async () => {
  await anyone.send(PAGE, { variables: { first: 5 } });
  await refused(() => anyone.send(PAGE, { variables: { first: 1_000_000 } }), 'BAD_USER_INPUT');
  await refused(() => anyone.send(PAGE.replace('20', '1000000')), 'BAD_USER_INPUT');
});

test.each([0, -1, 101, 1.5, 'NaN', null])('20: a page of %p is refused', async (first) => {
  await refused(() => anyone.send(PAGE, { variables: { first } }), 'BAD_USER_INPUT');
});

test('20: pages of pages cost what they hold', async () => {
  const wide = '{ studies(first: 100) { edges { node { series { instances { id } } } } } }';
  await refused(() => anyone.send(wide), 'TOO_EXPENSIVE');
  const fair = await anyone.send(
    '{ diagnoses(first: 50) { edges { node { id findings { label concept { value } } } } } }',
  );
  expect(fair.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('21: an array of operations is refused', async () => {
  const batch = JSON.stringify([{ query: '{ viewer { email } }' }, { query: '{ viewer { email } }' }]);
  await refused(() => anyone.post(batch), 'BAD_REQUEST');
});

test('22: the schema is not shown', async () => {
  await refused(() => anyone.send('{ __schema { types { name } } }'), 'GRAPHQL_VALIDATION_FAILED');
  await refused(
    () => anyone.send('{ ...__schema } fragment __schema on Query { __type(name: "Study") { name } }'),
    'GRAPHQL_VALIDATION_FAILED',
  );
});

test('23: a misspelt name gets no suggestion', async () => {
  const answer = await refused(() => anyone.send('{ viewr { displayName } }'), 'GRAPHQL_VALIDATION_FAILED');
  expect(JSON.stringify(answer.errors)).not.toMatch(/did you mean|viewer/i);
  const misspeltInput = await anyone.send('mutation { signIn(input: { email: "a", passwort: "b" }) { __typename } }');
  expect(JSON.stringify(misspeltInput.errors)).not.toMatch(/did you mean/i);
});

test('10: a tenant or a role in an input is an unknown field', async () => {
  const text = 'mutation { createApiKey(input: { name: "a", tenantId: "b" }) { __typename } }';
  await refused(() => anyone.send(text), 'GRAPHQL_VALIDATION_FAILED');
});

test('24: operations do not travel in URLs', async () => {
  for (const query of ['mutation { signOut }', '{ viewer { displayName } }']) {
    const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  }
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
  '25-27: a body of type %p, which any page may send, is refused',
  async (type) => {
    const answer = await anyone.post(JSON.stringify({ query: 'mutation { signOut }' }), { 'content-type': type });
    expect([400, 415]).toContain(answer.status);
    expect(answer.data).toBeNull();
  },
);

test('27: a page of another origin is refused, whatever it sends', async () => {
  const answer = await anyone.send('{ viewer { displayName } }', { headers: { origin: 'https://evil.example' } });
  expect(answer.status).toBe(403);
});

test('28: an unknown hash is not found, and a flood of registrations leaves nothing behind', async () => {
  const register = (index: number) =>
    anyone.post(
      JSON.stringify({
        query: `{ viewer { displayName } } # ${index}`,
        extensions: { persistedQuery: { version: 1, sha256Hash: index.toString(16).padStart(64, '0') } },
      }),
    );
  for (let index = 0; index < 50; index += 1) expect((await register(index)).status).toBe(200);
  const unknown = { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } };
  await refused(() => anyone.post(JSON.stringify(unknown)), 'PERSISTED_QUERY_NOT_FOUND');
});

test('29: fifteen sign-ins in one mutation are refused', async () => {
  const guess = 'signIn(input: { email: "a@b.c", password: "guess" }) { __typename }';
  const five = Array.from({ length: 5 }, (_, index) => `g${index}: ${guess}`).join(' ');
  await refused(() => anyone.send(`mutation { ${five} }`), 'GRAPHQL_VALIDATION_FAILED');
  const spread = `mutation { ...m } fragment m on Mutation { ${five} }`;
  await refused(() => anyone.send(spread), 'GRAPHQL_VALIDATION_FAILED');
});

test('an answer names its trace and forbids sniffing, framing and caching', async () => {
  const answer = await anyone.send('{ products { id } }');
  expect(answer.errors[0]?.extensions).toEqual({
    code: 'UNAUTHENTICATED',
    traceId: answer.headers.get('x-request-id'),
  });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
});

test('a browser page of the console may call with its cookie, no other page may', async () => {
  const preflight = (origin: string) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
  const ours = await preflight('http://console.test');
  expect(ours.headers.get('access-control-allow-origin')).toBe('http://console.test');
  expect(ours.headers.get('access-control-allow-credentials')).toBe('true');
  const theirs = await preflight('https://evil.example');
  expect(theirs.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
});
