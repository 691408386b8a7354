// Checks files and folders for the command line, one line per file, each in the killable child process.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type PixelDecoder, startPixelDecoder } from '../decoder/pixel-decoder.ts';
import type { CheckLine } from './check-line.ts';

/** All regular files below a folder in the order of their paths, or the path itself when it is none. Links are not followed. */
export const filesBelow = async (path: string): Promise<string[]> => {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
};

/** Checks every file of a folder, or one file, and yields its line as soon as it is known. Throws when the path does not exist. */
export async function* checkFolder(path: string, decoder?: PixelDecoder): AsyncGenerator<CheckLine> {
  const files = await filesBelow(path);
  const own = decoder ?? startPixelDecoder();
  try {
    for (const file of files) yield await own.check(file);
  } finally {
    if (decoder === undefined) await own.close();
  }
}

/** Checks one file on disk in a child process of its own, or in the decoder given. */
export const checkFile = async (path: string, decoder?: PixelDecoder): Promise<CheckLine> => {
  const own = decoder ?? startPixelDecoder();
  try {
    return await own.check(path);
  } finally {
    if (decoder === undefined) await own.close();
  }
};
