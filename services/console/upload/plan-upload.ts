// Planning an upload: which chosen files are sent, under which reference, and how each is cut into parts. Pure.

/** The gateway's part length (bytes): every part but a file's last has exactly this length. */
export const PART_BYTES = 8 * 1024 * 1024;
/** How many parts travel at the same time. */
export const PARALLEL_PARTS = 3;

/** A file as the person chose it; `path` is relative to the dropped folder and never leaves this page. */
export type ChosenFile = { readonly path: string; readonly blob: Blob; readonly lastModified: number };

export type PlannedFile = ChosenFile & { readonly ref: string };
export type SkipReason = 'empty' | 'system' | 'duplicate';
export type UploadPlan = {
  readonly files: readonly PlannedFile[];
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[];
  readonly totalBytes: number;
};

// Files that file managers and disc writers leave beside images; DICOMDIR is an index, not an image.
const SYSTEM_FILE = /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini|DICOMDIR|__MACOSX\/.*)$/i;

/** Byte ranges of a file's parts; a file is never empty here. */
export const partRanges = (size: number): { readonly offset: number; readonly length: number }[] =>
  Array.from({ length: Math.ceil(size / PART_BYTES) }, (_, part) => ({
    offset: part * PART_BYTES,
    length: Math.min(PART_BYTES, size - part * PART_BYTES),
  }));

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * The name under which the gateway knows a file: a salted digest of its path, size and age. It is the same when the same
 * folder is chosen again after a reload, and says nothing about a patient whose name stands in a file name.
 */
export const fileRef = async (salt: string, { path, blob, lastModified }: ChosenFile): Promise<string> => {
  const text = new TextEncoder().encode(`${salt}\n${path}\n${blob.size}\n${lastModified}`);
  return `f-${hex(await crypto.subtle.digest('SHA-256', text)).slice(0, 32)}`;
};

/** Sorts out what to send: by path, each reference once, without empty and system files. */
export const planUpload = async (salt: string, chosen: readonly ChosenFile[]): Promise<UploadPlan> => {
  const files: PlannedFile[] = [];
  const skipped: { path: string; reason: SkipReason }[] = [];
  const seen = new Set<string>();
  for (const file of [...chosen].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (SYSTEM_FILE.test(file.path)) skipped.push({ path: file.path, reason: 'system' });
    else if (file.blob.size === 0) skipped.push({ path: file.path, reason: 'empty' });
    else {
      const ref = await fileRef(salt, file);
      if (seen.has(ref)) skipped.push({ path: file.path, reason: 'duplicate' });
      else files.push({ ...file, ref });
      seen.add(ref);
    }
  }
  return { files, skipped, totalBytes: files.reduce((sum, { blob }) => sum + blob.size, 0) };
};
