// Reads what was dropped or chosen: single files and whole folders, down to the last level.
import type { ChosenFile } from './plan-upload.ts';

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

// readEntries answers in batches; an empty batch is the end.
const entriesOf = async (folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> => {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return all;
    all.push(...batch);
  }
};

const walk = async (entry: FileSystemEntry): Promise<ChosenFile[]> => {
  if (entry.isFile) {
    const file = await fileOf(entry as FileSystemFileEntry);
    return [{ path: entry.fullPath.replace(/^\//, ''), blob: file, lastModified: file.lastModified }];
  }
  const found: ChosenFile[] = [];
  for (const child of await entriesOf(entry as FileSystemDirectoryEntry)) found.push(...(await walk(child)));
  return found;
};

/** The files of an input element; inside a chosen folder they carry their relative path. */
export const readFileList = (files: Iterable<File>): ChosenFile[] =>
  [...files].map((file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    blob: file,
    lastModified: file.lastModified,
  }));

/** The files of a drop; must be called in the drop event itself, before anything is awaited. */
export const readDrop = (transfer: DataTransfer): Promise<ChosenFile[]> => {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return Promise.resolve(readFileList(transfer.files));
  return Promise.all(entries.map(walk)).then((lists) => lists.flat());
};
