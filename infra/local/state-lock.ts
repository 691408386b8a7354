// One local stack per checkout: a lock file names the process that runs it; a dead owner's lock is taken over.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Names the process that runs the stack. */
export const LOCK_FILE = 'running.pid';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Takes the checkout's lock; throws when another running process holds it. Returns the release. */
export const lockState = async (folder: string): Promise<() => Promise<void>> => {
  const path = join(folder, LOCK_FILE);
  const owner = Number(await readFile(path, 'utf8').catch(() => '0'));
  if (owner > 0 && owner !== process.pid && alive(owner)) {
    throw new Error(
      `This checkout is already running (process ${owner}). Stop it with Ctrl-C there, or run: kill ${owner}`,
    );
  }
  await writeFile(path, `${process.pid}\n`);
  return () => rm(path, { force: true });
};
