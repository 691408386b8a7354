// Test support: other people's judges of DICOM files, run on bytes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a judge on a file; undefined, said and counted, where the machine lacks it. */
export const judge = (program: string, options: readonly string[], file: Uint8Array): string | undefined => {
  if (spawnSync('which', [program]).status !== 0) {
    process.stdout.write(`1 check skipped: ${program} is not on this machine\n`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'hounsfield-phantom-'));
  try {
    const path = join(folder, 'file.dcm');
    writeFileSync(path, file);
    const { stdout, stderr } = spawnSync(program, [...options, path], { encoding: 'utf8' });
    return `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Lines in which a judge speaks of an error. */
export const errorsIn = (output: string): string[] =>
  output.split('\n').filter((line) => /^\s*(?:Error|E:|F:)| - Error - /.test(line));
