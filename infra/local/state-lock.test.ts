import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { forgetState, loadState } from './state.ts';
import { LOCK_FILE, lockState } from './state-lock.ts';

const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'hounsfield-state-'));

test('a second start of the same checkout is refused while the first one runs', async () => {
  const folder = emptyFolder();
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  writeFileSync(join(folder, LOCK_FILE), String(other.pid));
  await expect(lockState(folder)).rejects.toThrow(/already running/);
  other.kill('SIGKILL');
});

test('the lock of a process that died is taken over', async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, LOCK_FILE), '999999999');
  const release = await lockState(folder);
  await release();
  expect(readdirSync(folder)).toEqual([]);
});

test('state is made once and kept; --fresh forgets all of it but the lock', async () => {
  const folder = emptyFolder();
  const made = await loadState(folder);
  expect(await loadState(folder)).toEqual(made);
  await lockState(folder);
  await forgetState(folder);
  expect(readdirSync(folder)).toEqual([LOCK_FILE]);
  expect((await loadState(folder)).masterKey).not.toBe(made.masterKey);
});
