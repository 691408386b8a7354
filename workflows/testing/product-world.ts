// The product without its windows: real Postgres, Temporal and object store, and starter and workers as processes that can be killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type CatalogueTables, registerProduct } from '@hounsfield/catalogue';
import { chargesByDiagnosis, createContract } from '@hounsfield/charging';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import {
  type DiagnosesTables,
  type Diagnosis,
  diagnosesByStudy,
  hasEnded,
  reportsByDiagnosis,
} from '@hounsfield/diagnoses';
import { isRefusal, newId, systemClock, type TenantId, type UploadId } from '@hounsfield/kernel';
import { listModels, loadModel } from '@hounsfield/models';
import { flatPrice } from '@hounsfield/rating';
import { findVersitygw, startTestObjectStore, type TestObjectStore } from '@hounsfield/storage';
import {
  type Caller,
  closeUpload,
  type InstanceId,
  openUpload,
  PART_BYTES,
  restoreInstance,
  type StudiesDeps,
  type StudiesTables,
  uploadById,
} from '@hounsfield/studies';
import { appendAudit, createMasterKey, createTenantKeys, type TenancyTables } from '@hounsfield/tenancy';
import { inheritedEnvironment, startTestTemporal, type TestTemporal } from './test-environment.ts';

type Tables = CatalogueTables & DiagnosesTables & StudiesTables & TenancyTables;

export type ProcessName = 'starter' | 'worker-cpu' | 'worker-inference';

const ENTRY: Readonly<Record<ProcessName, string>> = {
  starter: 'workflows/starter/main.ts',
  'worker-cpu': 'workflows/workers/main-cpu.ts',
  'worker-inference': 'workflows/workers/main-inference.ts',
};
const ROOT = join(import.meta.dirname, '../..');
const PATIENCE_MS = 120_000;

/** A running process of the product. */
export type ProductProcess = {
  readonly name: ProcessName;
  readonly pid: number;
  /** Resolves with what ended it. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
  stop(): Promise<void>;
  /** What it logged. */
  log(): string;
};

export type ProductWorld = {
  readonly database: TestDatabase<Tables>;
  readonly temporal: TestTemporal;
  readonly customer: Caller;
  start(name: ProcessName, environment?: Readonly<Record<string, string>>): ProductProcess;
  /** Sends files and orders a product with them, as a client of the gateway does. */
  upload(files: readonly Uint8Array[], productSlug?: string): Promise<UploadId>;
  /** The diagnosis that was ordered with an upload, once nothing more will happen to it. */
  done(uploadId: UploadId): Promise<Diagnosis>;
  /** The diagnosis's report as its owner downloads it. */
  report(diagnosis: Diagnosis): Promise<Uint8Array>;
  /** The net amounts charged for a diagnosis, in minor units. */
  charged(diagnosis: Diagnosis): Promise<readonly bigint[]>;
  close(): Promise<void>;
};

const environmentOf = (
  database: TestDatabase<Tables>,
  temporal: TestTemporal,
  { config }: TestObjectStore,
  masterKey: string,
): Record<string, string> => ({
  WORKER_DATABASE_URL: database.urls.worker,
  TEMPORAL_ADDRESS: temporal.address,
  TEMPORAL_NAMESPACE: temporal.namespace,
  S3_ENDPOINT: config.endpoint,
  S3_REGION: config.region,
  S3_BUCKET: config.bucket,
  S3_ACCESS_KEY_ID: config.accessKeyId ?? '',
  S3_SECRET_ACCESS_KEY: config.secretAccessKey ?? '',
  S3_FORCE_PATH_STYLE: 'true',
  HOUNSFIELD_MASTER_KEY: masterKey,
  HEALTH_PORT: '0',
  LOG_LEVEL: 'warn',
  INFERENCE_HEARTBEAT_SECONDS: '5',
});

const startProcess = (name: ProcessName, environment: Readonly<Record<string, string>>): ProductProcess => {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', join(ROOT, ENTRY[name])], {
    cwd: ROOT,
    env: { ...inheritedEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => lines.push(text));
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code)),
  );
  return {
    name,
    pid: child.pid as number,
    ended,
    log: () => lines.join(''),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const offerProducts = async (database: TestDatabase<Tables>, customer: TenantId): Promise<void> => {
  const [vendor, platform, partner] = [newId<TenantId>(), newId<TenantId>(), newId<TenantId>()];
  for (const { slug, version, name, summary, intendedUse, limits, inputContract } of await listModels()) {
    const { sha256 } = await loadModel(slug, version);
    const modality = inputContract.modalities[0] as string;
    const product = {
      slug,
      version,
      name,
      summary,
      intendedUse,
      limits,
      modality,
      modelSlug: slug,
      modelSha256: sha256,
    };
    const registered = await registerProduct({ db: database.app, clock: systemClock }, { tenantId: vendor }, product);
    if (isRefusal(registered)) throw new Error(registered.message);
    const contract = await createContract(database.worker, {
      tenantId: customer,
      productSlug: slug,
      currency: 'USD',
      validFrom: new Date('2026-01-01T00:00:00Z'),
      terms: flatPrice({ STAT: 20_000n, ROUTINE: 10_000n, OFF_PEAK: 5_000n }),
      shares: [
        { partyId: platform, role: 'platform', basisPoints: 3000 },
        { partyId: partner, role: 'partner', basisPoints: 5500 },
        { partyId: vendor, role: 'vendor', basisPoints: 1500 },
      ],
    });
    if (isRefusal(contract)) throw new Error(contract.message);
  }
};

const digests = (bytes: Uint8Array): string[] =>
  Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, part) =>
    createHash('sha256')
      .update(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES))
      .digest('hex'),
  );

