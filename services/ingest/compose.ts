// Everything the ingest process is made of, put together once.
import type { AddressInfo } from 'node:net';
import { connectDatabase } from '@hounsfield/database';
import { startPixelDecoder } from '@hounsfield/dicom';
import { type Logger, type RunningProcess, systemClock, type TenantId } from '@hounsfield/kernel';
import {
  createObjectStore,
  type ObjectStore,
  type ObjectStoreConfig,
  sweepMultiparts,
  tenantKey,
} from '@hounsfield/storage';
import { type StudiesTables, startInstanceParser } from '@hounsfield/studies';
import { appendAudit, createMasterKey, createTenantKeys, type TenancyTables } from '@hounsfield/tenancy';
import { sql } from 'kysely';
import { ByteBudget } from './byte-budget.ts';
import type { IngestConfig } from './config.ts';
import { buildServer } from './server.ts';

const SWEEP_EVERY_MS = 3_600_000;
const STATEMENT_TIMEOUT_MS = 15_000;
/** Asked for to see whether the object store answers; nothing is ever stored there. */
const NOTHING = tenantKey('00000000-0000-0000-0000-000000000000' as TenantId, 'health', 'nothing');

const objectStoreOf = (config: Readonly<IngestConfig>): ObjectStoreConfig => ({
  region: config.S3_REGION,
  bucket: config.S3_BUCKET,
  forcePathStyle: config.S3_FORCE_PATH_STYLE,
  ...(config.S3_ENDPOINT === undefined ? {} : { endpoint: config.S3_ENDPOINT }),
  ...(config.S3_PUBLIC_ENDPOINT === undefined ? {} : { publicEndpoint: config.S3_PUBLIC_ENDPOINT }),
  ...(config.S3_ACCESS_KEY_ID === undefined ? {} : { accessKeyId: config.S3_ACCESS_KEY_ID }),
  ...(config.S3_SECRET_ACCESS_KEY === undefined ? {} : { secretAccessKey: config.S3_SECRET_ACCESS_KEY }),
});

/** Only AWS gives unfinished uploads up by a rule of the bucket; any other store is swept from here. */
const sweepHourly = (store: ObjectStore, config: Readonly<IngestConfig>, logger: Logger): (() => void) => {
  if (config.S3_ENDPOINT === undefined) return () => undefined;
  const sweep = async (): Promise<void> => {
    const swept = await sweepMultiparts(store, systemClock);
    if (swept > 0) logger.info({ swept }, 'unfinished uploads were given up');
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => logger.warn({ err: error }, 'the sweep of unfinished uploads failed'));
  }, SWEEP_EVERY_MS);
  return () => clearInterval(timer);
};

/** Connects, opens the port and answers how the process is doing. */
export const startIngest = async (
  config: Readonly<IngestConfig>,
  logger: Logger,
): Promise<RunningProcess & { readonly url: string }> => {
  const db = connectDatabase<StudiesTables & TenancyTables>({
    url: config.DATABASE_URL,
    applicationName: 'hounsfield-ingest',
    maxConnections: config.DATABASE_CONNECTIONS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onIdleError: (error) => logger.warn({ err: error }, 'a database connection was lost'),
  });
  const store = createObjectStore(objectStoreOf(config));
  const stopSweeping = sweepHourly(store, config, logger);
  const parser = startInstanceParser({ processes: config.PARSER_PROCESSES });
  const decoder = startPixelDecoder();
  const tenantKeys = createTenantKeys({
    db,
    masterKey: createMasterKey(config.HOUNSFIELD_MASTER_KEY),
    clock: systemClock,
  });
  const ready = async (): Promise<boolean> =>
    Promise.all([sql`select 1`.execute(db), store.head(NOTHING)]).then(
      () => true,
      () => false,
    );
  const server = buildServer({
    logger,
    clock: systemClock,
    tenancy: db,
    studies: { db, clock: systemClock, tenantKeys, audit: appendAudit, store, parser },
    decoder,
    ready,
    consoleOrigin: config.CONSOLE_ORIGIN,
    largestRequestBytes: config.LARGEST_REQUEST_BYTES,
    rate: { perSecond: config.REQUESTS_PER_SECOND, burst: config.REQUEST_BURST },
    memory: new ByteBudget(config.MEMORY_BYTES),
  });
  await server.listen({ port: config.PORT, host: config.HOST });
  const { port } = server.server.address() as AddressInfo;
  logger.info({ port }, 'DICOMweb is open');
  return {
    url: `http://127.0.0.1:${port}`,
    ready,
    stop: async () => {
      await server.close();
      stopSweeping();
      await Promise.all([parser.close(), decoder.close()]);
      store.close();
      await db.destroy();
    },
  };
};
