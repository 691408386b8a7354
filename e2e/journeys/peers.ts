// Independent programs that judge our files; a test that needs an absent one is skipped, counted and says why.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from '@jest/globals';

const onPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** `test` where the program is installed; otherwise a skipped test whose reason is printed. */
export const peer = (program: string): typeof test | typeof test.skip => {
  if (onPath(program)) return test;
  process.stderr.write(`    skipped: ${program} is not installed\n`);
  return test.skip;
};
