// What the command does without a network: checks, samples, statements, help, languages, and its exit codes.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeStatement } from '@hounsfield/statement';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CliBench, createCliBench } from './testing/run-cli.ts';

let bench: CliBench;
const at = (...names: string[]): string => join(bench.folder, ...names);
beforeAll(async () => {
  bench = await createCliBench();
});
afterAll(() => bench.remove());

describe('sample', () => {
  test('writes a CT study and the figures that are true of it; the same seed is the same study', async () => {
    const first = await bench.run(['sample', 'ct', '--out', at('a'), '--seed', '3', '--size', '64', '--slices', '8']);
    expect(first).toMatchObject({ code: 0, out: '' });
    await bench.run(['sample', 'ct', '--out', at('b'), '--seed', '3', '--size', '64', '--slices', '8']);
    expect((await readdir(at('a'))).length).toBe(9);
    expect(await readFile(at('a', '0001.dcm'))).toEqual(await readFile(at('b', '0001.dcm')));
    const truth = JSON.parse(await readFile(at('a', 'truth.json'), 'utf8')) as Record<string, unknown>;
    expect(truth).toMatchObject({ lungVolumeMl: expect.any(Number), laa950Percent: expect.any(Number) });
  });

  test('writes a radiograph', async () => {
    expect(await bench.json(['sample', 'xray', '--out', at('x')])).toMatchObject({ files: 1, truth: { view: 'PA' } });
  });

  test('refuses sizes no phantom has, with a usage error', async () => {
    const { code, err } = await bench.run(['sample', 'ct', '--out', at('c'), '--size', '7']);
    expect(code).toBe(2);
    expect(err).toMatch(/64 to 512 pixels/);
  });
});

describe('check', () => {
  beforeAll(async () => {
    await bench.run(['sample', 'ct', '--out', at('study'), '--size', '64', '--slices', '8']);
    await writeFile(at('study', 'notes.txt'), 'not DICOM');
    await mkdir(at('empty'), { recursive: true });
  });

  test('says one line a file as JSON, and 1 when any would be refused', async () => {
    const { code, out } = await bench.run(['check', at('study'), '--json']);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(1);
    expect(lines).toHaveLength(10);
    expect(Object.keys(lines[0] ?? {}).sort()).toEqual(
      ['accepted', 'code', 'file', 'message', 'pixelSha256', 'sopClass', 'transferSyntax'].sort(),
    );
    expect(lines.filter(({ accepted }) => accepted === true)).toHaveLength(8);
    expect(lines.find(({ file }) => file === at('study', 'notes.txt'))).toMatchObject({
      accepted: false,
      code: 'NOT_DICOM',
    });
  });

  test('says 0 when everything would be accepted', async () => {
    expect(await bench.run(['check', at('study', '0001.dcm')])).toMatchObject({
      code: 0,
      err: 'All 1 files would be accepted.\n',
    });
    expect((await bench.run(['check', at('study', '0001.dcm'), '--lang', 'zh-CN'])).err).toBe(
      '全部 1 个文件均可接收。\n',
    );
  });

  test('says 2 for a path that is not there', async () => {
    expect(await bench.run(['check', at('nowhere')])).toMatchObject({
      code: 2,
      err: expect.stringContaining(at('nowhere')),
    });
  });
});

describe('verify-statement', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const header = {
    statementId: 's-2026-11',
    party: '00000000-0000-8000-a000-000000000001',
    currency: 'USD',
    periodStarts: '2026-11-01T00:00:00.000Z',
    periodEnds: '2026-12-01T00:00:00.000Z',
    previousRoot: '',
    opening: '0',
    splits: {
      s1: [
        { role: 'platform', own: false, basisPoints: 8500 },
        { role: 'partner', own: true, basisPoints: 1500 },
      ],
    },
  };
  const entry = {
    type: 'charge',
    pseudonym: 'ab',
    product: 'quantitative-ct',
    serviceDate: '2026-11-23',
    chargedAt: '2026-11-23T08:00:00.000Z',
    late: false,
    split: 's1',
    net: '1499',
    share: '225',
  } as const;

  test('tells an intact statement from one that was touched', async () => {
    const { text } = writeStatement({ header, entries: [entry] }, privateKey);
    await writeFile(at('key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    await writeFile(at('good.jsonl'), text);
    await writeFile(at('bad.jsonl'), text.replace('"225"', '"226"'));
    const verify = (name: string) => bench.run(['verify-statement', at(name), '--key', at('key.pem')]);
    expect(await verify('good.jsonl')).toMatchObject({ code: 0 });
    const bad = await verify('bad.jsonl');
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/share: says 226, should be 225/);
    expect((await verify('none.jsonl')).code).toBe(2);
  });
});

describe('the process', () => {
  const bin = join(import.meta.dirname, 'bin/hounsfield.mjs');
  const start = (args: readonly string[]) =>
    spawnSync(process.execPath, [bin, ...args], {
      encoding: 'utf8',
      cwd: bench.folder,
      env: {},
    });

  test('runs from any folder and passes its exit code on', () => {
    expect(start(['--version'])).toMatchObject({ status: 0, stdout: '0.1.0\n' });
    expect(start(['check', 'nowhere'])).toMatchObject({ status: 2, stdout: '' });
  }, 30_000);
});

describe('the command line itself', () => {
  test.each([
    [['frobnicate']],
    [['upload']],
    [['sample', 'mr', '--out', 'x']],
    [['sample', 'ct']],
    [['upload', 'x', '--lane', 'YESTERDAY']],
    [['upload', 'x', '--parallel', '99']],
    [['status']],
  ])('%j is wrong usage', async (args) => {
    const { code, err } = await bench.run(args);
    expect(code).toBe(2);
    expect(err).toMatch(/error:/);
  });

  test('helps with examples and exit codes, in either language', async () => {
    const help = await bench.run(['upload', '--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toMatch(/Examples:[\s\S]*hounsfield upload/);
    expect((await bench.run(['--help'])).out).toMatch(/Exit codes: 0 done/);
    expect((await bench.run(['--help', '--lang', 'zh-CN'])).out).toMatch(/退出码/);
    expect((await bench.run(['--help'], { LANG: 'zh_CN.UTF-8' })).out).toMatch(/退出码/);
  });

  test('says how to configure it, before anything else', async () => {
    expect(await bench.run(['products'])).toMatchObject({ code: 2, err: expect.stringContaining('HOUNSFIELD_URL') });
    const noKey = await bench.run(['products', '--json'], { HOUNSFIELD_URL: 'http://127.0.0.1:9' });
    expect(noKey).toMatchObject({ code: 3, err: expect.stringContaining('HOUNSFIELD_API_KEY') });
    expect(JSON.parse(noKey.out)).toEqual({ error: { code: 'NO_API_KEY', message: expect.any(String) } });
  });

  test('says 4 when the server is not there', async () => {
    const env = { HOUNSFIELD_URL: 'http://127.0.0.1:9', HOUNSFIELD_API_KEY: 'hf_live_x' };
    expect(await bench.run(['whoami'], env)).toMatchObject({ code: 4, err: expect.stringContaining('127.0.0.1:9') });
  });
});
