// Processes left behind when a start was killed without warning: remembered by pid, ended by the next start.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const FILE = 'children.json';
const POSTGRES_PATIENCE_MS = 15_000;

/** Remembers the process groups that are running now. */
export const rememberChildren = (folder: string, pids: readonly number[]): void => {
  writeFileSync(join(folder, FILE), JSON.stringify(pids));
};

export const forgetChildren = (folder: string): void => rmSync(join(folder, FILE), { force: true });

// A pid may have been given to a stranger since: only a process that names this checkout or its state folder is ours.
const isOurs = (pid: number, marks: readonly string[]): boolean => {
  try {
    const words = `${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`;
    return marks.some((mark) => words.includes(mark));
  } catch {
    return false;
  }
};

/** Ends what an earlier start left running; returns how many there were. */
export const endLeftovers = (folder: string, marks: readonly string[]): number => {
  let pids: readonly number[] = [];
  try {
    pids = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as readonly number[];
  } catch {
    return 0;
  }
  const ours = pids.filter((pid) => isOurs(pid, marks));
  for (const pid of ours) process.kill(-pid, 'SIGKILL');
  forgetChildren(folder);
  return ours.length;
};

/** Ends the Postgres server that still runs on a data folder, as it likes to be ended; true when there was one. */
export const endLeftoverPostgres = async (dataFolder: string): Promise<boolean> => {
  const pidFile = join(dataFolder, 'postmaster.pid');
  const read = (): number => {
    try {
      return Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    } catch {
      return 0;
    }
  };
  const pid = read();
  if (pid <= 0 || !isOurs(pid, [dataFolder])) return false;
  // Fast shutdown: sessions end, everything is written, the lock file goes last.
  process.kill(pid, 'SIGINT');
  const deadline = performance.now() + POSTGRES_PATIENCE_MS;
  while (isOurs(pid, [dataFolder]) && performance.now() < deadline) await pause(50);
  if (isOurs(pid, [dataFolder])) process.kill(pid, 'SIGKILL');
  return true;
};
