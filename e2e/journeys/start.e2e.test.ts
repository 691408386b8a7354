// `npm start` from an empty state to Ctrl-C, warm again, and after a kill -9: what it says, and that it leaves nothing behind.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { query, signIn } from '../clients/graphql-client.ts';
import { isAlive, isOpen, portsOf } from '../clients/processes.ts';
import { StartCommand } from '../clients/start-command.ts';
import { ROOT } from './journey-stack.ts';

const ROLES = ['Technologist', 'Radiologist', 'Finance', 'Administrator', 'Partner finance', 'Vendor finance'];

let state: string;
let running: StartCommand;
let firstDiagnosis: string;

const say = (words: string): void => void process.stderr.write(`    ${words}\n`);
const consoleOf = (words: string): string => /Console\s+(http:\/\/\S+)/.exec(words)?.[1] ?? '';
const numberAfter = (words: string, name: string): number =>
  Number(new RegExp(`^ +${name} +(-?[\\d.]+)`, 'm').exec(words)?.[1]);

/** Ctrl-C, and then nothing: no process, no port, no lock. */
const stopCleanly = async (): Promise<void> => {
  const family = running.family();
  const ports = portsOf(family);
  expect(family.length).toBeGreaterThan(10);
  expect(ports.length).toBeGreaterThan(8);
  const from = performance.now();
  expect(await running.interrupt()).toBe(0);
  say(`stopped in ${((performance.now() - from) / 1000).toFixed(1)} s`);
  expect(family.filter(isAlive)).toEqual([]);
  expect(await Promise.all(ports.map(isOpen))).toEqual(ports.map(() => false));
  expect(existsSync(join(state, 'running.pid'))).toBe(false);
};

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'hounsfield-start-'));
  await chmod(state, 0o755);
});
afterAll(async () => {
  await running?.interrupt();
  await rm(state, { recursive: true, force: true });
});

test('an empty state comes up with a diagnosis that agrees with its truth, its charge, and all that one needs to go on', async () => {
  running = new StartCommand(state);
  say(`ready from an empty state in ${await running.ready()} s`);
  const { words } = running;
  firstDiagnosis = /First diagnosis ([0-9a-f-]{36})/.exec(words)?.[1] ?? '';
  expect(firstDiagnosis).not.toBe('');
  for (const [measured, truth] of [
    ['Volume of the lungs', 'lungVolumeMl'],
    ['LAA-950 of the lungs', 'laa950Percent'],
    ['15th percentile density of the lungs', 'percentile15Hu'],
    ['Mean density of the lungs', 'meanLungDensityHu'],
  ] as const)
    expect(Math.abs(numberAfter(words, measured) - numberAfter(words, truth))).toBeLessThan(0.5);
  const [, net, ...shares] =
    /charged ([\d.]+) USD = platform ([\d.]+) USD \+ partner ([\d.]+) USD \+ vendor ([\d.]+) USD/.exec(words) ?? [];
  expect(shares.reduce((sum, share) => sum + Math.round(Number(share) * 100), 0)).toBe(Math.round(Number(net) * 100));

  const url = consoleOf(words);
  expect((await fetch(url)).status).toBe(200);
  for (const role of ROLES) {
    const [, email = '', password = ''] = new RegExp(`^ +${role}, .*? (\\S+@\\S+) +(\\S+)$`, 'm').exec(words) ?? [];
    expect(await signIn(url, email, password)).toHaveProperty('cookie');
  }
  const apiKey = /API key\s+(\S+)/.exec(words)?.[1] ?? '';
  const { diagnosis } = await query<{ diagnosis: { status: string } }>(
    url,
    'query ($id: ID!) { diagnosis(id: $id) { status } }',
    { id: firstDiagnosis },
    { apiKey },
  );
  expect(diagnosis.status).toBe('COMPLETED');
}, 300_000);

test('the line that it prints uploads another study', () => {
  const line = /^ +(npx hounsfield sample .*)$/m.exec(running.words)?.[1] ?? '';
  const words = execFileSync('sh', ['-c', line.replaceAll('/tmp/ct', join(state, 'another'))], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, HOUNSFIELD_STATE: state, NODE_OPTIONS: '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(words).toMatch(/19\.99/);
}, 120_000);

test('a second start of the same state is refused and disturbs nothing', async () => {
  const second = new StartCommand(state);
  expect(await second.ended()).toBe(1);
  expect(second.words).toContain(
    `already running (process ${readFileSync(join(state, 'running.pid'), 'utf8').trim()})`,
  );
  expect((await fetch(consoleOf(running.words))).status).toBe(200);
}, 60_000);

test('Ctrl-C leaves no process, no port and no lock', stopCleanly, 60_000);

test('a warm start has everything as it was', async () => {
  const url = consoleOf(running.words);
  running = new StartCommand(state);
  say(`ready from a warm state in ${await running.ready()} s`);
  expect(running.words).toContain(`First diagnosis ${firstDiagnosis}`);
  expect(consoleOf(running.words)).toBe(url);
}, 300_000);

test('after a kill -9 the next start ends what was left, and has everything as it was', async () => {
  const left = running.family();
  process.kill(Number(readFileSync(join(state, 'running.pid'), 'utf8')), 'SIGKILL');
  await running.ended();
  const survivors = left.filter(isAlive);
  running = new StartCommand(state);
  say(`ready after kill -9 in ${await running.ready()} s; ${survivors.length} processes had been left behind`);
  expect(survivors.length).toBeGreaterThan(8);
  expect(running.words).toMatch(/ended \d+ processes that an earlier start left behind/);
  expect(survivors.filter(isAlive)).toEqual([]);
  expect(running.words).toContain(`First diagnosis ${firstDiagnosis}`);
  await stopCleanly();
}, 400_000);