/** Opens a world of its own for a test file; processes are the test's to start. Call `close()` in `afterAll`. */
export const productWorld = async (): Promise<ProductWorld> => {
  const versitygw = findVersitygw();
  if (versitygw === undefined) throw new Error('versitygw was not found: run the tests through `npm test`');
  const [database, temporal, objects] = await Promise.all([
    createTestDatabase<Tables>(),
    startTestTemporal(),
    startTestObjectStore(versitygw),
  ]);
  const masterKey = randomBytes(32).toString('hex');
  const customer: Caller = { tenantId: newId<TenantId>(), memberId: newId(), roles: ['TECHNOLOGIST', 'RADIOLOGIST'] };
  await offerProducts(database, customer.tenantId);
  const environment = environmentOf(database, temporal, objects, masterKey);
  const studies: StudiesDeps = {
    db: database.app,
    clock: systemClock,
    store: objects.store,
    tenantKeys: createTenantKeys({ db: database.app, clock: systemClock, masterKey: createMasterKey(masterKey) }),
    audit: appendAudit,
  };
  const processes: ProductProcess[] = [];

  const upload: ProductWorld['upload'] = async (files, productSlug = 'quantitative-ct') => {
    const named = new Map(files.map((bytes, index) => [`file-${index}`, bytes]));
    const wanted = [...named].map(([clientRef, bytes]) => ({
      clientRef,
      sizeBytes: BigInt(bytes.length),
      partSha256: digests(bytes),
    }));
    const opened = await openUpload(studies, customer, { files: wanted, order: { productSlug, lane: 'ROUTINE' } });
    if (isRefusal(opened)) throw new Error(opened.message);
    for (const { clientRef, parts } of opened.files)
      for (const { url, headers, offset, length } of parts) {
        const body = Buffer.from(
          (named.get(clientRef) as Uint8Array).subarray(Number(offset), Number(offset) + length),
        );
        const sent = headers.filter(({ name }) => name !== 'content-length').map(({ name, value }) => [name, value]);
        const answer = await fetch(url, { method: 'PUT', body, headers: sent as [string, string][] });
        if (!answer.ok) throw new Error(`a part was refused with status ${answer.status}`);
      }
    const closed = await closeUpload(studies, customer, opened.id);
    if (isRefusal(closed)) throw new Error(closed.message);
    return opened.id;
  };

  const until = async <Value>(find: () => Promise<Value | undefined>): Promise<Value> => {
    for (const deadline = performance.now() + PATIENCE_MS; ; await pause(50)) {
      const found = await find();
      if (found !== undefined) return found;
      if (performance.now() > deadline)
        throw new Error(`not within two minutes\n${processes.map((each) => each.log().slice(-2_000)).join('\n')}`);
    }
  };

  return {
    database,
    temporal,
    customer,
    upload,
    start: (name, extra = {}) => {
      const started = startProcess(name, { ...environment, ...extra });
      processes.push(started);
      return started;
    },
    done: (uploadId) =>
      until(async () => {
        const received = await uploadById(studies, customer, uploadId);
        if (received?.status !== 'RECEIVED') return undefined;
        const ordered = await diagnosesByStudy(database.app, customer.tenantId, received.studyIds);
        return ordered.find(({ status, step }) => step === 'DONE' || (hasEnded(status) && status !== 'COMPLETED'));
      }),
    report: async ({ tenantId, id }) => {
      const [report] = await reportsByDiagnosis(database.app, tenantId, [id]);
      if (report === undefined) throw new Error('the diagnosis has no report');
      const bytes = await restoreInstance(studies, tenantId, report.instanceId as InstanceId);
      if (bytes === undefined || isRefusal(bytes)) throw new Error('the report is not there');
      return bytes;
    },
    charged: async ({ tenantId, id }) => {
      const charge = (await chargesByDiagnosis(database.app, tenantId, [id])).get(id);
      return charge === undefined ? [] : [charge.net.amountMinor];
    },
    close: async () => {
      await Promise.all(processes.map((each) => each.stop()));
      await temporal.stop();
      await Promise.all([database.drop(), objects.stop()]);
    },
  };
};
