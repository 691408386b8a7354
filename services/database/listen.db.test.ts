import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { createTestDatabase, listen, type TestDatabase } from './index.ts';

let database: TestDatabase<unknown>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const until = async (done: () => boolean): Promise<void> => {
  for (let tries = 0; !done() && tries < 200; tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(done()).toBe(true);
};

test('hears a channel, and hears it again after its connection was killed', async () => {
  const heard: string[] = [];
  let restored = 0;
  const listening = await listen({
    url: database.urls.app,
    channel: 'listen_test',
    applicationName: 'listen-test',
    onPayload: (payload) => void heard.push(payload),
    onRestored: () => {
      restored += 1;
    },
  });
  await sql`select pg_notify('listen_test', 'one')`.execute(database.app);
  await until(() => heard.includes('one'));
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listen-test'`.execute(
    database.owner,
  );
  await until(() => restored === 1);
  await sql`select pg_notify('listen_test', 'two')`.execute(database.app);
  await until(() => heard.includes('two'));
  await listening.close();
});

test('refuses a channel name that is no identifier', async () => {
  const options = { url: database.urls.app, applicationName: 'x', onPayload: () => {}, onRestored: () => {} };
  await expect(listen({ ...options, channel: 'a; drop table b' })).rejects.toThrow(/not a channel name/);
});
