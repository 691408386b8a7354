import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { freePort } from './free-port.ts';
import { answersOk, type ProcessSpec, Supervisor } from './supervisor.ts';

const folder = mkdtempSync(join(tmpdir(), 'hounsfield-supervisor-'));
const lines: string[] = [];
let supervisor = new Supervisor(folder, (line) => lines.push(line));
afterEach(async () => {
  await supervisor.stopAll();
  supervisor = new Supervisor(folder, (line) => lines.push(line));
});

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const server = async (name: string): Promise<ProcessSpec & { readonly url: string }> => {
  const port = await freePort();
  const script = `require('node:http').createServer((_, r) => r.end(String(process.pid))).listen(${port}, '127.0.0.1')`;
  const url = `http://127.0.0.1:${port}/`;
  return { name, url, command: [process.execPath, '-e', script], environment: {}, ready: answersOk(url) };
};

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
};

test('a process that is killed comes back by itself', async () => {
  const spec = await server('killed');
  await supervisor.start(spec);
  const first = supervisor.pid('killed') as number;
  process.kill(first, 'SIGKILL');
  await until(async () => supervisor.pid('killed') !== first && (await spec.ready()));
  expect(await (await fetch(spec.url)).text()).toBe(String(supervisor.pid('killed')));
  expect(lines.join('\n')).toMatch(/killed ended \(SIGKILL\); starting it again/);
});

test('stopping leaves no process behind', async () => {
  const specs = [await server('one'), await server('two')];
  for (const spec of specs) await supervisor.start(spec);
  const pids = specs.map((spec) => supervisor.pid(spec.name) as number);
  await supervisor.stopAll();
  expect(pids.map(alive)).toEqual([false, false]);
});

test('a process that never becomes ready is reported with the end of its log', async () => {
  const spec: ProcessSpec = {
    name: 'broken',
    command: [process.execPath, '-e', 'console.error("the reason"); process.exit(3)'],
    environment: {},
    ready: async () => false,
    readyTimeoutMs: 1_500,
  };
  await expect(supervisor.start(spec)).rejects.toThrow(/did not become ready[\s\S]*the reason/);
  expect(readFileSync(join(folder, 'broken.log'), 'utf8')).toContain('the reason');
});
