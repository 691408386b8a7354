// A test bed for this process: its real server on a real port, over a real database and object store, with two organisations.
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@hounsfield/database';
import {
  Dataset,
  dicomFile,
  putBytes,
  putNumbers,
  putText,
  startPixelDecoder,
  Tag,
  writeDicom,
} from '@hounsfield/dicom';
import { createLogger, isRefusal, newId, systemClock } from '@hounsfield/kernel';
import { startTestObjectStore, type TestObjectStore } from '@hounsfield/storage';
import { type ReceiveDeps, type StudiesTables, startInstanceParser } from '@hounsfield/studies';
import {
  type ApiKeyScope,
  addMember,
  appendAudit,
  createApiKey,
  createMasterKey,
  createOrganisation,
  createTenantKeys,
  type Principal,
  signIn,
  type TenancyTables,
} from '@hounsfield/tenancy';
import type { FastifyInstance } from 'fastify';
import { ByteBudget } from './byte-budget.ts';
import { buildServer } from './server.ts';
import type { ServerDeps } from './server-deps.ts';

type Tables = StudiesTables & TenancyTables;

export type TestCaller = {
  readonly principal: Principal;
  readonly sessionToken: string;
  readonly key: string;
  /** An API key of the same organisation with these scopes. */
  keyWith(scopes: readonly ApiKeyScope[]): Promise<string>;
};

export type TestIngest = {
  readonly url: string;
  readonly database: TestDatabase<Tables>;
  readonly s3: TestObjectStore;
  readonly server: FastifyInstance;
  readonly studies: ReceiveDeps;
  readonly logged: string[];
  organisation(): Promise<TestCaller>;
  stop(): Promise<void>;
};

export const CONSOLE = 'http://console.example';
const PASSWORD = 'a long walk by the river';

const accepted = <Value>(value: Value): Exclude<Value, { kind: 'refusal' }> => {
  if (isRefusal(value)) throw new Error(`refused: ${value.code}`);
  return value as Exclude<Value, { kind: 'refusal' }>;
};

/** A logger that keeps its lines. */
const keepingLogger = (lines: string[]): ServerDeps['logger'] => {
  const logger = createLogger('test', 'info');
  const keep = (line: string) => void lines.push(line);
  const stream = logger as unknown as Record<symbol, { write: (line: string) => void }>;
  for (const symbol of Object.getOwnPropertySymbols(logger))
    if (symbol.description === 'pino.stream') stream[symbol] = { write: keep };
  return logger;
};

