// The `hounsfield` command as a child process: how it ended, what it said, how long it took and how much memory it held.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const COMMAND = join(import.meta.dirname, '../../graphql/cli/bin/hounsfield.mjs');
const SAMPLE_EVERY_MS = 10;

export type Ran = {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Largest resident set of any of its processes, and of all of them together; 0 where there is no /proc. */
  readonly peakMb: number;
  readonly sumMb: number;
};

const childrenOf = (pid: number): readonly number[] => {
  try {
    const own = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
    return [pid, ...own.flatMap(childrenOf)];
  } catch {
    return [];
  }
};

// The kernel's own high-water mark: a peak between two samples is not missed.
const sample = (pid: number, peaks: Map<number, number>): void => {
  for (const each of childrenOf(pid)) {
    try {
      const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${each}/status`, 'utf8'))?.[1];
      if (kilobytes !== undefined) peaks.set(each, Number(kilobytes) / 1024);
    } catch {
      // It ended between being listed and being looked at.
    }
  }
};

/** Runs the command; a status other than 0 is an answer, not a fault. */
export const hounsfieldCommand = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  timeoutMs = 180_000,
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [COMMAND, ...args], {
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    const peaks = new Map<number, number>();
    const sampler = setInterval(() => child.pid !== undefined && sample(child.pid, peaks), SAMPLE_EVERY_MS);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (status) => {
      clearInterval(sampler);
      const each = [...peaks.values()];
      resolve({
        status,
        stdout,
        stderr,
        seconds: (performance.now() - started) / 1000,
        peakMb: Math.max(0, ...each),
        sumMb: each.reduce((sum, megabytes) => sum + megabytes, 0),
      });
    });
  });
