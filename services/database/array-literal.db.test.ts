import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { arrayLiteral, createTestDatabase, type TestDatabase } from './index.ts';

let database: TestDatabase<unknown>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('texts, bytes, instants and nulls come out of Postgres as they went in', async () => {
  const texts = ['plain', 'with "quotes" and \\ back', 'NULL', 'null', '', '{a,b}', '诊断', "it's", ' space ', null];
  const read = await sql<{
    t: string[];
    b: Buffer[];
    d: Date[];
    n: bigint[];
  }>`select ${arrayLiteral(texts)}::text[] as t,
    ${arrayLiteral([Buffer.from([0, 255]), Buffer.alloc(0)])}::bytea[] as b,
    ${arrayLiteral([new Date(5)])}::timestamptz[] as d, ${arrayLiteral([1n, -2, null])}::bigint[] as n`.execute(
    database.app,
  );
  const [row] = read.rows;
  expect(row?.t).toEqual(texts);
  expect(row?.b).toEqual([Buffer.from([0, 255]), Buffer.alloc(0)]);
  expect(row?.d).toEqual([new Date(5)]);
  expect(row?.n.map(String)).toEqual(['1', '-2', 'null']);
});
