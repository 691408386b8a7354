// One child process of the engine: started without secrets in an empty directory, spoken to in frames, killed without asking.
import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@hounsfield/kernel';
import type { LoadedModel } from '@hounsfield/models';
import { encodeFrame } from './frame.ts';
import type { ChildSettings, Command, Report } from './protocol.ts';

const ROOT = join(import.meta.dirname, '../../..');
// The program itself, and nothing of the machine: data folders, other processes' files and the catalogue stay unreadable.
const READABLE = [
  'node_modules/*',
  'services/inference/*',
  'services/dicom/*',
  'services/kernel/*',
  'models/*.ts',
  'package.json',
];
const READABLE_MANIFESTS = ['models/package.json', 'services/package.json'];
/** Below the parent's priority, so that full load never delays the parent's heartbeats and health answers. */
const NICENESS = 5;

type Handlers = {
  readonly onReport: (report: Report) => void;
  /** The process is gone, by itself or by our kill. */
  readonly onExit: (reason: string) => void;
};

/** Where a child lives: an empty folder and the few variables it may see. */
export type Surroundings = { readonly folder: string; readonly environment: Readonly<Record<string, string>> };

/** A running child. It knows nothing of jobs but their numbers. */
export class EngineChild {
  readonly #process: ChildProcess;
  readonly #commands: Socket;
  readonly #sent = new Set<string>();
  #exited = false;
  runs = 0;
  rssBytes = 0;
  evictions = 0;
  /** Resident memory after the first runs; growth is judged against it. */
  settledRssBytes: number | undefined;

  constructor(settings: ChildSettings, { folder, environment }: Surroundings, logger: Logger, handlers: Handlers) {
    const readable = [...READABLE, ...READABLE_MANIFESTS].map((path) => `--allow-fs-read=${join(ROOT, path)}`);
    this.#process = fork(join(import.meta.dirname, '../child/main.ts'), [], {
      cwd: folder,
      env: environment,
      // TypeScript by type stripping: no compiler, so no compiler's child process, in a process that may start none.
      execArgv: ['--permission', '--allow-worker', '--allow-addons', ...readable, '--no-warnings'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    });
    const { pid } = this.#process;
    if (pid !== undefined) stepBack(pid);
    this.#commands = this.#process.stdio[4] as Socket;
    // The pipe breaks when the child dies; the exit handler tells the story.
    this.#commands.on('error', () => undefined);
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream
        ?.setEncoding('utf8')
        .on('data', (text: string) => logger.debug({ pid, text: text.trim() }, 'engine child'));
    }
    this.#process.on('message', (reports: readonly Report[]) => {
      for (const report of reports) {
        if (report.kind === 'alive') {
          this.rssBytes = report.rssBytes;
          this.evictions = report.evictions;
        }
        handlers.onReport(report);
      }
    });
    const end = (reason: string) => {
      if (this.#exited) return;
      this.#exited = true;
      handlers.onExit(reason);
    };
    this.#process.on('error', (error) => {
      logger.error({ err: error }, 'engine child failed');
      // A process that never started has no exit to report.
      if (pid === undefined) end(error.message);
    });
    this.#process.on('exit', (code, signal) => end(signal ?? `code ${code}`));
    this.send({ kind: 'settings', settings });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Hands over a model version, once; a network's verified bytes travel with it. */
  sendModel(key: string, model: LoadedModel): void {
    if (this.#sent.has(key)) return;
    this.#sent.add(key);
    const { manifest, sha256 } = model;
    const golden = model.bytes === undefined ? {} : { golden: model.golden };
    this.send({ kind: 'model', key, sha256, manifest, ...golden }, model.bytes === undefined ? [] : [model.bytes]);
  }

  send(command: Command, attachments: readonly Uint8Array[] = []): void {
    if (this.#exited) return;
    this.#commands.cork();
    for (const piece of encodeFrame(command, attachments)) this.#commands.write(piece);
    this.#commands.uncork();
  }

  /** SIGKILL: the only thing that ends a network that never returns. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }
}

const stepBack = (pid: number): void => {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // It ended already; its exit is reported in its own way.
  }
};
