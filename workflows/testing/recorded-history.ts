// Recorded histories: written from real runs, without anything of the machine they ran on, and read back for replay.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { HISTORIES, historiesToRecord } from './test-environment.ts';

/** The release whose workflow code the histories were recorded with; a new one is added with every change of the code. */
const RELEASE = '0.1.0';

// What tells of the machine and plays no part in replay. (`sdkMetadata` does: its flags turn the stricter checks on.)
const MACHINE = new Set(['stackTrace', 'identity', 'binaryChecksum', 'historySizeBytes', 'workerVersion']);
const STICKY_QUEUE = /^\d+@/;

const bare = (key: string, value: unknown): unknown => {
  if (MACHINE.has(key)) return undefined;
  return key === 'name' && typeof value === 'string' && STICKY_QUEUE.test(value) ? 'sticky' : value;
};

/** Writes the run's history as `<release>/<way>.json` where this test run records histories; nothing otherwise. */
export const recordHistory = async (way: string, handle: WorkflowHandle): Promise<void> => {
  const folder = historiesToRecord();
  if (folder === undefined) return;
  const history = JSON.parse(historyToJSON(await handle.fetchHistory()));
  await mkdir(join(folder, RELEASE), { recursive: true });
  await writeFile(join(folder, RELEASE, `${way}.json`), `${JSON.stringify(history, bare, 1)}\n`);
};

/** Every recorded history, by its release and way. */
export const recordedHistories = async (): Promise<readonly { readonly name: string; readonly history: unknown }[]> => {
  const found: { name: string; history: unknown }[] = [];
  for (const release of (await readdir(HISTORIES)).sort())
    for (const file of (await readdir(join(HISTORIES, release))).sort())
      found.push({
        name: `${release}/${file}`,
        history: JSON.parse(await readFile(join(HISTORIES, release, file), 'utf8')),
      });
  return found;
};
