// Which files an upload sends: what was named, and below named folders whatever is DICOM.
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

export type LocalFile = { readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number };
export type FoundFiles = { readonly files: readonly LocalFile[]; readonly skipped: readonly string[] };

const PREAMBLE_BYTES = 128;
const MARK = 'DICM';

/** A Part 10 file says so after its preamble (PS3.10 section 7.1). */
const isPart10 = async (path: string): Promise<boolean> => {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(PREAMBLE_BYTES + MARK.length),
      0,
      PREAMBLE_BYTES + MARK.length,
      0,
    );
    return bytesRead === PREAMBLE_BYTES + MARK.length && buffer.toString('latin1', PREAMBLE_BYTES) === MARK;
  } finally {
    await handle.close();
  }
};

const describe = async (path: string): Promise<LocalFile> => {
  const { size, mtimeMs } = await stat(path);
  return { path, sizeBytes: size, modifiedMs: Math.trunc(mtimeMs) };
};

/**
 * Files named are sent whatever they are; of a folder's files (links are not followed) those that are DICOM and no media
 * directory. Throws ENOENT for a path that is not there.
 */
export const findFiles = async (paths: readonly string[]): Promise<FoundFiles> => {
  const files = new Map<string, LocalFile>();
  const skipped: string[] = [];
  for (const path of paths) {
    if (!(await stat(path)).isDirectory()) {
      files.set(path, await describe(path));
      continue;
    }
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    const below = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of below.sort())
      if (basename(file) !== 'DICOMDIR' && (await isPart10(file))) files.set(file, await describe(file));
      else skipped.push(file);
  }
  return { files: [...files.values()], skipped };
};