export const startTestIngest = async (
  versitygw: string,
  change: Partial<Pick<ServerDeps, 'rate' | 'largestRequestBytes'>> = {},
): Promise<TestIngest> => {
  const [database, s3] = await Promise.all([createTestDatabase<Tables>(), startTestObjectStore(versitygw)]);
  const clock = systemClock;
  const db = database.app;
  const masterKey = createMasterKey(randomBytes(32).toString('hex'));
  const tenantKeys = createTenantKeys({ db, masterKey, clock });
  const parser = startInstanceParser();
  const decoder = startPixelDecoder();
  const logged: string[] = [];
  const studies: ReceiveDeps = { db, clock, tenantKeys, audit: appendAudit, store: s3.store, parser };
  const server = buildServer({
    logger: keepingLogger(logged),
    clock,
    tenancy: db,
    studies,
    decoder,
    ready: async () => true,
    consoleOrigin: CONSOLE,
    largestRequestBytes: 64 * 1024 * 1024,
    rate: { perSecond: 10_000, burst: 10_000 },
    memory: new ByteBudget(256 * 1024 * 1024),
    ...change,
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;

  const organisation = async (): Promise<TestCaller> => {
    const { id: tenantId } = accepted(await createOrganisation(db, { kind: 'imaging_centre', name: 'X' }, clock));
    const email = `${newId()}@example.org`;
    const roles = ['ADMIN', 'TECHNOLOGIST', 'RADIOLOGIST'] as const;
    accepted(await addMember(db, { tenantId, email, displayName: 'X', password: PASSWORD, roles }, clock));
    const { principal, sessionToken } = accepted(await signIn(db, { email, password: PASSWORD }, clock));
    const keyWith = async (scopes: readonly ApiKeyScope[]) =>
      accepted(await createApiKey(db, principal, { name: 'test', scopes }, clock)).secret;
    return { principal, sessionToken, key: await keyWith(['studies:read', 'studies:write']), keyWith };
  };

  return {
    url: `http://127.0.0.1:${port}/dicomweb`,
    database,
    s3,
    server,
    studies,
    logged,
    organisation,
    stop: async () => {
      await server.close();
      await Promise.all([parser.close(), decoder.close()]);
      await Promise.all([database.drop(), s3.stop()]);
    },
  };
};

export type Slice = {
  readonly study: string;
  readonly series?: string;
  readonly instance?: string;
  readonly number?: number;
  readonly patientId?: string;
  readonly size?: number;
  readonly frames?: number;
  readonly change?: (dataset: Dataset) => void;
};

let counter = 0;
export const freshUid = (): string => {
  counter += 1;
  return `1.2.826.0.1.3680043.8.${process.pid}.${counter}`;
};

/** A CT slice; the value of each pixel is its number in the file. */
export const slice = ({
  study,
  series = `${study}.1`,
  number = 1,
  size = 8,
  frames = 1,
  ...rest
}: Slice): Uint8Array => {
  const dataset = new Dataset();
  putText(dataset, Tag.SpecificCharacterSet, 'ISO_IR 192');
  putText(dataset, Tag.SOPClassUID, '1.2.840.10008.5.1.4.1.1.2');
  putText(dataset, Tag.SOPInstanceUID, rest.instance ?? `${series}.${number}`);
  putText(dataset, Tag.StudyDate, '20260312');
  putText(dataset, Tag.AccessionNumber, 'ACC-7741');
  putText(dataset, Tag.Modality, 'CT');
  putText(dataset, Tag.StudyDescription, 'CHEST');
  putText(dataset, Tag.PatientName, 'Wang^XiaoDong=王^小东');
  putText(dataset, Tag.PatientID, rest.patientId ?? 'PID-20931');
  putText(dataset, Tag.StudyInstanceUID, study);
  putText(dataset, Tag.SeriesInstanceUID, series);
  putNumbers(dataset, Tag.SeriesNumber, 1);
  putNumbers(dataset, Tag.InstanceNumber, number);
  putNumbers(dataset, Tag.SamplesPerPixel, 1);
  putText(dataset, Tag.PhotometricInterpretation, 'MONOCHROME2');
  if (frames > 1) putNumbers(dataset, Tag.NumberOfFrames, frames);
  putNumbers(dataset, Tag.Rows, size);
  putNumbers(dataset, Tag.Columns, size);
  putNumbers(dataset, Tag.BitsAllocated, 16);
  putNumbers(dataset, Tag.BitsStored, 16);
  putNumbers(dataset, Tag.HighBit, 15);
  putNumbers(dataset, Tag.PixelRepresentation, 0);
  putText(dataset, Tag.RescaleIntercept, '0');
  putText(dataset, Tag.RescaleSlope, '1');
  const pixels = Uint16Array.from({ length: size * size * frames }, (_, index) => index);
  putBytes(dataset, Tag.PixelData, new Uint8Array(pixels.buffer), 'OW');
  rest.change?.(dataset);
  return writeDicom(dicomFile(dataset));
};

/** A multipart body of these parts. */
export const multipart = (parts: readonly Uint8Array[], boundary = 'b0und', type = 'application/dicom'): Buffer =>
  Buffer.concat([
    ...parts.flatMap((part) => [Buffer.from(`\r\n--${boundary}\r\nContent-Type: ${type}\r\n\r\n`), part]),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);

export const RELATED = 'multipart/related; type="application/dicom"; boundary=b0und';

/** The parts of a multipart answer. */
export const partsOf = async (answer: Response): Promise<Buffer[]> => {
  const boundary = /boundary="?([^";]+)/.exec(answer.headers.get('content-type') ?? '')?.[1] ?? '';
  const body = Buffer.from(await answer.arrayBuffer());
  const parts: Buffer[] = [];
  const delimiter = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(delimiter); at >= 0; ) {
    const next = body.indexOf(delimiter, at + delimiter.length);
    if (next < 0) break;
    const part = body.subarray(at + delimiter.length + 2, next - 2);
    parts.push(part.subarray(part.indexOf('\r\n\r\n') + 4));
    at = next;
  }
  return parts;
};
