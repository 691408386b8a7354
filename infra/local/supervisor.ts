// Starts the product's processes, waits for their health, restarts what dies, stops everything in reverse order.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How to run one process and how to see that it is ready. */
export type ProcessSpec = {
  readonly name: string;
  /** Command and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  /** Tells whether the process is ready for work; asked again and again until it says yes. */
  readonly ready: () => Promise<boolean>;
  readonly readyTimeoutMs?: number;
};

type Supervised = { spec: ProcessSpec; child: ChildProcess; restarts: number; stopping: boolean };

const STOP_TIMEOUT_MS = 12_000;
const FIRST_RESTART_DELAY_MS = 500;
const LONGEST_RESTART_DELAY_MS = 15_000;

/** A readiness question over HTTP: the address answers 2xx. */
export const answersOk = (url: string) => (): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Keeps a set of processes running. Their output goes to `<logFolder>/<name>.log`. */
export class Supervisor {
  readonly #logFolder: string;
  readonly #report: (line: string) => void;
  readonly #onChange: (pids: readonly number[]) => void;
  readonly #processes = new Map<string, Supervised>();
  #closing = false;

  constructor(
    logFolder: string,
    report: (line: string) => void,
    onChange: (pids: readonly number[]) => void = () => undefined,
  ) {
    this.#logFolder = logFolder;
    this.#report = report;
    this.#onChange = onChange;
    mkdirSync(logFolder, { recursive: true });
  }

  /** Starts a process and resolves when it is ready; throws with the end of its log when it never is. */
  async start(spec: ProcessSpec): Promise<void> {
    if (this.#closing) throw new Error('stopped');
    const supervised: Supervised = { spec, child: this.#spawn(spec), restarts: 0, stopping: false };
    this.#processes.set(spec.name, supervised);
    this.#watch(supervised);
    this.#announce();
    await this.#waitReady(spec);
  }

  /** The process identifier of a running process, for fault tests. */
  pid(name: string): number | undefined {
    return this.#processes.get(name)?.child.pid;
  }

  /** Names of the processes started so far. */
  names(): readonly string[] {
    return [...this.#processes.keys()];
  }

  /** Stops one process for good. */
  async stop(name: string): Promise<void> {
    const supervised = this.#processes.get(name);
    if (supervised === undefined) return;
    supervised.stopping = true;
    await this.#end(supervised.child);
    this.#processes.delete(name);
  }

  /** Stops every process, last started first. */
  async stopAll(): Promise<void> {
    this.#closing = true;
    const names = [...this.#processes.keys()].reverse();
    await Promise.all(names.map((name) => this.stop(name)));
  }

  #announce(): void {
    this.#onChange([...this.#processes.values()].flatMap(({ child }) => child.pid ?? []));
  }

  #spawn(spec: ProcessSpec): ChildProcess {
    const [program, ...args] = spec.command;
    // A group of its own: the terminal's Ctrl-C reaches the supervisor alone, which then stops everything in order.
    const child = spawn(program, args, {
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...spec.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const log = createWriteStream(join(this.#logFolder, `${spec.name}.log`), { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.once('close', () => log.end());
    return child;
  }

  #watch(supervised: Supervised): void {
    const { spec, child } = supervised;
    child.once('error', (error) => this.#report(`${spec.name} could not be run: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (supervised.stopping || this.#closing) return;
      const delay = Math.min(FIRST_RESTART_DELAY_MS * 2 ** supervised.restarts, LONGEST_RESTART_DELAY_MS);
      supervised.restarts += 1;
      this.#report(`${spec.name} ended (${signal ?? `status ${code}`}); starting it again`);
      pause(delay).then(() => {
        if (supervised.stopping || this.#closing) return;
        supervised.child = this.#spawn(spec);
        this.#watch(supervised);
        this.#announce();
      }, undefined);
    });
  }

  async #waitReady(spec: ProcessSpec): Promise<void> {
    const deadline = performance.now() + (spec.readyTimeoutMs ?? 60_000);
    while (performance.now() < deadline && !this.#closing) {
      if (await spec.ready()) return;
      if ((this.#processes.get(spec.name)?.restarts ?? 0) >= 3) break;
      await pause(100);
    }
    if (this.#closing) throw new Error('stopped');
    const log = await readFile(join(this.#logFolder, `${spec.name}.log`), 'utf8').catch(() => '');
    throw new Error(`${spec.name} did not become ready. The end of its log:\n${log.split('\n').slice(-15).join('\n')}`);
  }

  async #end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Its group is gone with it.
    }
  }
}
