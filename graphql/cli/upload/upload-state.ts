// What an upload must remember to go on after a kill: which files under which names in which upload. Kept until it is received.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { LocalFile } from './find-files.ts';

const state = z.object({
  uploadId: z.string(),
  files: z.array(
    z.object({
      path: z.string(),
      sizeBytes: z.number(),
      modifiedMs: z.number(),
      clientRef: z.string(),
      partSha256: z.array(z.string()),
    }),
  ),
});

/** One file of an upload, as it was announced. */
export type AnnouncedFile = z.infer<typeof state>['files'][number];
export type UploadState = z.infer<typeof state>;

/** What makes two runs of the command the same upload: server, key, order and the files as they are on disk. */
export type UploadIdentity = {
  readonly url: string;
  readonly apiKey: string;
  readonly product: string | undefined;
  readonly lane: string;
  readonly files: readonly LocalFile[];
};

/** The file in which one upload is remembered. */
export class UploadMemory {
  readonly #folder: string;
  readonly #path: string;

  constructor(folder: string, identity: UploadIdentity) {
    const name = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
    this.#folder = folder;
    this.#path = join(folder, `${name}.json`);
  }

  /** What an earlier run left; nothing where there was none or its file is damaged. */
  async recall(): Promise<UploadState | undefined> {
    const text = await readFile(this.#path, 'utf8').catch(() => 'null');
    try {
      return state.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  }

  /** Remembers; a kill leaves the old file or the new one, never half of one. */
  async keep(remembered: UploadState): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const fresh = `${this.#path}.${process.pid}`;
    await writeFile(fresh, JSON.stringify(remembered), { mode: 0o600 });
    await rename(fresh, this.#path);
  }

  async forget(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}
