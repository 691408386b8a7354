// Another reader takes what we write without a complaint: random datasets of every value representation and character set.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect } from '@jest/globals';
import fc from 'fast-check';
import { walk } from '../dataset.ts';
import { missingPrograms, testUnless } from '../testing/outside-tools.ts';
import { CHARACTER_SETS, randomDataset } from '../testing/random-dataset.ts';
import { dicomFile, writeDicom } from './write-dicom.ts';

const missing = missingPrograms(['dcmdump']);
const testIfPresent = testUnless(missing.length > 0 ? 'dcmdump not installed' : undefined);
const run = promisify(execFile);

describe('dcmdump', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hounsfield-dump-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  testIfPresent.each(CHARACTER_SETS)('lists every element of our files, with text in %s', async (characterSet) => {
    const path = join(folder, 'ours.dcm');
    const datasets = fc.sample(randomDataset(characterSet), { numRuns: 8, seed: 20_261_123 });
    for (const dataset of datasets) {
      for (const implicitVr of [false, true]) {
        writeFileSync(path, writeDicom(dicomFile(dataset), { implicitVr }));
        const { stdout, stderr } = await run('dcmdump', ['-M', '+L', path], { maxBuffer: 2 ** 26, encoding: 'latin1' });
        expect(stderr).toBe('');
        const listed = stdout.split('# Dicom-Data-Set')[1]?.match(/^ *\((?!fffe)[0-9a-f]{4},[0-9a-f]{4}\) /gm) ?? [];
        expect(listed).toHaveLength([...walk(dataset)].length);
      }
    }
  });
});
