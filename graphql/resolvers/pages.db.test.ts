// Pages: no gap, no double, and few statements however many rows they hold.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '../testing/client.ts';
import { type DemoWorld, receiveStudy, signedIn, startDemoWorld } from '../testing/demo-world.ts';

let world: DemoWorld;
beforeAll(async () => {
  world = await startDemoWorld();
  await receiveStudy(world.gateway, world.store, 5);
}, 60_000);
afterAll(() => world?.stop());

type Page = {
  studies: {
    edges: { node: { id: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string; hasPreviousPage: boolean };
  };
};

test('pages follow each other without a gap or a double', async () => {
  const query = `query ($first: Int!, $after: String) { studies(first: $first, after: $after) {
    edges { cursor node { id } } pageInfo { hasNextPage endCursor hasPreviousPage } } }`;
  const page = async (variables: Record<string, unknown>) =>
    (await world.technologist.ask<Page>(query, variables)).studies;
  const first = await page({ first: 1 });
  const second = await page({ first: 1, after: first.pageInfo.endCursor });
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  expect(new Set([...first.edges, ...second.edges].map(({ node }) => node.id)).size).toBe(2);
});

test('what is no cursor of ours is refused', async () => {
  for (const field of ['studies', 'diagnoses']) {
    const { errors } = await world.technologist.send(`{ ${field}(after: "nonsense") { edges { cursor } } }`);
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
});

describe('a page costs at most six statements', () => {
  /** Statements beside those that say who is calling (the session and its member). */
  const statementsOf = async (client: Client, query: string): Promise<number> => {
    await client.ask('{ viewer { displayName } }');
    const before = world.gateway.sql.statements.length;
    await client.ask('{ viewer { displayName } }');
    const authentication = world.gateway.sql.statements.length - before;
    await client.ask(query);
    return world.gateway.sql.statements.length - before - 2 * authentication;
  };

  test('of studies with their diagnoses, products and charges', async () => {
    const query = `{ studies(first: 20) { edges { node { id patientName
      diagnoses { status product { name } charge { net { amountMinor } } } } } } }`;
    expect(await statementsOf(world.technologist, query)).toBeLessThanOrEqual(6);
  });

  test('of diagnoses with everything a list shows', async () => {
    const query = `{ diagnoses(first: 20) { edges { node { status steps { name } queuePosition product { name }
      charge { net { amountMinor } } } } } }`;
    expect(await statementsOf(world.technologist, query)).toBeLessThanOrEqual(6);
  });

  test('of charges with shares and parties', async () => {
    const query =
      '{ charges(first: 50) { edges { node { net { amountMinor } splits { party { name } amount { amountMinor } } } } } }';
    expect(await statementsOf(await signedIn(world.gateway, 'Finance'), query)).toBeLessThanOrEqual(6);
  });
});
