// A real gateway on a database of its own for one test file, with clients, and a count of the SQL it sends.
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import { createLogger, type ManualClock } from '@hounsfield/kernel';
import type { StudiesTables } from '@hounsfield/studies';
import type { KyselyPlugin } from 'kysely';
import { composeGateway, type Gateway } from '../compose.ts';
import { type OpenServices, openServices, roomsOf } from '../compose-services.ts';
import type { GatewayConfig } from '../config.ts';
import { asRoom } from '../room-database.ts';
import type { DiagnosisFeed } from '../subscriptions/diagnosis-feed.ts';

export const TEST_MASTER_KEY = '0123456789abcdef'.repeat(4);
export const TEST_CONSOLE = 'http://console.test';

/** Counts statements that read or write tables (settings of a transaction are not among them). */
export class SqlCounter implements KyselyPlugin {
  statements: string[] = [];
  transformQuery: KyselyPlugin['transformQuery'] = ({ node }) => {
    const text = JSON.stringify(node, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
    if (!text.includes('set_config(')) this.statements.push(text.slice(0, 300));
    return node;
  };
  transformResult: KyselyPlugin['transformResult'] = async ({ result }) => result;
}

export type TestGateway = {
  readonly url: string;
  readonly database: TestDatabase<unknown>;
  readonly sql: SqlCounter;
  readonly feed: DiagnosisFeed;
  stop(): Promise<void>;
};

/** Starts it; `changes` override the configuration, `clock` the time. */
export const startTestGateway = async (
  changes: Partial<GatewayConfig> = {},
  clock?: ManualClock,
): Promise<TestGateway> => {
  const database = await createTestDatabase<unknown>();
  const sql = new SqlCounter();
  const config: GatewayConfig = {
    PORT: 0,
    HOST: '127.0.0.1',
    DATABASE_URL: database.urls.app,
    DATABASE_CONNECTIONS: 8,
    HOUNSFIELD_MASTER_KEY: TEST_MASTER_KEY,
    S3_REGION: 'us-east-1',
    S3_BUCKET: 'test',
    S3_FORCE_PATH_STYLE: true,
    CONSOLE_ORIGIN: TEST_CONSOLE,
    GRAPHQL_ADHOC: 'api-key',
    GRAPHQL_INTROSPECTION: false,
    TRUSTED_PROXIES: 'loopback',
    LOG_LEVEL: 'fatal',
    ...changes,
  };
  const logger = createLogger('test-gateway', config.LOG_LEVEL);
  let feed: DiagnosisFeed | undefined;
  const open = async (): Promise<OpenServices> => {
    const opened = await openServices(config, logger);
    feed = opened.services.feed;
    const pool = opened.pool.withPlugin(sql);
    const now = clock ?? opened.services.clock;
    const studies = { ...opened.services.studies, db: asRoom<StudiesTables>(pool), clock: now };
    return { ...opened, services: { ...opened.services, db: roomsOf(pool), studies, clock: now } };
  };
  const gateway: Gateway = await composeGateway(config, logger, open);
  return {
    url: gateway.url,
    database,
    sql,
    feed: feed as unknown as DiagnosisFeed,
    stop: async () => {
      await gateway.stop();
      await database.drop();
    },
  };
};
