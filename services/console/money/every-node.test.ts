// Exports walk all pages and always end.
import { expect, test } from '@jest/globals';
import { everyNode } from './every-node.ts';

const pageOf = (nodes: number[], endCursor: string | null) => ({
  edges: nodes.map((node) => ({ node })),
  pageInfo: { hasNextPage: endCursor !== null, endCursor },
});

test('follows the cursors to the last page', async () => {
  const pages = new Map([
    [null, pageOf([1, 2], 'b')],
    ['b', pageOf([3], null)],
  ]);
  expect(await everyNode(async (after) => pages.get(after as never))).toEqual([1, 2, 3]);
});

test('stops at a cursor that leads back to itself', async () => {
  let asked = 0;
  const nodes = await everyNode(async () => {
    asked += 1;
    return pageOf([asked], 'same');
  });
  expect(nodes).toEqual([1, 2]);
});
