// Planning an upload: parts cover a file exactly, references are stable and say nothing, junk is left out.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fileRef, PART_BYTES, partRanges, planUpload } from './plan-upload.ts';

const fileOf = (path: string, size = 10) => ({ path, blob: new Blob([new Uint8Array(size)]), lastModified: 1 });

describe('an upload plan', () => {
  test('cuts a file into parts that cover every byte once, all but the last of full length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 * PART_BYTES + 3 }), (size) => {
        const parts = partRanges(size);
        expect(parts.reduce((sum, { length }) => sum + length, 0)).toBe(size);
        parts.forEach(({ offset, length }, at) => {
          expect(offset).toBe(at * PART_BYTES);
          expect(length === PART_BYTES || at === parts.length - 1).toBe(true);
        });
      }),
    );
  });

  test('names a file the same when the folder is chosen again, and otherwise differently', async () => {
    const ref = await fileRef('salt', fileOf('CT/IM-1'));
    expect(await fileRef('salt', fileOf('CT/IM-1'))).toBe(ref);
    for (const other of [fileOf('CT/IM-2'), fileOf('CT/IM-1', 11), { ...fileOf('CT/IM-1'), lastModified: 2 }])
      expect(await fileRef('salt', other)).not.toBe(ref);
    expect(await fileRef('pepper', fileOf('CT/IM-1'))).not.toBe(ref);
  });

  test('lets no part of a file name into the reference, for patients are named in file names', async () => {
    const ref = await fileRef('salt', fileOf('WANG_XIAODONG/IM-0001.dcm'));
    expect(ref).toMatch(/^f-[0-9a-f]{32}$/);
  });

  test('leaves out empty files, what file managers write, and files chosen twice', async () => {
    const chosen = ['a/IM-1', 'a/.DS_Store', 'a/DICOMDIR', 'a/Thumbs.db', 'a/IM-1'].map((path) => fileOf(path));
    const plan = await planUpload('salt', [...chosen, fileOf('a/nothing', 0), fileOf('a/IM-0')]);
    expect(plan.files.map(({ path }) => path)).toEqual(['a/IM-0', 'a/IM-1']);
    expect(plan.totalBytes).toBe(20);
    expect(plan.skipped.map(({ reason }) => reason).sort()).toEqual([
      'duplicate',
      'empty',
      'system',
      'system',
      'system',
    ]);
  });
});
