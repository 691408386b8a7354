// The pieces of an upload: which files, in which batches, under which digests, remembered how.
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ctPhantom } from '@hounsfield/phantoms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ProgressBar } from '../terminal/progress-bar.ts';
import { plain } from '../terminal/terminal.ts';
import { type CliBench, createCliBench } from '../testing/run-cli.ts';
import { findFiles } from './find-files.ts';
import { hashParts, PART_BYTES } from './hash-parts.ts';
import { planBatches } from './plan-batches.ts';
import { UploadMemory } from './upload-state.ts';

let bench: CliBench;
const at = (...names: string[]): string => join(bench.folder, ...names);
beforeAll(async () => {
  bench = await createCliBench();
  for (const study of [1, 2, 3]) {
    await mkdir(at('in', String(study)), { recursive: true });
    const { files } = ctPhantom({ seed: study, size: 64, slices: 8 });
    for (const [index, bytes] of files.entries()) await writeFile(at('in', String(study), `${index}.dcm`), bytes);
  }
});
afterAll(() => bench.remove());

test('a folder gives its DICOM files in order, without links, directories of media and the rest', async () => {
  await writeFile(at('in', 'DICOMDIR'), Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]));
  await writeFile(at('in', 'report.pdf'), '%PDF');
  await symlink('/etc/passwd', at('in', 'link.dcm'));
  const { files, skipped } = await findFiles([at('in')]);
  expect(files.map(({ path }) => path)).toEqual([...files.map(({ path }) => path)].sort());
  expect(files).toHaveLength(24);
  expect(skipped).toEqual([at('in', 'DICOMDIR'), at('in', 'report.pdf')]);
  expect((await findFiles([at('in', 'report.pdf')])).files).toHaveLength(1);
  await expect(findFiles([at('nowhere')])).rejects.toMatchObject({ code: 'ENOENT' });
});

test('too many files are sent study by study, and only the last piece of a study completes it', async () => {
  const { files } = await findFiles([at('in')]);
  expect(await planBatches(files)).toEqual([{ files, completesStudies: true }]);
  const shape = async (atOnce: number) =>
    (await planBatches(files, atOnce)).map((batch) => [batch.files.length, batch.completesStudies]);
  expect(await shape(10)).toEqual([
    [8, true],
    [8, true],
    [8, true],
  ]);
  expect(await shape(16)).toEqual([
    [16, true],
    [8, true],
  ]);
  expect(await shape(5)).toEqual([
    [5, false],
    [3, true],
    [5, false],
    [3, true],
    [5, false],
    [3, true],
  ]);
});

test('every 8 MiB part has its own digest, the last one what is left', async () => {
  const bytes = Buffer.alloc(PART_BYTES * 2 + 17, 7);
  await writeFile(at('large'), bytes);
  let seen = 0;
  const digests = await hashParts(at('large'), (count) => {
    seen += count;
  });
  const parts = [
    bytes.subarray(0, PART_BYTES),
    bytes.subarray(PART_BYTES, 2 * PART_BYTES),
    bytes.subarray(2 * PART_BYTES),
  ];
  expect(digests).toEqual(parts.map((part) => createHash('sha256').update(part).digest('hex')));
  expect(seen).toBe(bytes.length);
  await writeFile(at('none'), '');
  expect(await hashParts(at('none'), () => undefined)).toEqual([]);
});

test('an upload is remembered until its files, its order or its server change, and never half', async () => {
  const files = [{ path: 'a', sizeBytes: 1, modifiedMs: 2 }];
  const identity = { url: 'http://a', apiKey: 'k', product: undefined, lane: 'ROUTINE', files };
  const state = {
    uploadId: 'u',
    files: [{ path: 'a', sizeBytes: 1, modifiedMs: 2, clientRef: '00001', partSha256: ['x'] }],
  };
  const memory = new UploadMemory(at('memory'), identity);
  expect(await memory.recall()).toBeUndefined();
  await memory.keep(state);
  expect(await new UploadMemory(at('memory'), { ...identity }).recall()).toEqual(state);
  expect(await new UploadMemory(at('memory'), { ...identity, lane: 'STAT' }).recall()).toBeUndefined();
  expect(
    await new UploadMemory(at('memory'), { ...identity, files: [{ path: 'a', sizeBytes: 1, modifiedMs: 3 }] }).recall(),
  ).toBeUndefined();
  const [name] = await readdir(at('memory'));
  await appendFile(at('memory', name ?? ''), '{');
  expect(await memory.recall()).toBeUndefined();
  await memory.forget();
  expect(await readdir(at('memory'))).toEqual([]);
});

test('the bar shows share, speed and time left', () => {
  let now = 0;
  let drawn = '';
  const terminal = {
    out: () => undefined,
    err: (text: string) => {
      drawn = text;
    },
    isInteractive: true,
    columns: 80,
    color: false,
  };
  const bar = new ProgressBar(terminal, 'sending', 100 * 1024 * 1024, () => now);
  now = 1000;
  bar.add(25 * 1024 * 1024);
  expect(drawn).toMatch(/^\rsending \[#{8,}\.+\] {2}25 % {2}25\.0 MiB\/s {2}0:03/);
  bar.end();
  expect(drawn).toBe('\r\u001b[K');
});

test('a file name cannot move the cursor or turn the text around', () => {
  expect(plain('a\u001b[2Jb\rc\u202ed')).toBe('a�[2Jb�c�d');
});
