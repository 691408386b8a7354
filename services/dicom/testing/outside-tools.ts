// Programs and data from outside that some tests compare with; where they are missing the tests say so and are counted.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from '@jest/globals';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** The DICOM test set beside the repository, or undefined. */
export const testSetFolder = (): string | undefined => {
  const folder = `${REPOSITORY}../shared/data/dicom_testset`;
  return existsSync(`${folder}/manifest.csv`) ? folder : undefined;
};

const isInstalled = (program: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Programs of the list that are not installed. */
export const missingPrograms = (programs: readonly string[]): string[] => programs.filter((each) => !isInstalled(each));

/** `test`, or `test.skip` with its reason printed once when something is missing. */
export const testUnless = (missing: string | undefined): typeof test => {
  if (missing === undefined) return test;
  process.stdout.write(`skipped: ${missing}\n`);
  return test.skip as typeof test;
};
