// Hostile files at every door: a clear refusal within little time and memory, and the good file beside them is stored whole.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { hounsfieldCommand } from '../clients/command-line.ts';
import { retrieve, search, store } from '../clients/dicomweb-client.ts';
import { fileOf4Gb, type HostileFile, hostileFiles } from './hostile-files.ts';
import { type JourneyStack, startJourneyStack } from './journey-stack.ts';
import { sampleStudy } from './orders.ts';

const MOST_MB = 256;
// The two seconds are for a machine that has nothing else to do; a busy one gets this long before it counts as hanging.
const NO_HANG_SECONDS = 30;

let stack: JourneyStack;
let folder: string;
const figures: string[] = [];

/** The files of one generated study: the first is the good one, from the second the hostile ones are made. */
const studyOf = async (seed: number): Promise<readonly [Buffer, readonly HostileFile[]]> => {
  const study = await sampleStudy(stack, 'ct', seed, '--size', '128', '--slices', '32');
  const [first = '', second = ''] = readdirSync(study)
    .filter((name) => name.endsWith('.dcm'))
    .sort();
  return [readFileSync(join(study, first)), hostileFiles(readFileSync(join(study, second)))];
};

const write = async ({ name, bytes, sparse = 0 }: HostileFile): Promise<string> => {
  const path = join(folder, `${name}.dcm`);
  await writeFile(path, bytes);
  if (sparse > 0) await truncate(path, bytes.length + sparse);
  return path;
};

/** Instances in the database, and objects in the store by kind, of all organisations. */
const kept = async (): Promise<{ instances: number; objects: Readonly<Record<string, number>> }> => {
  const client = new pg.Client({ connectionString: stack.databaseUrls.owner });
  await client.connect();
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from studies.instance');
  await client.end();
  const objects: Record<string, number> = {};
  for (const entry of readdirSync(join(stack.folder, 'objects'), { recursive: true, withFileTypes: true })) {
    const kind = /\/hounsfield\/t\/[^/]+\/([^/]+)$/.exec(entry.parentPath)?.[1];
    if (entry.isFile() && kind !== undefined) objects[kind] = (objects[kind] ?? 0) + 1;
  }
  return { instances: rows[0]?.n ?? -1, objects };
};

beforeAll(async () => {
  stack = await startJourneyStack();
  folder = join(stack.folder, 'hostile');
  await mkdir(folder);
}, 300_000);
afterAll(async () => {
  process.stderr.write(
    `    hounsfield check: seconds in all, largest process and all processes in MB\n${figures.join('\n')}\n`,
  );
  await stack?.stop();
});

describe('hounsfield check', () => {
  test('refuses each with its code, within little memory', async () => {
    const [good, hostile] = await studyOf(61);
    for (const file of [...hostile, fileOf4Gb(good)]) {
      const path = await write(file);
      const { status, stdout, seconds, peakMb, sumMb } = await hounsfieldCommand(['check', path, '--json']);
      const line = JSON.parse(stdout) as { accepted: boolean; code: string; message: string };
      figures.push(
        `    ${seconds.toFixed(1).padStart(5)} ${peakMb.toFixed(0).padStart(5)} ${sumMb.toFixed(0).padStart(5)}  ${line.code}  ${file.name}`,
      );
      expect({ ...line, file: file.name, status }).toMatchObject({
        file: file.name,
        status: 1,
        accepted: false,
        code: file.code,
      });
      expect(line.message).toMatch(/^[A-Z].*\.$/);
      expect(peakMb).toBeLessThan(MOST_MB);
      expect(seconds).toBeLessThan(NO_HANG_SECONDS);
    }
  }, 400_000);

  test('accepts the good one', async () => {
    const [good] = await studyOf(61);
    const { status, stdout } = await hounsfieldCommand([
      'check',
      await write({ name: 'good', code: '', bytes: good }),
      '--json',
    ]);
    expect([status, (JSON.parse(stdout) as { accepted: boolean }).accepted]).toEqual([0, true]);
  }, 60_000);
});

test('an upload stores the good file and refuses each of the others by name', async () => {
  const before = await kept();
  const [good, hostile] = await studyOf(62);
  const paths = [await write({ name: 'good', code: '', bytes: good })];
  for (const file of hostile) paths.push(await write(file));
  const { status, stdout } = await hounsfieldCommand(['upload', ...paths, '--json'], {
    HOUNSFIELD_URL: stack.urls.console,
    HOUNSFIELD_API_KEY: stack.seed.apiKey,
  });
  type Line = { file: string; stored: boolean; code: string | null; message: string | null };
  const { files, studies } = JSON.parse(stdout.trim()) as {
    files: readonly Line[];
    studies: { instanceCount: number }[];
  };
  expect(status).toBe(1);
  expect(files.filter(({ stored }) => stored).map(({ file }) => file)).toEqual([paths[0]]);
  expect(files.filter(({ stored }) => !stored).map(({ file, code }) => [file, code])).toEqual(
    hostile.map(({ code }, at) => [paths[at + 1], code]),
  );
  for (const { stored, message } of files) if (!stored) expect(message).toMatch(/^[A-Z].*\.$/);
  expect(studies).toEqual([expect.objectContaining({ instanceCount: 1 })]);
  await oneMore(before);
}, 120_000);

test('STOW-RS stores the good instance and gives a reason for each of the others', async () => {
  const before = await kept();
  const [good, hostile] = await studyOf(63);
  const answer = await store(stack.urls.console, [good, ...hostile.map(({ bytes }) => bytes)], stack.seed.apiKey);
  expect(answer).toMatchObject({ status: 202, stored: 1 });
  expect(answer.reasons.length).toBe(hostile.length);
  // PS3.18 Table I.2-2: out of resources, dataset does not match its class, cannot understand.
  for (const reason of answer.reasons) expect([0xa700, 0xa900, 0xc000]).toContain(reason);
  expect(
    await store(
      stack.urls.console,
      hostile.map(({ bytes }) => bytes),
      stack.seed.apiKey,
    ),
  ).toMatchObject({
    status: 409,
    stored: 0,
  });
  await oneMore(before);
  const studies = await search(stack.urls.console, '/studies', stack.seed.apiKey);
  expect(studies.length).toBe(2);
  for (const study of studies) {
    const uid = String(study['0020000D']?.Value?.[0]);
    expect((await retrieve(stack.urls.console, `/studies/${uid}`, stack.seed.apiKey)).status).toBe(200);
    expect((await search(stack.urls.console, `/studies/${uid}/instances`, stack.seed.apiKey)).length).toBe(1);
  }
}, 120_000);

/** Exactly one instance more, with its bytes and its sealed identity; nothing half-stored, nothing left of the sending. */
const oneMore = async (before: Awaited<ReturnType<typeof kept>>): Promise<void> => {
  const after = await kept();
  expect(after.instances).toBe(before.instances + 1);
  expect(after.objects).toEqual({
    ...before.objects,
    instance: (before.objects.instance ?? 0) + 1,
    'instance-identity': (before.objects['instance-identity'] ?? 0) + 1,
  });
};
