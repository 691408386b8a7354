// The servers under the product: Postgres, Temporal and the object store, each the local one unless the environment names another.
import { join } from 'node:path';
import { type PostgresServer, startEmbeddedPostgres } from './embedded-postgres.ts';
import { freePort } from './free-port.ts';
import { step } from './progress.ts';
import type { LocalState } from './state.ts';
import type { Supervisor } from './supervisor.ts';
import { temporalProcess } from './temporal-server.ts';
import type { ToolPaths } from './tools/tool-paths.ts';
import { versitygwProcess } from './versitygw.ts';

type Environment = Readonly<Record<string, string>>;

/** Starts the embedded cluster; durable unless the stack is a test's. */
export const startPostgres = (folder: string, state: LocalState, ephemeral: boolean): Promise<PostgresServer> =>
  step('Postgres', () =>
    startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), password: state.postgresPassword, ephemeral }),
  );

/** Starts Temporal on the product's own Postgres server; answers its address. */
export const startTemporal = (
  folder: string,
  serverUrl: string,
  tools: ToolPaths,
  supervisor: Supervisor,
): Promise<string> =>
  step('Temporal', async () => {
    const temporal = await temporalProcess({
      binaries: { server: tools['temporal-server'], sql: tools['temporal-sql-tool'] },
      serverUrl,
      databases: { main: 'temporal', visibility: 'temporal_visibility' },
      folder: join(folder, 'temporal'),
    });
    await supervisor.start(temporal.process);
    return temporal.address;
  });

/** Starts the local object store; answers what the product's processes need to reach it. */
export const startObjectStore = (
  folder: string,
  state: LocalState,
  tools: ToolPaths,
  supervisor: Supervisor,
): Promise<Environment> =>
  step('object store', async () => {
    const port = await freePort();
    const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = state;
    await supervisor.start(
      await versitygwProcess({
        binary: tools.versitygw,
        folder: join(folder, 'objects'),
        port,
        accessKeyId,
        secretAccessKey,
      }),
    );
    return {
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_REGION: 'us-east-1',
      S3_BUCKET: 'hounsfield',
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
      S3_FORCE_PATH_STYLE: 'true',
    };
  });
