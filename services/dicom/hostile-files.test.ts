// Hostile files cost a refusal and little else: time and memory are measured in a process per file.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CheckLine } from './check/check-line.ts';
import { HOSTILE_FILES } from './testing/hostile-files.ts';

const MOST_MILLISECONDS = 2000;
const MOST_BYTES = 256 * 2 ** 20;

const run = promisify(execFile);
const main = fileURLToPath(new URL('./testing/measure-check-main.ts', import.meta.url));
const figures: string[] = [];
let folder = '';

const measure = async (path: string) => {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', main, path]);
  return JSON.parse(stdout) as { line: CheckLine; milliseconds: number; cpuMilliseconds: number; peakBytes: number };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hounsfield-hostile-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  process.stdout.write(`hostile files: milliseconds to refuse, peak resident MB\n${figures.join('\n')}\n`);
});

describe('a hostile file', () => {
  test.each(HOSTILE_FILES.map((file) => [file.name, file.code, file] as const))(
    '%s is refused with %s',
    async (name, code, file) => {
      const path = join(folder, 'hostile.dcm');
      const bytes = file.bytes();
      await writeFile(path, bytes);
      if (file.sparse !== undefined) await truncate(path, bytes.length + file.sparse);
      const { line, milliseconds, cpuMilliseconds, peakBytes } = await measure(path);
      figures.push(
        `${milliseconds.toFixed(0).padStart(6)} ${(peakBytes / 2 ** 20).toFixed(0).padStart(5)}  ${line.code}  ${name}`,
      );
      expect(line).toMatchObject({ accepted: false, code });
      expect(line.message).toMatch(/^[A-Z].*\.$/);
      // Of the processor: by the clock other work on the machine counts too.
      expect(cpuMilliseconds).toBeLessThan(MOST_MILLISECONDS);
      expect(peakBytes).toBeLessThan(MOST_BYTES);
    },
  );
});
